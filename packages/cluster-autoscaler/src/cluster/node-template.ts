import { choosesNode, toleratesTaints, type Quantities, type Taint } from "@breakwater/kubernetes-rules";
import type { PodTemplate } from "./pod-template";
import { addTo, amountsOf, noAmounts, type Amounts } from "./resources";

export const hostnameLabel = "kubernetes.io/hostname";
const sizeLabel = "node.kubernetes.io/instance-type";

/** A node as Kubernetes has it, as far as it is read. */
export interface NodeInput {
  metadata: { name: string; labels?: Readonly<Record<string, string>> };
  spec?: { taints?: readonly Taint[] };
  status?: { capacity?: Quantities; allocatable?: Quantities };
}

/** What decides which pods a node takes, and how many. */
export interface NodeTemplate {
  /** Of the node's pool. */
  pool: string;
  vmSize: string;
  /** Of the node; absent where it is one that is not there yet. */
  name?: string;
  labels: Readonly<Record<string, string>>;
  taints: readonly Taint[];
  /** What the machine has. */
  capacity: Amounts;
  /** What pods may use of it, with those of DaemonSets. */
  allocatable: Amounts;
  /** What DaemonSets use of it on every new node. */
  daemons: Amounts;
}

/**
 * Reads a node that is there.
 *
 * @param pool its pool's name
 * @throws QuantityError where Kubernetes would refuse a quantity
 */
export function nodeTemplateOf({ metadata, spec, status }: NodeInput, pool: string): NodeTemplate {
  const labels = metadata.labels ?? {};
  return {
    pool,
    vmSize: labels[sizeLabel] ?? "",
    name: metadata.name,
    labels,
    taints: spec?.taints ?? [],
    capacity: amountsOf(status?.capacity ?? {}),
    allocatable: amountsOf(status?.allocatable ?? {}),
    daemons: noAmounts(),
  };
}

/**
 * Reads a sample of the nodes that a pool would get. What makes it one node is left out, so that no pod can ask for just that one.
 *
 * @param daemons requests of the DaemonSet pods that would run on each
 */
export function newNodeTemplateOf(sample: NodeInput, pool: string, daemons: readonly Amounts[] = []): NodeTemplate {
  const { vmSize, labels, taints, capacity, allocatable } = nodeTemplateOf(sample, pool);
  const together = noAmounts();
  for (const amounts of daemons) addTo(together, amounts);
  const shared = Object.entries(labels).filter(([key]) => key !== hostnameLabel);
  return { pool, vmSize, labels: Object.fromEntries(shared), taints, capacity, allocatable, daemons: together };
}

/**
 * Labels in which similar pools may differ: what makes a pool one, where its nodes are, and of which image (kubernetes/autoscaler, cluster-autoscaler-1.35.2,
 * cluster-autoscaler/processors/nodegroupset, `BasicIgnoredLabels` and `CreateAzureNodeInfoComparator`).
 */
const ignoredLabels: readonly string[] = [
  hostnameLabel,
  "topology.kubernetes.io/zone",
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/zone",
  "failure-domain.beta.kubernetes.io/region",
  "topology.disk.csi.azure.com/zone",
  "agentpool",
  "kubernetes.azure.com/agentpool",
  "kubernetes.azure.com/node-image-version",
  "kubernetes.azure.com/consolidated-additional-properties",
  "aksEngineVersion",
  "creationSource",
  "poolName",
  "resourceNameSuffix",
];

/** Whether nodes of two pools are alike but for their zone: the Cluster Autoscaler keeps such pools at like sizes. */
export function isSimilar(template: NodeTemplate, other: NodeTemplate): boolean {
  return template.vmSize === other.vmSize && kind(template) === kind(other);
}

const kind = ({ labels, allocatable }: NodeTemplate): string => {
  const shared = Object.entries(labels).filter(([key]) => !ignoredLabels.includes(key));
  return JSON.stringify([shared.sort(), [...allocatable]]);
};

/** Stands in for the name of a node that is not there yet: no pod asks for it by name. */
const noName = "";

/** Whether a pod may stand on a node at all, room aside: selector, required affinity, taints. */
export function admits(node: NodeTemplate, pod: PodTemplate): boolean {
  if (pod.unknownResources.length > 0) return false;
  return matchesAffinity(node, pod) && toleratesTaints(node.taints, pod.tolerations);
}

/** Whether a node meets a pod's selector and required affinity. */
export function matchesAffinity({ name = noName, labels }: NodeTemplate, { choice }: PodTemplate): boolean {
  return choosesNode(choice, { name, labels });
}
