import type { KubernetesObject } from "../../../controlplane";
import { meets, type NodeRequirement, type Toleration } from "../../../nodes";
import { add, larger, parseQuantities } from "./quantity";
import type { Amounts } from "./quantity";

/** A term matches when all of its requirements do. */
export interface NodeTerm {
  matchExpressions?: NodeRequirement[];
  matchFields?: NodeRequirement[];
}

/** What of a pod decides where it can be. */
export interface PodDemand {
  uid: string;
  namespace: string;
  name: string;
  nodeName?: string;
  requests: Amounts;
  tolerations: Toleration[];
  nodeSelector: Record<string, string>;
  /** Terms of which one must match; empty for any node. */
  nodeTerms: NodeTerm[];
  priority: number;
  /** Of a DaemonSet, or of the node itself: it goes with its node and is no reason for one. */
  boundToNode: boolean;
  /** In the scheduler's own words: no node takes it. */
  unschedulable: boolean;
  /** Whether it has ended, or is on its way out. */
  gone: boolean;
}

interface Container {
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  restartPolicy?: string;
}

interface PodSpec {
  nodeName?: string;
  containers: Container[];
  initContainers?: Container[];
  overhead?: Record<string, string>;
  tolerations?: Toleration[];
  nodeSelector?: Record<string, string>;
  affinity?: { nodeAffinity?: { requiredDuringSchedulingIgnoredDuringExecution?: { nodeSelectorTerms: NodeTerm[] } } };
  priority?: number;
}

interface PodStatus {
  phase?: string;
  conditions?: { type: string; status: string; reason?: string }[];
}

export function demandOf(pod: KubernetesObject): PodDemand {
  const { metadata } = pod;
  const spec = pod["spec"] as PodSpec;
  const { phase, conditions = [] } = (pod["status"] ?? {}) as PodStatus;
  const owners = (metadata["ownerReferences"] ?? []) as { kind: string }[];
  return {
    uid: metadata.uid ?? `${metadata.namespace}/${metadata.name}`,
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    ...(spec.nodeName && { nodeName: spec.nodeName }),
    requests: requestsOf(spec),
    tolerations: spec.tolerations ?? [],
    nodeSelector: spec.nodeSelector ?? {},
    nodeTerms: spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [],
    priority: spec.priority ?? 0,
    boundToNode: owners.some(({ kind }) => kind === "DaemonSet" || kind === "Node"),
    unschedulable: conditions.some(
      ({ type, status, reason }) => type === "PodScheduled" && status === "False" && reason === "Unschedulable",
    ),
    gone: phase === "Succeeded" || phase === "Failed" || metadata.deletionTimestamp !== undefined,
  };
}

/** As the scheduler counts: all containers together, or the largest of the initial ones beside the sidecars, and the overhead. */
function requestsOf({ containers, initContainers = [], overhead }: PodSpec): Amounts {
  const isSidecar = ({ restartPolicy }: Container) => restartPolicy === "Always";
  const sidecars = initContainers.filter(isSidecar).map(requestOf).reduce(add, {});
  const running = add(containers.map(requestOf).reduce(add, {}), sidecars);
  const starting = initContainers.filter((initContainer) => !isSidecar(initContainer)).map(requestOf);
  const largest = starting.reduce((most, readonly) => larger(most, add(readonly, sidecars)), running);
  return add(add(largest, parseQuantities(overhead)), { pods: 1 });
}

/** The API server fills in a request from its limit. */
function requestOf({ resources }: Container): Amounts {
  return parseQuantities({ ...resources?.limits, ...resources?.requests });
}

/** Whether a node with these labels is one that the pod's selector and affinity allow. */
export function selects({ nodeSelector, nodeTerms }: PodDemand, labels: Record<string, string>, name: string): boolean {
  const chosen = Object.entries(nodeSelector).every(([key, value]) => labels[key] === value);
  const fields = { "metadata.name": name };
  return (
    chosen &&
    (nodeTerms.length === 0 ||
      nodeTerms.some(
        ({ matchExpressions = [], matchFields = [] }) =>
          matchExpressions.length + matchFields.length > 0 &&
          matchExpressions.every((matchExpression) => meets(labels, matchExpression)) &&
          matchFields.every((matchField) => meets(fields, matchField)),
      ))
  );
}
