import * as fs from "node:fs";
import { runCommand } from "../../processes";
import type { OfficialProgram } from "./program-set";

/** Longest time that a program may take to say which it is, seconds. Seen: less than one. */
const patience = 30;

/**
 * Runs a program for a moment, to see that it runs here and is the one that is wanted.
 *
 * @returns what is wrong with it, in words; `undefined` when nothing is
 * @throws the signal's reason once it is aborted
 */
export async function wrongWith(
  file: string,
  { args, says, holds }: Pick<OfficialProgram, "args" | "says" | "holds">,
  signal: AbortSignal,
): Promise<string | undefined> {
  const call = args.join(" ");
  const outcome = await runCommand(file, args, { seconds: patience, signal });
  if (outcome.kind === "absent") return `does not run here (${outcome.why ?? "it cannot be started"})`;
  if (outcome.kind === "slow") return `has not ended ${patience} s after it was called with ${call}`;
  const said = `${outcome.stdout}${outcome.stderr}`;
  if (outcome.exitCode !== 0) return `ends with ${outcome.exitCode} when it is called with ${call}: ${firstLine(said)}`;
  if (!said.includes(says))
    return `does not say "${says.trim()}" when it is called with ${call}, but "${firstLine(said)}"`;
  if (holds !== undefined && !(await isIn(file, holds))) return `does not hold the version ${holds}`;
  return undefined;
}

function firstLine(text: string): string {
  return (text.trim().split("\n")[0] ?? "").slice(0, 200);
}

/** Whether a text stands in a file, however large it is. */
async function isIn(file: string, text: string): Promise<boolean> {
  let before = Buffer.alloc(0);
  for await (const chunk of fs.createReadStream(file, { highWaterMark: 2 ** 20 })) {
    const piece = Buffer.concat([before, chunk as Buffer]);
    if (piece.includes(text)) return true;
    before = piece.subarray(-text.length);
  }
  return false;
}
