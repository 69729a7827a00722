/** What the process runs on, as far as its health answers are concerned. */
export type Runtime = "nodejs" | "python" | "go" | "java" | "dotnet" | "rust";

/** How a process stays alive for the kubelet while it works. */
export type HealthStrategy =
  /** Answers by the process itself, with the worker profile's patience (`workerProbes`). */
  | "tunedProbes"
  /** Answers by a thread of their own, so that a blocked main thread still answers. */
  | "healthThread"
  /** A health thread, and the work comes from a queue that KEDA scales on: nobody holds a connection for a minute. */
  | "healthThreadAndQueue";

/** Runtimes whose one thread (or lock) cannot answer while it waits or computes. */
const singleThreaded: ReadonlySet<Runtime> = new Set<Runtime>(["nodejs", "python"]);

/**
 * Which health strategy a workload needs, by its longest call to a model: up to 5 s tuned probes do; below 60 s a
 * single-threaded runtime needs a health thread; from 60 s on every runtime needs one and a queue.
 *
 * @throws RangeError when `longestCallSeconds` is negative or not a number.
 */
export function chooseHealthStrategy(workload: { longestCallSeconds: number; runtime: Runtime }): HealthStrategy {
  const { longestCallSeconds, runtime } = workload;
  if (!(longestCallSeconds >= 0)) {
    throw new RangeError(`longestCallSeconds: ${longestCallSeconds} must be a number of seconds, 0 or more`);
  }
  if (longestCallSeconds <= 5) return "tunedProbes";
  if (longestCallSeconds >= 60) return "healthThreadAndQueue";
  return singleThreaded.has(runtime) ? "healthThread" : "tunedProbes";
}
