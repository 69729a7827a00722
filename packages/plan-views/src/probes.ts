import type { Probe } from "./pod-template";
import { PlanValueError, Reader } from "./read";
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
  const read = new Reader("a probe", probe);
  return {
    initialDelay: read.number("initialDelaySeconds") ?? 0,
    period: read.number("periodSeconds") ?? 10,
    timeout: read.number("timeoutSeconds") ?? 1,
    failures: read.number("failureThreshold") ?? 3,
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

/** A time as Go's `time.ParseDuration` reads it, and so Kubernetes wherever it has one. */
const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const unitSeconds: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/**
 * Seconds that stand in an annotation of the pod template, as a number or as a time: `300`, `300s`, `5m`, `1h30m`; `undefined` where it
 * is absent.
 *
 * @throws PlanValueError for anything else
 */
export function secondsOf(
  { title, podAnnotations }: Pick<Workload, "title" | "podAnnotations">,
  annotation: string,
): number | undefined {
  const text = podAnnotations[annotation]?.trim();
  if (text === undefined) return undefined;
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!duration.test(text)) {
    const allowed = "seconds or a time, such as 300, 300s, 5m or 1h30m";
    throw new PlanValueError(title, `annotation ${annotation}`, podAnnotations[annotation], allowed);
  }
  const parts = text.matchAll(/([\d.]+)(ms|s|m|h)/g);
  return Array.from(parts, ([, count, unit]) => Number(count) * unitSeconds[unit!]!).reduce(
    (sum, part) => sum + part,
    0,
  );
}
