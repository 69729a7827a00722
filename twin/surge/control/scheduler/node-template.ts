import type { VmSize } from "@breakwater/azure-sizes";
import { meets, type NodeRequirement, statusOf, toleratesAll } from "../../../nodes";
import type { Pool, PoolTaint as Taint } from "@breakwater/plan-views";
import type { PodTemplate } from "./pod-template";
import { addTo, amountsOf, noAmounts, type Amounts } from "./resources";

const zoneLabel = "topology.kubernetes.io/zone";
export const hostnameLabel = "kubernetes.io/hostname";

/** What all nodes of a pool in one zone have in common. */
export interface NodeTemplate {
  pool: string;
  vmSize: string;
  vcpus: number;
  labels: Readonly<Record<string, string>>;
  taints: readonly Taint[];
  /** What pods may use, with those of DaemonSets. */
  allocatable: Amounts;
  /** What the DaemonSets use of it on every node. */
  daemons: Amounts;
}

/**
 * The templates of a pool's nodes, one for each of its zones (one where it names none).
 *
 * @param region for the zones' names, as nodes of Azure carry them (`koreacentral-1`)
 * @param daemons requests of the DaemonSet pods that run on each of its nodes
 */
export function nodeTemplates(
  pool: Pool,
  size: VmSize,
  region: string,
  daemons: readonly Amounts[] = [],
): NodeTemplate[] {
  const together = noAmounts();
  for (const amounts of daemons) addTo(together, amounts);
  const allocatable = amountsOf(statusOf(pool, size).allocatable);
  return (pool.zones.length > 0 ? pool.zones : [undefined]).map((zone) => ({
    pool: pool.name,
    vmSize: pool.vmSize,
    vcpus: size.vcpus,
    labels: { ...pool.labels, agentpool: pool.name, [zoneLabel]: zone === undefined ? "0" : `${region}-${zone}` },
    taints: pool.taints,
    allocatable,
    daemons: together,
  }));
}

/** Whether two templates differ in pool and zone only: the Cluster Autoscaler keeps such pools at like sizes. */
export function isSimilar(a: NodeTemplate, b: NodeTemplate): boolean {
  return a.vmSize === b.vmSize && kind(a) === kind(b);
}

const kind = ({ labels, taints, allocatable }: NodeTemplate): string => {
  const shared = Object.entries(labels).filter(([key]) => key !== zoneLabel && key !== "agentpool");
  return JSON.stringify([shared.sort(), taints, [...allocatable]]);
};

/** Whether a pod may stand on a node at all, room aside: selector, required affinity, taints. */
export function admits(node: NodeTemplate, pod: PodTemplate): boolean {
  if (pod.unknownResources.length > 0) return false;
  if (!matchesAffinity(node, pod)) return false;
  return toleratesAll(pod.tolerations, node.taints);
}

/** Whether a node meets a pod's selector and required affinity. */
export function matchesAffinity({ labels }: NodeTemplate, { nodeSelector, affinityTerms }: PodTemplate): boolean {
  if (!nodeSelector.every((requirement) => meets(labels, requirement))) return false;
  // A term without expressions matches no node.
  const matches = (term: readonly NodeRequirement[]): boolean =>
    term.length > 0 && term.every((requirement) => meets(labels, requirement));
  return affinityTerms.length === 0 || affinityTerms.some(matches);
}
