import { type LabelSelector, matchesLabelSelector } from "@breakwater/kubernetes-rules";
import { agentPoolLabel, type Pool, taintText, zoneLabel } from "@breakwater/plan-views";
import type { AutoscalerRecord } from "../../addons";
import type { ApiServer, KubernetesObject } from "../../controlplane";

/** A pod as the tree shows it. */
export interface PodReport {
  namespace: string;
  name: string;
  /** `Ready`, or the phase that it is in. */
  state: string;
  /** Why it is not Ready, in the words of who knows: the scheduler or the kubelet. */
  reason?: string;
}

export interface NodeReport {
  name: string;
  ready: boolean;
  zone: string;
  pods: PodReport[];
}

export interface PoolReport {
  name: string;
  vmSize: string;
  /** Bounds of the Cluster Autoscaler, where it is on. */
  bounds?: { min: number; max: number };
  taints: string[];
  nodes: NodeReport[];
}

/** A workload whose pods somebody waits for. */
export interface WorkloadReport {
  kind: string;
  namespace: string;
  name: string;
  wanted: number;
  available: number;
  /** Replicas between which a HorizontalPodAutoscaler keeps it. */
  autoscaled?: { min: number; max: number };
  /** Whether all that was asked for is there in its newest form. */
  complete: boolean;
  /** Why it is not, in the words of its controller, or of the scheduler for a pod that has no node. */
  reason?: string;
}

/** What runs on the twin. */
export interface PlatformReport {
  pools: PoolReport[];
  workloads: WorkloadReport[];
  /** Pods without a node. */
  unscheduled: PodReport[];
  /** What the twin's Cluster Autoscaler is about, where it runs. */
  autoscaler?: AutoscalerRecord;
}

const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet"] as const;

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

/** Looks at pools, nodes, pods and workloads as they are now. */
export async function readPlatform(
  api: ApiServer,
  pools: readonly Pool[],
  autoscaler?: AutoscalerRecord,
): Promise<PlatformReport> {
  const [nodes, pods, autoscalers, ...workloads] = await Promise.all([
    api.list("v1", "Node"),
    api.list("v1", "Pod"),
    api.list("autoscaling/v2", "HorizontalPodAutoscaler"),
    ...workloadKinds.map((kind) => api.list("apps/v1", kind)),
  ]);
  const podsOf = (node?: string) => pods.filter((pod) => nodeOf(pod) === node).map(reportPod);
  const nodesOf = (pool: string) =>
    nodes
      .filter(({ metadata }) => metadata.labels?.[agentPoolLabel] === pool)
      .map((node) => ({
        name: node.metadata.name,
        ready: conditionsOf(node).some(({ type, status }) => type === "Ready" && status === "True"),
        zone: node.metadata.labels?.[zoneLabel] ?? "",
        pods: podsOf(node.metadata.name),
      }));
  return {
    pools: pools.map(({ name, vmSize, bounds, taints }) => ({
      name,
      vmSize,
      ...(bounds && { bounds }),
      taints: taints.map(taintText),
      nodes: nodesOf(name),
    })),
    workloads: workloads.flat().map((workload) => reportWorkload(workload, pods, autoscalers)),
    unscheduled: podsOf(undefined),
    ...(autoscaler && { autoscaler }),
  };
}

function reportPod(pod: KubernetesObject): PodReport {
  const { namespace = "", name, deletionTimestamp } = pod.metadata;
  const { phase = "Unknown", containerStatuses = [] } = (pod["status"] ?? {}) as {
    phase?: string;
    containerStatuses?: { state?: { waiting?: Omit<Condition, "type" | "status"> } }[];
  };
  const conditions = conditionsOf(pod);
  const ready = conditions.some(({ type, status }) => type === "Ready" && status === "True");
  const state = deletionTimestamp ? "Terminating" : ready ? "Ready" : phase;
  if (ready || phase === "Succeeded") return { namespace, name, state };
  const unscheduled = conditions.find(({ type, status }) => type === "PodScheduled" && status === "False");
  const waiting = containerStatuses.find((container) => container.state?.waiting)?.state?.waiting;
  const reason = unscheduled?.message ?? waiting?.message ?? waiting?.reason;
  return { namespace, name, state, ...(reason !== undefined && { reason }) };
}

/** By the rules of `kubectl rollout status`. */
function reportWorkload(
  workload: KubernetesObject,
  pods: readonly KubernetesObject[],
  autoscalers: readonly KubernetesObject[],
): WorkloadReport {
  const { namespace = "", name, ["generation"]: generation } = workload.metadata;
  const spec = workload["spec"] as { replicas?: number; selector: LabelSelector };
  const status = (workload["status"] ?? {}) as Record<string, number | undefined>;
  const daemon = workload.kind === "DaemonSet";
  const wanted = daemon ? (status["desiredNumberScheduled"] ?? 0) : (spec.replicas ?? 1);
  const available = (daemon ? status["numberAvailable"] : status["availableReplicas"]) ?? 0;
  const updated = (daemon ? status["updatedNumberScheduled"] : status["updatedReplicas"]) ?? 0;
  const total = (daemon ? status["currentNumberScheduled"] : status["replicas"]) ?? 0;
  const seen = (status["observedGeneration"] ?? 0) >= Number(generation ?? 0);
  const failure = conditionsOf(workload).find(({ type, status: is }) => type === "ReplicaFailure" && is === "True");
  const own = pods.filter(
    ({ metadata }) => metadata.namespace === namespace && matchesLabelSelector(spec.selector, metadata.labels ?? {}),
  );
  const reason = failure?.message ?? own.filter((pod) => !nodeOf(pod)).map((pod) => reportPod(pod).reason)[0];
  const autoscaled = autoscalers
    .map(reportAutoscaler)
    .find(({ target }) => target === `${workload.kind} ${namespace}/${name}`)?.bounds;
  return {
    kind: workload.kind,
    namespace,
    name,
    wanted,
    available,
    ...(autoscaled && { autoscaled }),
    complete: seen && updated >= wanted && available >= wanted && total <= updated,
    ...(reason !== undefined && { reason }),
  };
}

function reportAutoscaler({ metadata, spec }: KubernetesObject) {
  const { scaleTargetRef, minReplicas, maxReplicas } = spec as {
    scaleTargetRef: { kind: string; name: string };
    minReplicas?: number;
    maxReplicas: number;
  };
  return {
    target: `${scaleTargetRef.kind} ${metadata.namespace}/${scaleTargetRef.name}`,
    bounds: { min: minReplicas ?? 1, max: maxReplicas },
  };
}

function nodeOf(pod: KubernetesObject): string | undefined {
  return (pod["spec"] as { nodeName?: string }).nodeName || undefined;
}

function conditionsOf(object: KubernetesObject): Condition[] {
  return ((object["status"] ?? {}) as { conditions?: Condition[] }).conditions ?? [];
}
