import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A process of this machine. */
export interface Process {
  pid: number;
  /** Command line. */
  command: string;
}

/**
 * The processes whose program was started by a path in a folder. kwokctl starts every component of a cluster by a path in that
 * cluster's own folder, so this finds them all and nobody else's; the process ids that kwokctl writes down are not trusted,
 * because after a restart of the machine an id may belong to a stranger.
 *
 * @param start absolute path of a folder, or of one program
 */
export function findProcesses(start: string): Process[] {
  const inside = start.endsWith(path.sep) ? start : start + path.sep;
  return listProcesses().filter(({ command }) => command.startsWith(inside) || isProgram(command, start));
}

function isProgram(command: string, program: string): boolean {
  return command === program || command.startsWith(`${program} `);
}

/**
 * Ends the processes of a folder, or of one program, at once. A second look catches what was just being started.
 *
 * @returns how many there were
 */
export async function endProcesses(start: string): Promise<number> {
  const stopped = new Set<number>();
  for (let clean = 0; clean < 2;) {
    const alive = findProcesses(start);
    for (const { pid } of alive) {
      stopped.add(pid);
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    clean = alive.length === 0 ? clean + 1 : 0;
    if (clean < 2) await sleep(50);
  }
  return stopped.size;
}

function listProcesses(): Process[] {
  return fs.existsSync("/proc/self/cmdline") ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  const processes: Process[] = [];
  for (const entry of fs.readdirSync("/proc")) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      // A zombie has an empty command line and counts as gone.
      const command = fs.readFileSync(`/proc/${entry}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      if (command) processes.push({ pid: Number(entry), command });
    } catch {
      // It ended while we looked.
    }
  }
  return processes;
}

/** Systems without /proc, such as macOS. */
function fromPs(): Process[] {
  const lines = execFileSync("ps", ["-axww", "-o", "pid=,command="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid && command ? [{ pid: Number(pid), command }] : [];
  });
}

/** Resident memory of a process in bytes; 0 when it is gone. */
export function residentMemory(pid: number): number {
  try {
    const kibibytes = fs.existsSync("/proc/self/status")
      ? /^VmRSS:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" });
    return Number(kibibytes ?? 0) * 1024;
  } catch {
    return 0;
  }
}
