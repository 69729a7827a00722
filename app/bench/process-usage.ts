import { readFileSync } from "node:fs";
import { coreNumbers } from "./processes";

/** What a system used while it was measured. Empty figures where there is no `/proc`. */
export interface Usage {
  /** Megabytes in memory, one sample a second. */
  megabytes: number[];
  /** Seconds of processor time. */
  cpuSeconds: number;
  /** Share of the measured core that other processes took meanwhile, 0 to 1: how much the figure is to be doubted. */
  othersShare: number;
}

/** Linux counts processor time in hundredths of a second (USER_HZ, the same on every architecture that Node runs on). */
const ticksPerSecond = 100;

/** Watches a process and its children until it is told to stop. */
export function watch(pid: number): () => Usage {
  const megabytes: number[] = [];
  const sample = () => {
    const now = treeMegabytes(pid);
    if (now > 0) megabytes.push(now);
  };
  const timer = setInterval(sample, 1_000);
  const startedAt = performance.now();
  const before = { core: coreBusySeconds(), own: treeCpuSeconds(pid) };
  return () => {
    clearInterval(timer);
    sample();
    const cpuSeconds = treeCpuSeconds(pid) - before.own;
    const elapsed = (performance.now() - startedAt) / 1000;
    const others = Math.max(0, coreBusySeconds() - before.core - cpuSeconds);
    return { megabytes, cpuSeconds, othersShare: others / elapsed };
  };
}

function treeMegabytes(pid: number): number {
  const kilobytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return kilobytes / 1024 + sum(children(pid).map(treeMegabytes));
}

function treeCpuSeconds(pid: number): number {
  // The second field, the command's name, may hold blanks; it ends at the last parenthesis.
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)!.split(" ");
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0);
  return ticks / ticksPerSecond + sum(children(pid).map(treeCpuSeconds));
}

/** Everything but idle and waiting for a disk; time that the hypervisor gave to others counts as theirs. */
function coreBusySeconds(): number {
  const line = new RegExp(`^cpu${coreNumbers.measured} (.*)$`, "m").exec(read("/proc/stat"))?.[1] ?? "";
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, steal = 0] = line.split(" ").map(Number);
  return (user + nice + system + irq + softIrq + steal) / ticksPerSecond;
}

function children(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(" ").filter(Boolean).map(Number);
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
