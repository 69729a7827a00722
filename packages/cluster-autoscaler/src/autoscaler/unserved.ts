import type { Cluster, Node, Pod } from "../cluster/cluster";
import { isAllowed } from "../cluster/fit";
import { addTo, gpuIndex, type Amounts } from "../cluster/resources";
import type { NodeGroup } from "./node-group";
import { binOf, newBin, pack } from "./pack";

/**
 * Priority below which a pod neither asks for a node nor keeps one, and takes no room that another could have
 * (`--expendable-pods-priority-cutoff`, which AKS does not let one change).
 */
export const expendableBelow = -10;

/** Seconds for which pods that came alone, and pods that ask for GPUs, may have others follow (core/static_autoscaler.go, `unschedulablePodTimeBuffer`). */
const usualWait = 2;
const gpuWait = 30;

/** Whether these pods, or those of them that ask for GPUs, are all so new that more of them may come: then nodes are asked for in a later scan, for all. */
export function areVeryNew(pods: readonly Pod[], now: number): boolean {
  const isYounger = (seconds: number) => (pod: Pod) => now < pod.createdAt + seconds;
  const ofGpus = pods.filter(({ template }) => template.requests[gpuIndex]! > 0);
  return pods.every(isYounger(usualWait)) || (ofGpus.length > 0 && ofGpus.every(isYounger(gpuWait)));
}

/** A node that has not become ready for so long is broken, no longer booting (cluster-autoscaler/clusterstate, `MaxNodeStartupTime`). */
const longestStartUp = 15 * 60;

/**
 * What is taken on a node, as the Cluster Autoscaler counts: expendable pods take nothing, and pods for which others make room have it already
 * (cluster-autoscaler/core/podlistprocessor/filter_out_expendable.go).
 */
export function takenOn(node: Node): Amounts {
  let own: Amounts | undefined;
  for (const [template, count] of node.count) {
    if (template.priority < expendableBelow) addTo((own ??= node.used.slice()), template.requests, -count);
  }
  for (const { template } of node.nominated) addTo((own ??= node.used.slice()), template.requests);
  return own ?? node.used;
}

/**
 * The pods that will have no place even when all nodes that are coming have come (cluster-autoscaler/core/podlistprocessor/filter_out_schedulable.go):
 * the most important first, as the scheduler would place them.
 */
export function unservedPods(cluster: Cluster, pods: readonly Pod[], groups: readonly NodeGroup[], now: number): Pod[] {
  const present = cluster.nodes
    .filter(({ ready }) => ready)
    .map((node) => binOf(cluster, node.template, takenOn(node), (pod) => isAllowed(cluster, pod, node)));
  const coming = groups.flatMap((group) => {
    const count = group.coming.size + [...group.nodes].filter((node) => isBooting(node, now)).length;
    return Array.from({ length: count }, () => newBin(cluster, group.template));
  });
  const byPriority = pods.toSorted((pod, other) => other.template.priority - pod.template.priority);
  return pack(byPriority, [...present, ...coming], () => undefined).left;
}

/** Whether a node is there and has not become ready yet, but still may. */
export const isBooting = ({ ready, leaving, createdAt }: Node, now: number): boolean =>
  !ready && !leaving && now - createdAt < longestStartUp;
