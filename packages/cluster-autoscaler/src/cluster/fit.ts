import type { Cluster, Node, Pod } from "./cluster";
import type { PodTemplate } from "./pod-template";
import { addTo, isRoom, type Amounts } from "./resources";

/** Whether a pod may be bound to a node now. */
export function fits(cluster: Cluster, pod: Pod, node: Node): boolean {
  const { template } = pod;
  return (
    isAllowed(cluster, template, node) &&
    isRoom(node.template.allocatable, reserved(node, template, pod), template.requests)
  );
}

/** Whether a pod of a workload may be bound to a node if there were room. */
export function isAllowed(cluster: Cluster, template: PodTemplate, node: Node): boolean {
  return node.ready && !node.cordoned && cluster.admits(node.template, template) && keepsSkew(cluster, template, node);
}

/** What is taken on a node, with the room that is kept for pods at least as important, other than `self`. */
export function reserved(node: Node, { priority }: PodTemplate, self?: Pod): Amounts {
  let used = node.used;
  for (const other of node.nominated) {
    if (other === self || other.template.priority < priority) continue;
    if (used === node.used) used = used.slice();
    addTo(used, other.template.requests);
  }
  return used;
}

/** Whether the required spread over each label stays within its skew. */
export function keepsSkew(cluster: Cluster, template: PodTemplate, node: Node): boolean {
  for (const { topologyKey, maxSkew, required } of template.spread) {
    if (!required) continue;
    const count = cluster.countInDomain(template, topologyKey, node);
    if (count === undefined) return false;
    let fewest = Infinity;
    for (const other of cluster.nodes) {
      // Taints are not looked at here, nor whether the node is cordoned (nodeTaintsPolicy: Ignore).
      if (!cluster.matchesAffinity(other.template, template)) continue;
      fewest = Math.min(fewest, cluster.countInDomain(template, topologyKey, other) ?? Infinity);
    }
    if (count + 1 - fewest > maxSkew) return false;
  }
  return true;
}
