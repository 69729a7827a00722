/** A pod as the controller sees it in the API server. */
export interface HpaPod {
  phase: "Pending" | "Running" | "Succeeded" | "Failed";
  /** It has a deletion timestamp. */
  deleting: boolean;
  /** When the kubelet took it (`status.startTime`), seconds; absent before. */
  startTime?: number;
  /** Status of its Ready condition. */
  ready: boolean;
  /** When that condition last changed, seconds; absent where there is no such condition yet. */
  readyChanged?: number;
}

/** One metric of all pods at one time. */
export interface PodValues {
  /** Thousandths, at the pod's own index; NaN where it has no value. */
  values: ArrayLike<number>;
  /** When they were measured, seconds. */
  timestamp: number;
  /** Over which time they were measured, seconds. */
  window: number;
}

/** Pods by how the controller counts them. Those that are going or have failed are in none. */
export interface PodGroups {
  /** Pods whose value counts, and the sum of these values in thousandths. */
  counted: number;
  total: number;
  /** Pods that have a value but may not be judged by it, and those that no node has taken. */
  unready: number;
  /** Pods without a value. */
  missing: number;
}

/** `--horizontal-pod-autoscaler-cpu-initialization-period`, seconds: until then only a pod that stays ready is judged by its CPU. */
const cpuInitialization = 300;
/** `--horizontal-pod-autoscaler-initial-readiness-delay`, seconds: who turned unready later than this was ready once. */
const initialReadinessDelay = 30;

/**
 * Sorts the pods as `groupPods` of pkg/controller/podautoscaler does.
 *
 * @param byReadiness whether the metric is CPU, the only one for which readiness matters
 * @param now seconds
 */
export function groupPods(
  pods: readonly HpaPod[],
  { values, timestamp, window }: PodValues,
  byReadiness: boolean,
  now: number,
): PodGroups {
  const groups: PodGroups = { counted: 0, total: 0, unready: 0, missing: 0 };
  for (let index = 0; index < pods.length; index++) {
    const pod = pods[index]!;
    if (pod.deleting || pod.phase === "Failed") continue;
    const value = values[index] ?? NaN;
    if (pod.phase === "Pending") groups.unready++;
    else if (Number.isNaN(value)) groups.missing++;
    else if (byReadiness && isUnready(pod, timestamp, window, now)) groups.unready++;
    else {
      groups.counted++;
      groups.total += value;
    }
  }
  return groups;
}

function isUnready(
  { startTime, ready, readyChanged }: HpaPod,
  timestamp: number,
  window: number,
  now: number,
): boolean {
  if (startTime === undefined || readyChanged === undefined) return true;
  // Early in its life a pod counts once a whole window was measured since it became ready …
  if (startTime + cpuInitialization > now) return !ready || timestamp < readyChanged + window;
  // … and later unless it has never been ready.
  return !ready && startTime + initialReadinessDelay > readyChanged;
}

/** How many pods run and are ready; pods that are going count too. */
export function countReady(pods: readonly HpaPod[]): number {
  let count = 0;
  for (const pod of pods) if (pod.phase === "Running" && pod.ready) count++;
  return count;
}
