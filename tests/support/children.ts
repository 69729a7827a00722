import { execFileSync } from "node:child_process";
import * as fs from "node:fs";

/** Ids of the processes that a process has started and that live. */
export function childrenOf(parent: number): number[] {
  return processes()
    .filter(({ startedBy }) => startedBy === parent)
    .map(({ pid }) => pid);
}

function processes(): { pid: number; startedBy: number }[] {
  if (!fs.existsSync("/proc/self/stat")) {
    const lines = execFileSync("ps", ["-axo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n");
    return lines
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid, startedBy]) => ({ pid: pid!, startedBy: startedBy! }));
  }
  return fs.readdirSync("/proc").flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      // After the program's name, which may hold anything: state, parent.
      const [, startedBy] = fs
        .readFileSync(`/proc/${entry}/stat`, "utf8")
        .replace(/^.*\) /s, "")
        .split(" ");
      return [{ pid: Number(entry), startedBy: Number(startedBy) }];
    } catch {
      // It ended while we looked.
      return [];
    }
  });
}
