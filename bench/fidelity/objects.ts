import { autoscalerRequest, type PodResources, Quantity } from "@breakwater/kubernetes-rules";
import type { KubernetesObject } from "../../twin/controlplane";
import type { SeenPod, Sync, Usage } from "./recording";

interface Condition {
  type: string;
  status: string;
  reason?: string;
  lastTransitionTime?: string;
}

const seconds = (time: string, epoch: number): number => Date.parse(time) / 1000 - epoch;

/** What the HPA controller wrote at a sync; `undefined` before its first decision. */
export function readSync(hpa: KubernetesObject, t: number): Sync | undefined {
  const {
    currentReplicas,
    desiredReplicas,
    conditions = [],
  } = (hpa["status"] ?? {}) as {
    currentReplicas?: number;
    desiredReplicas?: number;
    conditions?: Condition[];
  };
  if (desiredReplicas === undefined) return undefined;
  const reason = (type: string) => conditions.find((condition) => condition.type === type)?.reason ?? "-";
  const reasons = ["AbleToScale", "ScalingActive", "ScalingLimited"].map(reason).join(" ");
  return { t, currentReplicas: currentReplicas ?? 0, desiredReplicas, reasons };
}

/** A pod as the controller sees it. */
export function readPod({ metadata, ...pod }: KubernetesObject, epoch: number): SeenPod {
  const {
    phase,
    startTime,
    conditions = [],
  } = (pod["status"] ?? {}) as {
    phase?: SeenPod["phase"];
    startTime?: string;
    conditions?: Condition[];
  };
  const ready = conditions.find(({ type }) => type === "Ready");
  return {
    name: metadata.name,
    createdAt: seconds(metadata["creationTimestamp"] as string, epoch),
    phase: phase ?? "Pending",
    deleting: metadata.deletionTimestamp !== undefined,
    ready: ready?.status === "True",
    ...(startTime !== undefined && { startTime: seconds(startTime, epoch) }),
    ...(ready?.lastTransitionTime !== undefined && { readyChanged: seconds(ready.lastTransitionTime, epoch) }),
  };
}

/** The resources that metrics-server measures. */
const measuredResources = ["cpu", "memory"] as const;

/**
 * What the HPA takes a share of in each pod of a Deployment, thousandths by resource. A resource that a container requests none of is left out:
 * the HPA does nothing on it.
 */
export function readRequests(deployment: KubernetesObject): Record<string, number> {
  const { spec } = (deployment["spec"] as { template: { spec: PodResources } }).template;
  return Object.fromEntries(
    measuredResources.flatMap((resource) => {
      const request = autoscalerRequest(spec, resource);
      return request === undefined ? [] : [[resource, request]];
    }),
  );
}

/** What metrics-server says of pods; `undefined` where it says nothing. */
export function readUsage(metrics: readonly KubernetesObject[], epoch: number): Usage | undefined {
  const [first] = metrics;
  if (first === undefined) return undefined;
  const values: Usage["values"] = {};
  for (const pod of metrics) {
    const { containers } = pod as unknown as { containers: { usage: Record<string, string> }[] };
    for (const { usage } of containers) {
      for (const [resource, quantity] of Object.entries(usage)) {
        const ofPods = (values[resource] ??= {});
        ofPods[pod.metadata.name] = (ofPods[pod.metadata.name] ?? 0) + Quantity.of(quantity, resource).milliValue();
      }
    }
  }
  const { timestamp, window } = first as unknown as { timestamp: string; window: string };
  return { timestamp: seconds(timestamp, epoch), window: durationSeconds(window), values };
}

/** A duration of Go, such as `1m10.5s`, in seconds. */
export function durationSeconds(text: string): number {
  const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, µs: 1e-6, us: 1e-6, ns: 1e-9 };
  return [...text.matchAll(/([\d.]+)(ms|µs|us|ns|h|m|s)/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit!]!,
    0,
  );
}

/** The spec of a ScaledObject as its user wrote it: KEDA writes an empty formula into those that have none. */
export function readScaledObjectSpec({ spec }: KubernetesObject): object {
  const { advanced, ...rest } = spec as { advanced?: { scalingModifiers?: object } };
  if (advanced === undefined) return rest;
  const { scalingModifiers = {}, ...others } = advanced;
  return { ...rest, advanced: Object.keys(scalingModifiers).length === 0 ? others : advanced };
}
