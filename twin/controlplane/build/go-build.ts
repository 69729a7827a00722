import { spawn } from "node:child_process";
import * as fs from "node:fs";
import { checkInterrupted, ControlPlaneError, Interrupted } from "../errors";
import type { Binary, ProgramSet } from "./program-set";

/** Lines of Go's output that an error shows: the reason stands in the last ones. */
const SHOWN_LINES = 20;

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
  checkInterrupted(signal);
  report();
  // A group of its own: a Ctrl-C in the terminal reaches this process, which then ends Go with its compilers and links.
  const go = spawn("go", ["build", ...flags, "-o", output, binary.package], {
    cwd: folder,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // A go.work above the project must not change what is built. Everything else of Go's environment is the user's.
    env: { ...process.env, GOWORK: "off" },
  });
  const lines: string[] = [];
  const read = (chunk: Buffer) => {
    lines.push(...chunk.toString().split("\n").filter(Boolean));
    const download = /^go: downloading (\S+ \S+)/.exec(lines.at(-1) ?? "")?.[1];
    if (download) report(`downloading ${download}`);
  };
  go.stdout.on("data", read);
  go.stderr.on("data", read);
  const tick = setInterval(() => report(), 1_000);
  const stop = () => {
    if (go.pid !== undefined && go.exitCode === null) process.kill(-go.pid, "SIGTERM");
  };
  signal.addEventListener("abort", stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      go.once("error", reject);
      go.once("close", resolve);
    });
    if (code === 0) return;
  } finally {
    clearInterval(tick);
    signal.removeEventListener("abort", stop);
    if (signal.aborted) fs.rmSync(output, { force: true });
  }
  if (signal.aborted) throw new Interrupted();
  const reason = lines.filter((line) => !line.startsWith("go: downloading ")).slice(-SHOWN_LINES);
  throw new ControlPlaneError(
    `Building ${binary.name} failed. Go says:\n${reason.map((line) => `  ${line}`).join("\n")}\n` +
      "What was built so far is kept: the next `up` goes on from there.",
  );
}
