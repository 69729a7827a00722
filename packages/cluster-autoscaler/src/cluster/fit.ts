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
  return (
    node.ready &&
    !node.cordoned &&
    cluster.admits(node.template, template) &&
    cluster.allowsBeside(template, node) &&
    cluster.spreadDomains(template).every((domains) => domains.allows(node, domains.fewest()))
  );
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
