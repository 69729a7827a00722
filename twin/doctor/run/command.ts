import { delimiter } from "node:path";
import { runCommand } from "../../processes";
import type { Outcome } from "../../processes";

/** Runs a command without a shell and without input. */
export type Run = (command: string, args: readonly string[]) => Promise<Outcome>;

/**
 * Runs real commands.
 *
 * @param seconds longest time for one command
 * @param signal ends those that run, and lets no other begin
 */
export function commandRunner(seconds: number, signal: AbortSignal): Run {
  const env = { ...process.env, PATH: ownPath(process.env) };
  return (command, args) => runCommand(command, args, { env, seconds, signal });
}

/**
 * The PATH of whoever called: runtime/with-node.sh puts the folder of a newer Node.js before it, which `pulumi` has not when it is called without that.
 */
export function ownPath({ PATH = "", BREAKWATER_NODE_FOLDER: newer }: NodeJS.ProcessEnv): string {
  return PATH.split(delimiter)
    .filter((folder) => folder !== newer)
    .join(delimiter);
}

/**
 * As `run`, but never more than `most` commands at once: each az is a Python process that takes a core for its first second.
 *
 * @param onChange is told after each start and end how many commands have ended, and how many were asked for
 */
export function bounded(run: Run, most: number, onChange: (ended: number, asked: number) => void = () => {}): Run {
  const waiting: (() => void)[] = [];
  let [running, asked, ended] = [0, 0, 0];
  return async (command, args) => {
    asked += 1;
    onChange(ended, asked);
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await run(command, args);
    } finally {
      running -= 1;
      ended += 1;
      onChange(ended, asked);
      waiting.shift()?.();
    }
  };
}
