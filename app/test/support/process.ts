import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { toClose } from "./opened";
import { until } from "./until";

/** A real process of the app, and what it has written so far. It goes with the test, or the file, that started it. */
export class AppProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly output: string[],
  ) {}

  /** Starts `script` with Node and exactly this environment, besides the path. */
  static start(script: string, environment: Record<string, string> = {}, args: string[] = []): AppProcess {
    const child = spawn(process.execPath, [script, ...args], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: string[] = [];
    child.stdout!.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    child.stderr!.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    const started = new AppProcess(child, output);
    toClose(() => started.end());
    return started;
  }

  /** Most memory that it has had resident so far, bytes (proc(5)). */
  get peakMemory(): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, "utf8");
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) * 1024;
  }

  get running(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Waits until it has written a text. Fails at once where it ends without. */
  async writes(text: string): Promise<void> {
    await until(
      () => {
        // Asked first: by then all that it wrote has been read.
        const isOver = [this.child.stdout!, this.child.stderr!].every(({ readableEnded }) => readableEnded);
        const output = this.output.join("");
        if (output.includes(text)) return true;
        if (isOver) throw new Error(`It ended without having written "${text}":\n${output}`);
        return false;
      },
      { what: `"${text}"` },
    );
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals> {
    if (this.running) await once(this.child, "exit");
    return this.child.exitCode ?? this.child.signalCode!;
  }

  /** Ends it without a word, for the end of a test. */
  async end(): Promise<void> {
    this.kill("SIGKILL");
    await this.ended();
  }
}
