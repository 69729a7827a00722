import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** Root of the repository. */
export const repository = path.resolve(__dirname, "..");

/** The `breakwater` command. */
export const command = path.join(repository, "bin/breakwater.cjs");

/** One figure, measured several times. */
export interface Figure {
  /** What was measured, for example `up --stack dev, nothing changed`. */
  name: string;
  unit: "s" | "MB" | "×";
  values: number[];
  /** Largest median that is good enough; absent for a figure that is only told. */
  limit?: number;
}

/** Runs that each figure is the median of. */
export const runs = 5;

/** The value in the middle; of an even number, the upper one. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

/** What one run of a program took. */
export interface Run {
  /** Wall-clock time from the shell's point of view. */
  seconds: number;
  /** Largest resident memory, MB; NaN where the system does not tell it (no /proc). */
  peakMB: number;
  stdout: string;
}

/**
 * Runs a Node.js program to its end.
 *
 * @throws Error with its stderr when it does not end with 0
 */
export function runNode(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<Run> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(process.execPath, args, { cwd: repository, env, stdio: ["ignore", "pipe", "pipe"] });
    let [stdout, stderr, peakMB] = ["", "", NaN];
    const watch = setInterval(() => (peakMB = peakMemory(child.pid) ?? peakMB), 10);
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(watch);
      const seconds = (performance.now() - started) / 1000;
      if (code === 0) resolve({ seconds, peakMB, stdout });
      else reject(new Error(`${args.join(" ")} ended with ${code}:\n${stderr}`));
    });
  });
}

/** The kernel keeps the peak itself, so that looking now and then misses only the last milliseconds. */
function peakMemory(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? undefined : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return undefined;
  }
}
