import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { ControlPlaneError } from "../../controlplane";
import { endProcesses, findProcesses, pause } from "../../processes";
import { readJsonFile, writeFileAtomically } from "../../files";
import { inMountNamespace } from "../names/mount-namespace";
import { logFile } from "./addons-folder";
import type { AddonsFolder } from "./addons-folder";

/** A program that runs beside the control plane until `down`. */
export interface Daemon {
  /** Name of its process, its log and its record; unique in the stack. */
  name: string;
  /** Absolute path of the program. */
  program: string;
  args: string[];
  /** Variables over those of this process. */
  env?: Record<string, string>;
  /** Text of a hosts file that it sees in place of the machine's. */
  hosts?: string;
  /** Whatever else decides how it behaves, such as the content of its configuration file: it is started again when this changes. */
  configuration?: string;
  /** Whether it does its work, once it runs. */
  isReady: (signal: AbortSignal) => Promise<boolean>;
}

/** How long a started program may take until it is ready, milliseconds. Seen: 3 s; a busy machine takes longer. */
const startTimeout = 60_000;

/** Lines of a log that an error shows. */
const shownLines = 5;

/**
 * Makes a daemon run as it is described, and waits until it is ready: one that runs so already is left alone, one that was
 * started otherwise is ended first.
 *
 * @throws ControlPlaneError with the end of its log when it does not become ready
 */
export async function ensureDaemon(folder: AddonsFolder, daemon: Daemon, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const record = path.join(folder.run, `${daemon.name}.json`);
  const digest = digestOf(daemon);
  if (isRunning(folder, daemon.name)) {
    if ((readJsonFile(record) as { digest?: string } | undefined)?.digest === digest) return;
    await endProcesses(linkOf(folder, daemon.name));
  }
  start(folder, daemon);
  await waitUntilReady(folder, daemon, signal);
  writeFileAtomically(record, JSON.stringify({ digest }));
}

/** Whether the process of a daemon exists. */
export function isRunning(folder: AddonsFolder, name: string): boolean {
  return findProcesses(linkOf(folder, name)).length > 0;
}

/** Ends a daemon if it runs. */
export async function endDaemon(folder: AddonsFolder, name: string): Promise<void> {
  await endProcesses(linkOf(folder, name));
  fs.rmSync(path.join(folder.run, `${name}.json`), { force: true });
}

/** Names of the daemons that were started and not ended since, whether they still run or not. */
export function recordedDaemons({ run }: AddonsFolder): string[] {
  if (!fs.existsSync(run)) return [];
  return fs.readdirSync(run).flatMap((file) => (file.endsWith(".json") ? [path.basename(file, ".json")] : []));
}

function linkOf({ bin }: AddonsFolder, name: string): string {
  return path.join(bin, name);
}

function digestOf({ program, args, env, hosts, configuration }: Daemon): string {
  const what = JSON.stringify([program, args, env ?? {}, hosts ?? "", configuration ?? ""]);
  return createHash("sha256").update(what).digest("hex").slice(0, 16);
}

/** Its own folder and a group of its own: neither a Ctrl-C nor the end of this command reaches it. */
function start(folder: AddonsFolder, { name, program, args, env, hosts }: Daemon): void {
  for (const path of [folder.bin, folder.logs, folder.run]) fs.mkdirSync(path, { recursive: true, mode: 0o700 });
  const link = linkOf(folder, name);
  fs.rmSync(link, { force: true });
  fs.symlinkSync(program, link);
  const log = fs.openSync(logFile(folder, name), "w", 0o600);
  const [command = link, ...rest] =
    hosts === undefined ? [link, ...args] : inMountNamespace(folder, name, hosts, [link, ...args]);
  const child = spawn(command, rest, {
    cwd: folder.root,
    detached: true,
    stdio: ["ignore", log, log],
    env: { ...process.env, ...env },
  });
  // What failed to start is found missing by the wait that follows, which has the reason from the log.
  child.once("error", (error) => fs.appendFileSync(logFile(folder, name), `${error.message}\n`));
  child.unref();
  fs.closeSync(log);
}

async function waitUntilReady(folder: AddonsFolder, daemon: Daemon, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + startTimeout;
  for (let dead = 0; !(await daemon.isReady(signal));) {
    signal.throwIfAborted();
    // Between `spawn` and the program itself there may be nothing to see for a moment.
    dead = isRunning(folder, daemon.name) ? 0 : dead + 1;
    if (dead > 10 || Date.now() > deadline) {
      await endDaemon(folder, daemon.name);
      const reason = dead > 0 ? "ended" : `is not ready after ${startTimeout / 1000} s`;
      throw new ControlPlaneError(`${daemon.name} ${reason}:\n${logTail(logFile(folder, daemon.name))}`);
    }
    await pause(100, signal);
  }
}

function logTail(file: string): string {
  const lines = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : [];
  return lines
    .slice(-shownLines)
    .map((line) => `  ${line}`)
    .join("\n");
}
