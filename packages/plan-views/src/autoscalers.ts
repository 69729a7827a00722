import type { Autoscaler } from "./autoscaler";
import { HorizontalPodAutoscaler, isHorizontalPodAutoscaler } from "./horizontal-pod-autoscaler";
import type { Resource } from "./resource";
import { isScaledObject, ScaledObject } from "./scaled-object";
import { findKnown } from "./unknown";
import type { Workload } from "./workloads";

/** The autoscaler that a resource is; `undefined` for any other. */
export function autoscalerOf(resource: Resource): Autoscaler | undefined {
  if (isHorizontalPodAutoscaler(resource)) return new HorizontalPodAutoscaler(resource);
  if (isScaledObject(resource)) return new ScaledObject(resource);
  return undefined;
}

/** The autoscalers among the resources, in their order. */
export const autoscalersOf = (resources: readonly Resource[]): Autoscaler[] =>
  resources.flatMap((resource) => autoscalerOf(resource) ?? []);

/** The autoscaler that scales a workload, the first where there are several; `undefined` where none does. */
export const autoscalerFor = (workload: Workload, resources: readonly Resource[]): Autoscaler | undefined =>
  findKnown(autoscalersOf(resources), (scaler) => scaler.targets(workload));

/** Fewest replicas of a workload: its autoscaler's minimum, or else its own. */
export const fewestReplicas = (workload: Workload, resources: readonly Resource[]): number =>
  autoscalerFor(workload, resources)?.minReplicas ?? workload.replicas;

/** Most replicas of a workload, in the same way. */
export const mostReplicas = (workload: Workload, resources: readonly Resource[]): number =>
  autoscalerFor(workload, resources)?.maxReplicas ?? workload.replicas;
