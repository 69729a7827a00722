import type { Probe } from "./pod-template";
import type { Workload } from "./workloads";

/** When a probe asks, with Kubernetes' defaults filled in, seconds. */
export interface Timing {
  /** Default: 0 */
  initialDelay: number;
  /** Default: 10 */
  period: number;
  /** Default: 1 */
  timeout: number;
  /** Answers in a row that are none until the kubelet acts. Default: 3 */
  failures: number;
}

/**
 * When a probe asks.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#configure-probes
 */
export function timingOf(probe: Probe): Timing {
  return {
    initialDelay: probe.initialDelaySeconds ?? 0,
    period: probe.periodSeconds ?? 10,
    timeout: probe.timeoutSeconds ?? 1,
    failures: probe.failureThreshold ?? 3,
  };
}

// The kubelet runs one check at a time, so that a slow one delays its successor.
const failingPeriod = ({ period, timeout }: Timing) => Math.max(period, timeout);

/** Longest silence that a started container survives, seconds: it begins with a check, which fails at its time-out. */
export const livenessBudget = (timing: Timing): number =>
  (timing.failures - 1) * failingPeriod(timing) + timing.timeout;

/** Longest time for which a dead container goes on, seconds: it died just after a check. */
export const detectionTime = (timing: Timing): number => timing.period + livenessBudget(timing);

/** Longest time that a container may take to start, seconds. */
export const startupBudget = (timing: Timing): number => timing.initialDelay + timing.failures * failingPeriod(timing);

/** Annotations of the pod template for what Kubernetes has no field. */
export const annotations = {
  longestBlock: "breakwater.dev/longest-block-seconds",
  modelLoad: "breakwater.dev/model-load-seconds",
  drain: "breakwater.dev/drain-seconds",
} as const;

/** Seconds that stand in an annotation of the pod template; `undefined` where it is absent or no number. */
export function secondsOf(
  { podAnnotations }: Pick<Workload, "podAnnotations">,
  annotation: string,
): number | undefined {
  const seconds = Number(podAnnotations[annotation] ?? NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}
