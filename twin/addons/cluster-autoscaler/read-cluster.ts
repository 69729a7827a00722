import { findVmSize } from "@breakwater/azure-sizes";
import {
  admits,
  Cluster,
  nodeTemplateOf,
  nodeTemplates,
  type NodeGroup,
  type NodeInput,
  type NodeTemplate,
  type Pod,
} from "@breakwater/cluster-autoscaler";
import { agentPoolLabel, type Pool } from "@breakwater/plan-views";
import type { KubernetesObject } from "../../controlplane";
import { PodReader, type DaemonSetObject, type PodObject } from "./read-pods";

/** The objects that decide about nodes, as the API server has them. */
export interface ClusterObjects {
  nodes: readonly KubernetesObject[];
  pods: readonly KubernetesObject[];
  daemonSets: readonly KubernetesObject[];
  budgets: readonly KubernetesObject[];
}

/** What the Cluster Autoscaler works on, with the objects that it stands for. */
export interface ReadCluster {
  cluster: Cluster;
  /** Nodes by name. */
  nodes: ReadonlyMap<string, KubernetesObject>;
  pods: ReadonlyMap<Pod, PodObject>;
}

interface NodeObject extends KubernetesObject {
  spec?: { unschedulable?: boolean };
  status?: { conditions?: { type: string; status: string }[] };
}

const keepAnnotation = "cluster-autoscaler.kubernetes.io/scale-down-disabled";

/**
 * The API server's objects as the Cluster Autoscaler sees them. The nodes of a pool become those of its group.
 *
 * @param now seconds
 */
export function readCluster(objects: ClusterObjects, groups: readonly NodeGroup[], now: number): ReadCluster {
  const cluster = new Cluster();
  for (const group of groups) group.nodes.clear();
  for (const object of objects.nodes as readonly NodeObject[]) {
    const { metadata, spec, status } = object;
    const pool = metadata.labels?.[agentPoolLabel] ?? "";
    const node = cluster.addNode(nodeTemplateOf(object as NodeInput, pool), {
      name: metadata.name,
      createdAt: secondsOf(metadata["creationTimestamp"], now),
      ready: (status?.conditions ?? []).some((condition) => condition.type === "Ready" && condition.status === "True"),
      cordoned: spec?.unschedulable === true,
      kept: metadata.annotations?.[keepAnnotation] === "true",
    });
    groups.find(({ name }) => name === pool)?.nodes.add(node);
  }
  return {
    cluster,
    nodes: new Map(objects.nodes.map((node) => [node.metadata.name, node])),
    pods: addPods(cluster, objects, now),
  };
}

/** Puts the pods where they are, in order of creation; those that have ended are nowhere. */
function addPods(cluster: Cluster, { pods, budgets }: ClusterObjects, now: number): Map<Pod, PodObject> {
  const reader = new PodReader(budgets);
  const nodes = new Map(cluster.nodes.map((node) => [node.name, node]));
  const objects = (pods as readonly PodObject[]).map((object) => ({
    object,
    createdAt: secondsOf(object.metadata["creationTimestamp"], now),
  }));
  const read = new Map<Pod, PodObject>();
  for (const { object, createdAt } of objects.sort((pod, other) => pod.createdAt - other.createdAt)) {
    const { metadata, spec, status } = object;
    if (status?.phase === "Succeeded" || status?.phase === "Failed") continue;
    const node = spec.nodeName === undefined ? undefined : nodes.get(spec.nodeName);
    // Its node is gone, and it will soon be.
    if (spec.nodeName && !node) continue;
    const pod = cluster.addPod(reader.templateOf(object), createdAt);
    read.set(pod, object);
    pod.deleting = metadata.deletionTimestamp !== undefined;
    if (node) {
      cluster.bind(pod, node, createdAt);
      continue;
    }
    pod.unschedulable = (status?.conditions ?? []).some(
      ({ type, status: is, reason }) => type === "PodScheduled" && is === "False" && reason === "Unschedulable",
    );
    const nominated = nodes.get(status?.nominatedNodeName ?? "");
    if (nominated) cluster.nominate(pod, nominated);
  }
  return read;
}

/**
 * What the nodes of a pool would be like, with the DaemonSet pods that would run on each; none for a size that is not known.
 *
 * @param region Azure region
 */
export function templatesOf(pool: Pool, region: string, daemonSets: readonly KubernetesObject[]): NodeTemplate[] {
  const size = findVmSize(pool.vmSize);
  if (!size.known) return [];
  const daemons = (daemonSets as readonly DaemonSetObject[]).map((daemonSet) => PodReader.daemonOf(daemonSet));
  return nodeTemplates(pool, size, region, (node) =>
    daemons.filter((daemon) => admits(node, daemon)).map(({ requests }) => requests),
  );
}

/** A time of the API server in seconds; what has none is from now. */
function secondsOf(time: unknown, now: number): number {
  return typeof time === "string" ? Date.parse(time) / 1000 : now;
}
