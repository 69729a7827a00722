import { containerRequests, Quantity } from "@breakwater/kubernetes-rules";
import {
  type Autoscaler,
  autoscalersOf,
  type Container,
  containerDefaultsOf,
  findKnown,
  type Resource,
  type Trigger,
  type Workload,
  workloadsIn,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { selectsPodsOf } from "./selected-pods";

export const autoscalingRequestsSet: StackRule = {
  name: "autoscaling-requests-set",
  description: "Every container of a workload that is scaled on a share of its CPU or memory asks for that resource.",
  guardsAgainst:
    "Without a request there is nothing to take a share of, and the autoscaler does nothing. KEDA refuses its ScaledObject, one on an amount too.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Set resources.requests for the resource on every container of the pod template, sidecars too, or scale an HPA on an amount (AverageValue).",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const scalers = gather(autoscalersOf(resources), (scaler) => (askedBy(scaler).length > 0 ? [scaler] : []));
    if (scalers.length === 0) notApplicable("no autoscaler looks at a share of CPU or memory");
    each(scalers, (scaler) => {
      const workload = targetOf(scaler, resources);
      if (workload === undefined) return;
      const found = new Set(askedBy(scaler).flatMap((trigger) => missed(workload, trigger, scaler, resources)));
      for (const message of found) violation(message, workload.resource);
      const shares = askedBy(scaler).filter(({ isShare }) => isShare);
      for (const other of shares.length === 0 ? [] : gather(workloadsOf(resources), selectedWith(workload))) {
        const how = `scales ${workload.title}, of which the selector selects these pods too`;
        const missing = shares.flatMap((trigger) => missedByHpa(other, trigger, `${scaler.title} ${how}`, resources));
        for (const message of new Set(missing)) violation(message, other.resource);
      }
    });
  },
};

/** What an autoscaler needs a request for: a share of it, and to KEDA also an amount. */
const askedBy = ({ kind, triggers }: Autoscaler): Trigger[] =>
  triggers.filter(
    (trigger) => (trigger.type === "cpu" || trigger.type === "memory") && (kind === "ScaledObject" || trigger.isShare),
  );

/**
 * The pods that an autoscaler counts. `undefined` where they stand elsewhere, at least in part, and where an object makes several kinds of
 * them, of which nobody here knows which are counted.
 */
function targetOf(scaler: Autoscaler, resources: readonly Resource[]): Workload | undefined {
  const target = findKnown(workloadsOf(resources), (candidate) => scaler.targets(candidate));
  return target === undefined || target.isPatch || workloadsIn(target.resource).length > 1 ? undefined : target;
}

/**
 * The workload where its pods are among those that another's selector selects. The HPA counts all of these, whoever made them, and those too
 * that have come to their end (`GetResourceReplicas` of k8s.io/kubernetes/pkg/controller/podautoscaler/replica_calculator.go, v1.36.3).
 */
const selectedWith =
  (target: Workload) =>
  (other: Workload): Workload[] =>
    other.resource !== target.resource &&
    !other.isPatch &&
    other.namespace === target.namespace &&
    selectsPodsOf(target, other)
      ? [other]
      : [];

/** Whose request is missed, as messages. */
function missed(workload: Workload, trigger: Trigger, scaler: Autoscaler, resources: readonly Resource[]): string[] {
  const byHpa = trigger.isShare ? missedByHpa(workload, trigger, `${scaler.title} scales it`, resources) : [];
  if (byHpa.length > 0 || scaler.kind !== "ScaledObject") return byHpa;
  return missedByKeda(workload, trigger, scaler, resources);
}

/**
 * A pod that states its requests as a whole needs none of its containers.
 *
 * @param scales who scales what, for messages
 */
function missedByHpa(
  workload: Workload,
  { type, container: only }: Trigger,
  scales: string,
  resources: readonly Resource[],
): string[] {
  if (workload.requestToScaleOn(type, only) !== undefined) return [];
  const counted = workload.longRunning.filter(({ name }) => only === undefined || name === only);
  if (counted.length === 0) return [`${workload.title} has no container "${only}", on whose ${type} ${scales}`];
  const silent = counted.filter((container) => containerRequests(container)[type] === undefined);
  if (silent.length === 0) return [`${workload.title} asks for 0 ${type}, on which ${scales}`];
  if (isFilledIn(type, workload, resources)) return [];
  return silent.map(({ name }) => `Container "${name}" of ${workload.title} asks for no ${type}, on which ${scales}`);
}

/**
 * Where a container neither asks for the resource nor limits it KEDA refuses the ScaledObject, whatever kind of metric it is: its webhook looks
 * at Deployments and StatefulSets, at no sidecar among the init containers and not at the pod as a whole (`verifyCPUMemoryScalers` of
 * kedacore/keda v2.20.2, apis/keda/v1alpha1/scaledobject_webhook.go).
 */
function missedByKeda(
  workload: Workload,
  { type, container: only }: Trigger,
  { title }: Autoscaler,
  resources: readonly Resource[],
): string[] {
  if (workload.kind !== "Deployment" && workload.kind !== "StatefulSet") return [];
  const isSilent = ({ resources: own }: Container) =>
    [own?.requests, own?.limits].every((amounts) => Quantity.parse(amounts?.[type])?.isZero !== false);
  const silent = workload.containers.filter(
    (container) => (only === undefined || container.name === only) && isSilent(container),
  );
  if (silent.length === 0 || isFilledIn(type, workload, resources)) return [];
  return silent.map(
    ({ name }) =>
      `Container "${name}" of ${workload.title} neither asks for ${type} nor limits it: KEDA refuses ${title}, which has a trigger on it`,
  );
}

/** Whether a LimitRange of the namespace gives a request to every container that says nothing. */
const isFilledIn = (type: string, { namespace }: Workload, resources: readonly Resource[]): boolean =>
  containerDefaultsOf(resources).some(
    ({ namespace: of, requests }) => of === namespace && Quantity.parse(requests[type])?.isZero === false,
  );
