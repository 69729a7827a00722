import { readProfile } from "@breakwater/cluster-autoscaler";
import { knownVmSize } from "@breakwater/azure-sizes";
import { matchesLabelSelector } from "@breakwater/kubernetes-rules";
import { poolsOf, resourcesOf, type JsonObject, type Pool } from "@breakwater/plan-views";
import { PoolGroups } from "../../../twin/addons/cluster-autoscaler/pool-groups";
import { readCluster, type ClusterObjects } from "../../../twin/addons/cluster-autoscaler/read-cluster";
import type { KubernetesObject } from "../../../twin/controlplane";
import { buildNode, nodeName } from "../../../twin/nodes";
import { planOf } from "./plan-side";
import { daemonRequests, region, type Scene, type SceneBudget, type SceneNode, type ScenePod } from "./scene";
import type { Side } from "./sides";

/** A scene as the twin's add-on has it: read from the objects of an API server. */
export function apiSide(scene: Scene): Side {
  const groups = new PoolGroups();
  const pools = poolsOf(resourcesOf(planOf(scene)));
  groups.update(pools, region, daemonSets);
  return {
    get groups() {
      return groups.all;
    },
    profile: readProfile(scene.profile).profile,
    read(present, now) {
      const { cluster, pods } = readCluster(objectsOf(present, pools), groups.all, now);
      const declared = [...pods].filter(([{ template }]) => !template.daemon);
      return { cluster, names: new Map(declared.map(([pod, { metadata }]) => [pod, metadata.name])) };
    },
  };
}

const daemonSpec = ({ cpu, memory }: { cpu: number; memory: number }): JsonObject => ({
  tolerations: [{ operator: "Exists" }],
  containers: [{ name: "agent", resources: { requests: { cpu: `${cpu}m`, memory: `${memory}Mi` } } }],
});

const daemonSets: KubernetesObject[] = daemonRequests.map((requests, index) => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: { name: `agent${index}`, namespace: "kube-system" },
  spec: { template: { spec: daemonSpec(requests) } },
}));

const ready = (isReady: boolean) => ({ type: "Ready", status: isReady ? "True" : "False" });
const time = (seconds: number): string => new Date(seconds * 1000).toISOString();
const nameOf = ({ pool, index }: SceneNode): string => nodeName(pool, index);

/** What an API server would answer. */
function objectsOf(scene: Scene, pools: readonly Pool[]): ClusterObjects {
  return {
    daemonSets,
    nodes: scene.nodes.map(({ pool, index }) => {
      const own = pools.find(({ name }) => name === pool)!;
      const node = buildNode(own, knownVmSize(own.vmSize), region, index);
      return { ...node, status: { ...(node.status as object), conditions: [ready(true)] } };
    }),
    pods: [
      ...scene.nodes.flatMap((node) => daemonRequests.map((requests, index) => daemonPod(node, requests, index))),
      ...scene.pods.map((pod) => podObject(pod, scene)),
    ],
    budgets: scene.budgets.map((budget) => budgetObject(budget, scene)),
  };
}

function daemonPod(node: SceneNode, requests: (typeof daemonRequests)[number], index: number): KubernetesObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `agent${index}-${nameOf(node)}`,
      namespace: "kube-system",
      creationTimestamp: time(-100),
      ownerReferences: [{ apiVersion: "apps/v1", kind: "DaemonSet", name: `agent${index}`, controller: true }],
    },
    spec: { ...daemonSpec(requests), nodeName: nameOf(node), priority: 0, preemptionPolicy: "PreemptLowerPriority" },
    status: { phase: "Running", conditions: [ready(true)] },
  };
}

/** A pod with what admission and controllers write into it. */
function podObject(pod: ScenePod, scene: Scene): KubernetesObject {
  const { name, namespace, labels, annotations, spec } = scene.workloads.find((own) => own.name === pod.workload)!;
  const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: pod.name,
      namespace,
      labels: { ...labels, "pod-template-hash": "5f6d7" },
      annotations,
      creationTimestamp: time(pod.createdAt),
      ...(pod.deleting && { deletionTimestamp: time(30) }),
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: `${name}-5f6d7`, controller: true }],
    },
    spec: {
      ...spec,
      ...priorityOf(spec.priorityClassName as string | undefined, scene),
      tolerations: [...((spec.tolerations ?? []) as object[]), ...defaultTolerations],
      volumes: [...((spec.volumes ?? []) as object[]), { name: "kube-api-access", projected: {} }],
      ...(pod.node && { nodeName: nameOf(pod.node) }),
    },
    status: {
      phase: pod.node ? "Running" : "Pending",
      conditions: pod.node ? [ready(pod.ready)] : [unscheduled],
      ...(pod.nominated && { nominatedNodeName: nameOf(pod.nominated) }),
    },
  };
}

/** Of the admission plugin DefaultTolerationSeconds. */
export const defaultTolerations = ["not-ready", "unreachable"].map((condition) => ({
  key: `node.kubernetes.io/${condition}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
}));

/** Of the admission plugin Priority (https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/). */
function priorityOf(className: string | undefined, { classes }: Scene): JsonObject {
  const preempting = "PreemptLowerPriority";
  if (className === "system-cluster-critical") return { priority: 2_000_000_000, preemptionPolicy: preempting };
  const own = classes.find(({ name, globalDefault }) => (className === undefined ? globalDefault : name === className));
  return { priority: own?.value ?? 0, preemptionPolicy: own?.preemptionPolicy ?? preempting };
}

/** A budget with what the disruption controller says of it (https://kubernetes.io/docs/tasks/run-application/configure-pdb/). */
function budgetObject(budget: SceneBudget, { pods, workloads }: Scene): KubernetesObject {
  const { name, namespace, selector, minAvailable, maxUnavailable } = budget;
  const covered = pods.filter(({ workload, deleting }) => {
    const own = workloads.find((candidate) => candidate.name === workload)!;
    return !deleting && own.namespace === namespace && matchesLabelSelector(selector, own.labels);
  });
  const count = (size: number | string): number =>
    typeof size === "number" ? size : Math.ceil((parseInt(size) / 100) * covered.length);
  const desired = minAvailable === undefined ? covered.length - count(maxUnavailable!) : count(minAvailable);
  const healthy = covered.filter((pod) => pod.ready).length;
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name, namespace },
    spec: { selector },
    status: { disruptionsAllowed: Math.max(0, healthy - Math.max(desired, 0)) },
  };
}
