import { spawnSync } from "node:child_process";
import { cpus, getPriority, loadavg, release, totalmem, type as systemType } from "node:os";
import { canPin, coreNumbers } from "./processes";

/** What the figures were measured on. */
export interface Machine {
  processor: string;
  cores: number;
  memoryGigabytes: number;
  system: string;
  node: string;
  python: string;
  /** Which core is whose. */
  pinning: string;
  /** Niceness of every process of the run; below 0 where the machine has other work that must not disturb it. */
  niceness: number;
  /** Load of the machine before the run, mean of a minute. */
  loadBefore: number;
}

export function machine(): Machine {
  const python = spawnSync("python3", ["--version"], { encoding: "utf8" });
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    system: `${systemType()} ${release()}`,
    node: process.versions.node,
    python: python.status === 0 ? python.stdout.trim().replace("Python ", "") : "none",
    pinning: canPin
      ? `system under test on core ${coreNumbers.measured}, upstream and generator on core ${coreNumbers.load}`
      : "none: taskset is missing",
    niceness: getPriority(),
    loadBefore: loadavg()[0]!,
  };
}
