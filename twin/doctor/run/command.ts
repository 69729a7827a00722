import { spawn } from "node:child_process";

/** How a command ended. */
export type Outcome =
  | { kind: "done"; exitCode: number; stdout: string; stderr: string }
  /** There is no such command on PATH. */
  | { kind: "absent" }
  /** It was stopped after so many seconds. */
  | { kind: "slow"; seconds: number };

/** Runs a command without a shell and without input. */
export type Run = (command: string, args: readonly string[]) => Promise<Outcome>;

/** Most of an answer that is kept, bytes. `az vm list-skus` prints about 2 MB of one region. */
const LONGEST_ANSWER = 64 * 2 ** 20;

/**
 * Runs real commands.
 *
 * @param seconds longest time for one command
 */
export function commandRunner(seconds: number): Run {
  return (command, args) =>
    new Promise((resolve) => {
      // A group of its own: az is a shell script around Python, and both must end.
      const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
      const out: Buffer[] = [];
      const err: Buffer[] = [];
      let kept = 0;
      let slow = false;
      const stop = (): void => {
        if (child.pid === undefined) return;
        try {
          process.kill(-child.pid, "SIGKILL");
        } catch {
          // It has just ended by itself.
        }
      };
      const timer = setTimeout(() => {
        slow = true;
        stop();
      }, seconds * 1000);
      // Ctrl-C reaches the terminal's own group only, which the child has left.
      process.once("exit", stop);
      const keep = (chunks: Buffer[]) => (chunk: Buffer) => {
        kept += chunk.length;
        if (kept <= LONGEST_ANSWER) chunks.push(chunk);
      };
      child.stdout.on("data", keep(out));
      child.stderr.on("data", keep(err));
      const end = (outcome: Outcome): void => {
        clearTimeout(timer);
        process.removeListener("exit", stop);
        resolve(outcome);
      };
      child.on("error", () => end({ kind: "absent" }));
      child.on("close", (code) =>
        end(
          slow
            ? { kind: "slow", seconds }
            : {
                kind: "done",
                exitCode: code ?? 1,
                stdout: Buffer.concat(out).toString("utf8"),
                stderr: Buffer.concat(err).toString("utf8"),
              },
        ),
      );
    });
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
