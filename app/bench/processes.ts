import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { getPriority } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Which core a process runs on: what is measured has one for itself, upstream and generator share the other. */
export type Core = "measured" | "load";

export const coreNumbers: Record<Core, number> = { measured: 0, load: 1 };

/** `taskset` is in util-linux, which only Linux has. */
export const canPin = spawnSync("taskset", ["--version"]).status === 0;

/** A process of the run. */
export interface Running {
  child: ChildProcess;
  /** What it last wrote to its log, to be shown when it fails. */
  lastOutput(): string;
}

export interface StartOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** Folder of its log, a file as a container's is: reading a pipe would cost this process time. */
  logFolder: string;
  /** Gets what it prints, in place of the log. */
  stdout?: (text: string) => void;
}

/** How long a process has to end by itself before it is killed. */
const graceMs = 5_000;
const outputShown = 2_000;
const all = new Set<Running>();
let started = 0;

/** Starts a process on its core. */
export function start(core: Core, [command, ...args]: [string, ...string[]], options: StartOptions): Running {
  const pinned = canPin ? ["taskset", "-c", String(coreNumbers[core]), command, ...args] : [command, ...args];
  const logFile = join(options.logFolder, `${++started}-${basename(command)}.log`);
  const log = openSync(logFile, "w");
  const child = spawn(pinned[0]!, pinned.slice(1), {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", options.stdout ? "pipe" : log, log],
    // A group of its own: the end of a server is the end of its workers, and Ctrl-C reaches them by this process alone.
    detached: true,
  });
  closeSync(log);
  if (options.stdout) child.stdout?.on("data", (data: Buffer) => options.stdout!(data.toString()));
  child.on("error", () => undefined);
  shareNiceness(child);
  const running = { child, lastOutput: () => readFileSync(logFile, "utf8").slice(-outputShown).trim() };
  all.add(running);
  child.on("close", () => all.delete(running));
  return running;
}

export function hasEnded({ child }: Running): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** Ends a process and what it started. */
export async function stop(running: Running): Promise<void> {
  signal(running.child, "SIGTERM");
  for (let waited = 0; waited < graceMs && !hasEnded(running); waited += 50) await sleep(50);
  signal(running.child, "SIGKILL");
}

/** Ends every process of the run at once. */
export function stopAll(): void {
  for (const { child } of all) signal(child, "SIGKILL");
}

/** Keeps this process off the measured core. */
export function stayOffMeasuredCore(): void {
  if (canPin) spawnSync("taskset", ["-a", "-cp", String(coreNumbers.load), String(process.pid)]);
}

/**
 * Linux weighs sessions against one another before it looks at niceness (sched(7), autogroup), and every process started here
 * has a session of its own: without this, `nice` before the whole run would be without effect.
 */
function shareNiceness({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined && getPriority() !== 0) writeFileSync(`/proc/${pid}/autogroup`, String(getPriority()));
  } catch {
    // Not Linux, or built without autogroups: niceness counts by itself.
  }
}

function signal(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, name);
  } catch {
    // The group has ended by itself.
  }
}
