import type { Autoscaler } from "./autoscaler";
import { HorizontalPodAutoscaler, isHorizontalPodAutoscaler } from "./horizontal-pod-autoscaler";
import { objectsOf, readerOf, type Resource } from "./resource";
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
  autoscalerOfCount(countOf(workload, resources), resources);

/** Replicas of a workload without an autoscaler. Default: 1 */
export const ownReplicas = (workload: Workload, resources: readonly Resource[]): number =>
  countOf(workload, resources).replicas;

/** Fewest replicas of a workload: its autoscaler's minimum, or else its own. */
export function fewestReplicas(workload: Workload, resources: readonly Resource[]): number {
  const count = countOf(workload, resources);
  return autoscalerOfCount(count, resources)?.minReplicas ?? count.replicas;
}

/** Most replicas of a workload, in the same way. */
export function mostReplicas(workload: Workload, resources: readonly Resource[]): number {
  const count = countOf(workload, resources);
  return autoscalerOfCount(count, resources)?.maxReplicas ?? count.replicas;
}

const autoscalerOfCount = (count: Count, resources: readonly Resource[]): Autoscaler | undefined =>
  findKnown(autoscalersOf(resources), (scaler) => scaler.targets(count));

/** The object that has a workload's count, which is what an autoscaler scales. */
type Count = Pick<Workload, "kind" | "namespace" | "name" | "replicas">;

/**
 * A Deployment whose template a Rollout takes has its count there, and is itself scaled down to none
 * (https://argo-rollouts.readthedocs.io/en/stable/migrating/#reference-deployment-from-rollout); any other has its own.
 */
function countOf(workload: Workload, resources: readonly Resource[]): Count {
  if (workload.kind !== "Deployment") return workload;
  const rollout = objectsOf(resources, "kubernetes:argoproj.io:Rollout").find((object) => {
    const reference = readerOf(object).object("spec").object("workloadRef");
    return (
      reference.text("kind") === "Deployment" &&
      reference.text("name") === workload.name &&
      object.namespace === workload.namespace
    );
  });
  if (rollout === undefined) return workload;
  const { namespace, name } = rollout;
  return { kind: "Rollout", namespace, name, replicas: readerOf(rollout).object("spec").number("replicas") ?? 1 };
}
