import { countReady, groupPods, type HpaPod, type PodGroups, type PodValues } from "./pods";
import type { Metric, Tolerance } from "./resolve";

/**
 * What the metrics APIs answer at a sync. `undefined` stands for a failed request, and for an answer without a value.
 */
export interface MetricsReader {
  /** Use of a resource, with what each pod requests of it in thousandths (`undefined`: a container has no request). */
  resource(name: string, container?: string): (PodValues & { request: number | undefined }) | undefined;
  /** A metric of the pods themselves. */
  pods(name: string): PodValues | undefined;
  /** An external metric, the sum of its series in thousandths. */
  external(name: string): number | undefined;
  /** A metric of another object, thousandths. */
  object(name: string, described: { kind: string; name: string }): number | undefined;
}

/** What a metric is judged against. */
export interface Situation {
  /** Seconds. */
  now: number;
  /** Replicas that the scale asks for. */
  currentReplicas: number;
  /** Replicas that the scale has. */
  statusReplicas: number;
  pods: readonly HpaPod[];
  metrics: MetricsReader;
  tolerance: Tolerance;
}

const maxInt32 = 2 ** 31 - 1;
const minInt32 = -(2 ** 31);
/** The highest int64, as the double that it becomes. */
const maxInt64 = 2 ** 63;

/** A double as an int32 of Go on amd64, where all that does not fit becomes the lowest one. */
export const toInt32 = (value: number): number => (value > maxInt32 || value < minInt32 ? minInt32 : Math.trunc(value));

const isWithin = ({ up, down }: Tolerance, ratio: number): boolean => 1.0 - down <= ratio && ratio <= 1.0 + up;

/** How many replicas a metric asks for (pkg/controller/podautoscaler/replica_calculator.go); `undefined` where it failed. */
export function replicasFor(metric: Metric, situation: Situation): number | undefined {
  const { metrics, currentReplicas, statusReplicas } = situation;
  switch (metric.kind) {
    case "utilization": {
      const usage = metrics.resource(metric.resource, metric.container);
      if (usage?.request === undefined) return undefined;
      return utilizationReplicas(usage, usage.request, metric.target, metric.resource === "cpu", situation);
    }
    case "resourceAverage": {
      const usage = metrics.resource(metric.resource, metric.container);
      return usage && averageReplicas(usage, metric.target, metric.resource === "cpu", situation);
    }
    case "pods": {
      const values = metrics.pods(metric.name);
      return values && averageReplicas(values, metric.target, false, situation);
    }
    case "external": {
      const value = metrics.external(metric.name);
      if (value === undefined) return undefined;
      if (!metric.perPod) return ratioReplicas(value / metric.target, currentReplicas, situation);
      // The controller takes a sum below zero for an int64 that has overflowed.
      const sum = value < 0 ? maxInt64 : value;
      const replicas = perPodReplicas(sum, metric.target, statusReplicas, situation.tolerance);
      return Math.min(replicas, maxInt32);
    }
    case "object": {
      const value = metrics.object(metric.name, metric.described);
      if (value === undefined) return undefined;
      return metric.perPod
        ? toInt32(perPodReplicas(value, metric.target, statusReplicas, situation.tolerance))
        : ratioReplicas(value / metric.target, currentReplicas, situation);
    }
    case "incomputable":
      return undefined;
    default: {
      const unknown: never = metric;
      return unknown;
    }
  }
}

function utilizationReplicas(
  usage: PodValues,
  request: number,
  target: number,
  byReadiness: boolean,
  situation: Situation,
): number | undefined {
  if (request === 0) return undefined;
  const groups = groupPods(situation.pods, usage, byReadiness, situation.now);
  // While scaling down, a pod without a value is taken to use all that it requests, or the target where that is above.
  const assumed = Math.trunc((request * Math.max(100, target)) / 100);
  // Whole percent, cut off. Bytes come in whole ones, so the quotient keeps clear of a double's last bits.
  // An int32 of Go: a use of more than 2147483647 percent wraps around.
  const ratioOf = (total: number, count: number): number =>
    (Math.trunc((total * 100) / (request * count)) | 0) / target;
  return podReplicas(groups, assumed, ratioOf, situation);
}

function averageReplicas(
  values: PodValues,
  target: number,
  byReadiness: boolean,
  situation: Situation,
): number | undefined {
  const groups = groupPods(situation.pods, values, byReadiness, situation.now);
  const ratioOf = (total: number, count: number): number => Math.trunc(total / count) / target;
  return podReplicas(groups, target, ratioOf, situation);
}

/**
 * @param assumed what a pod without a value is taken to use while scaling down, thousandths
 * @param ratioOf use over target of `count` pods that use `total` together
 */
function podReplicas(
  { counted, total, unready, missing }: PodGroups,
  assumed: number,
  ratioOf: (total: number, count: number) => number,
  { currentReplicas, tolerance }: Situation,
): number | undefined {
  if (counted === 0) return undefined;
  const ratio = ratioOf(total, counted);
  const upWithUnready = unready > 0 && ratio > 1;
  if (!upWithUnready && missing === 0) {
    return isWithin(tolerance, ratio) ? currentReplicas : toInt32(Math.ceil(ratio * counted));
  }

  // Pods that nothing is known of damp the change: they use all while scaling down and nothing while scaling up.
  const withMissing = ratio === 1 ? counted : counted + missing;
  const count = withMissing + (upWithUnready ? unready : 0);
  const damped = ratioOf(ratio < 1 ? total + missing * assumed : total, count);
  const turned = (ratio < 1 && damped > 1) || (ratio > 1 && damped < 1);
  if (isWithin(tolerance, damped) || turned) return currentReplicas;
  const replicas = toInt32(Math.ceil(damped * count));
  const wrongWay = (damped < 1 && replicas > currentReplicas) || (damped > 1 && replicas < currentReplicas);
  return wrongWay ? currentReplicas : replicas;
}

/** A value that is shared by all replicas: readiness does not matter. */
function perPodReplicas(value: number, target: number, statusReplicas: number, tolerance: Tolerance): number {
  if (isWithin(tolerance, value / (target * statusReplicas))) return statusReplicas;
  return Math.ceil(value / target);
}

/** A value that is a ratio of what runs now: the ready pods are multiplied by it. */
function ratioReplicas(ratio: number, currentReplicas: number, { pods, tolerance }: Situation): number | undefined {
  if (currentReplicas === 0) return Math.ceil(ratio);
  if (isWithin(tolerance, ratio)) return currentReplicas;
  if (pods.length === 0) return undefined;
  return Math.min(Math.ceil(ratio * countReady(pods)), maxInt32);
}
