import * as fs from "node:fs";
import { runCommand } from "../../processes";
import { ControlPlaneError } from "../errors";
import type { Binary, ProgramSet } from "./program-set";

/** Lines of Go's output that an error shows: the reason stands in the last ones. */
const shownLines = 20;

/**
 * Builds one program with Go.
 *
 * @param report told what Go does just now, at least every second
 * @throws ControlPlaneError with Go's own message
 */
export async function goBuild(
  { folder }: ProgramSet,
  binary: Binary,
  output: string,
  flags: string[],
  report: (detail?: string) => void,
  signal: AbortSignal,
): Promise<void> {
  report();
  const lines: string[] = [];
  const onOutput = (text: string) => {
    lines.push(...text.split("\n").filter(Boolean));
    const download = /^go: downloading (\S+ \S+)/.exec(lines.at(-1) ?? "")?.[1];
    if (download) report(`downloading ${download}`);
  };
  const tick = setInterval(() => report(), 1_000);
  try {
    const outcome = await runCommand("go", ["build", ...flags, "-o", output, binary.package], {
      cwd: folder,
      // A go.work above the project must not change what is built. Everything else of Go's environment is the user's.
      env: { ...process.env, GOWORK: "off" },
      signal,
      onOutput,
    });
    if (outcome.kind === "done" && outcome.exitCode === 0) return;
  } finally {
    clearInterval(tick);
    if (signal.aborted) fs.rmSync(output, { force: true });
  }
  const reason = lines.filter((line) => !line.startsWith("go: downloading ")).slice(-shownLines);
  throw new ControlPlaneError(
    `Building ${binary.name} failed. Go says:\n${reason.map((line) => `  ${line}`).join("\n")}\n` +
      "What was built so far is kept: the next `up` goes on from there.",
  );
}
