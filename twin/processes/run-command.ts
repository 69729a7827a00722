import { spawn } from "node:child_process";

/** How a command ended. */
export type Outcome =
  | { kind: "done"; exitCode: number; stdout: string; stderr: string }
  /** There is no such command on PATH, or it cannot be started. */
  | { kind: "absent"; why?: string }
  /** It was stopped after so many seconds. */
  | { kind: "slow"; seconds: number };

export interface CommandOptions {
  /** Folder in which it runs. Default: this process's. */
  cwd?: string;
  /** Its whole environment. Default: this process's. */
  env?: NodeJS.ProcessEnv;
  /** Longest time, seconds. Default: none. */
  seconds?: number;
  /** Ends it, with all that it started. */
  signal?: AbortSignal;
  /** Told what it prints on stdout and stderr, as it comes. */
  onOutput?: (text: string) => void;
}

/** Most of a command's output that is kept, bytes. `az vm list-skus` prints about 2 MB of one region. */
const longestAnswer = 64 * 2 ** 20;

/** Milliseconds that an interrupted command has to end by itself, before it is killed. */
const grace = 5_000;

/**
 * Milliseconds for which its output is read on after its end: a process that it left behind may hold the pipe open for ever,
 * and what it printed itself is there by then.
 */
const afterword = 1_000;

/**
 * Runs a command to its end, without a shell and without input.
 *
 * It gets a group of its own: a Ctrl-C in the terminal reaches this process alone, which then ends the command with all that
 * it started (`az` is a shell script around Python, `go build` runs compilers). The group ends with this process at the latest.
 *
 * @returns how it ended, once it and its output are at their end
 * @throws the signal's reason once it is aborted; the command has ended by then
 */
export async function runCommand(
  program: string,
  args: readonly string[],
  { cwd, env = process.env, seconds, signal, onOutput }: CommandOptions = {},
): Promise<Outcome> {
  signal?.throwIfAborted();
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: true });
  const end = (how: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, how);
    } catch {
      // It has just ended by itself.
    }
  };
  const kill = (): void => end("SIGKILL");
  const timers: NodeJS.Timeout[] = [];
  let slow = false;
  if (seconds !== undefined) {
    timers.push(
      setTimeout(() => {
        slow = true;
        kill();
      }, seconds * 1000),
    );
  }
  const interrupt = (): void => {
    end("SIGTERM");
    timers.push(setTimeout(kill, grace));
  };
  signal?.addEventListener("abort", interrupt, { once: true });
  process.once("exit", kill);

  const [stdout, stderr] = [new Output(onOutput), new Output(onOutput)];
  child.stdout.on("data", stdout.take);
  child.stderr.on("data", stderr.take);
  try {
    const ended = await new Promise<{ code: number | null } | { error: Error }>((resolve) => {
      child.once("error", (error) => resolve({ error }));
      child.once("close", (code) => resolve({ code }));
      child.once("exit", (code) => {
        // Those that were killed go with all that holds their pipes, which is worth waiting for.
        if (slow || signal?.aborted) return;
        timers.push(setTimeout(() => resolve({ code }), afterword));
      });
    });
    signal?.throwIfAborted();
    if ("error" in ended) return { kind: "absent", why: ended.error.message };
    if (slow) return { kind: "slow", seconds: seconds! };
    return { kind: "done", exitCode: ended.code ?? 1, stdout: stdout.text, stderr: stderr.text };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal?.removeEventListener("abort", interrupt);
    process.off("exit", kill);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

/** What a command prints on one of its streams. */
class Output {
  private readonly chunks: Buffer[] = [];
  private kept = 0;

  constructor(private readonly onOutput?: (text: string) => void) {}

  readonly take = (chunk: Buffer): void => {
    this.kept += chunk.length;
    if (this.kept <= longestAnswer) this.chunks.push(chunk);
    this.onOutput?.(chunk.toString("utf8"));
  };

  get text(): string {
    return Buffer.concat(this.chunks).toString("utf8");
  }
}
