import { type Autoscaler, bringersTo, type NamedObject, type Resource, someKnown } from "@breakwater/plan-views";
import { isNearMiss } from "./near-miss";

/** Kinds that run pods under a name of their own, so that one of the target's name is what was meant. */
const workloads = new Set([
  "apps/Deployment",
  "apps/StatefulSet",
  "apps/DaemonSet",
  "apps/ReplicaSet",
  "extensions/Deployment",
  "argoproj.io/Rollout",
]);

/** What a stack has, for one autoscaler to be judged in. */
interface Stack {
  scalers: readonly Autoscaler[];
  objects: readonly NamedObject[];
  resources: readonly Resource[];
}

/**
 * What an autoscaler was meant to scale, where it names what the stack does not have; `undefined` where its target is there, or may come from
 * elsewhere.
 */
export function meantInstead(scaler: Autoscaler, { scalers, objects, resources }: Stack): NamedObject | undefined {
  const { target, namespace } = scaler;
  const isHere = (object: NamedObject): boolean =>
    object.kind === target.kind &&
    sameGroup(object, target.apiVersion ?? "") &&
    object.namespace === namespace &&
    object.mayBeCalled(target.name);
  if (someKnown(objects, isHere)) return undefined;
  const candidates = objects.filter(({ kind, group, isPatch }) => !isPatch && workloads.has(`${group}/${kind}`));
  const nobodys = (object: NamedObject): boolean => !someKnown(scalers, (other) => other.targets(object));
  const meant =
    candidates.find((object) => object.namespace === namespace && object.name === target.name) ??
    candidates.find((object) => object.kind === target.kind && object.name === target.name && nobodys(object)) ??
    candidates.find(
      (object) =>
        object.kind === target.kind &&
        object.namespace === namespace &&
        (isNearMiss(object.name, target.name) || isCalledAfter(scaler, object.name)) &&
        nobodys(object),
    );
  // Only now: where a chart or a file may bring the target, nobody can tell.
  return meant !== undefined && bringersTo(namespace, resources).length === 0 ? meant : undefined;
}

/** Older programs have Deployments of groups that are all the same to Kubernetes' API; a group of today's API finds them. */
const sameGroup = ({ group, kind }: NamedObject, apiVersion: string): boolean =>
  apiVersion.startsWith(`${group}/`) ||
  (kind === "Deployment" && group === "extensions" && apiVersion.startsWith("apps/")) ||
  (group === "" && !apiVersion.includes("/"));

/** Whether an autoscaler has the name of a workload: its own, or with a word for what it is. */
const isCalledAfter = ({ name }: Autoscaler, workload: string): boolean =>
  name === workload ||
  (name.startsWith(`${workload}-`) &&
    /^(hpa|so|scaler|autoscaler|scaledobject|scaled-object|keda)$/.test(name.slice(workload.length + 1)));
