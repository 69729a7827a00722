import { agentPoolLabel, ifKnown, poolsOf, type Resource } from "@breakwater/plan-views";

/**
 * Labels of Kubernetes' own prefixes that nodes have (https://kubernetes.io/docs/reference/labels-annotations-taints/), and of AKS' oldest.
 * A kubelet may set no others of these prefixes (pkg/kubelet/apis/well_known_labels.go of k8s.io/kubernetes v1.36.3).
 */
const reserved: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io": ["arch", "hostname", "os", "role", "cluster-service"],
  "beta.kubernetes.io": ["arch", "instance-type", "os"],
  "topology.kubernetes.io": ["region", "zone"],
  "failure-domain.kubernetes.io": [],
  "failure-domain.beta.kubernetes.io": ["region", "zone"],
};

/** Labels that have one value on all nodes of a cluster of AKS, which is of one region. */
const sameEverywhere: readonly string[] = [
  "topology.kubernetes.io/region",
  "failure-domain.beta.kubernetes.io/region",
  "kubernetes.azure.com/cluster",
  "kubernetes.azure.com/role",
];

/** What pods that are spread over a label of nodes get of it. */
export type Topology = "places" | "no node has it" | "all nodes have the same";

/**
 * What is known of a label's values on the nodes. A label of one's own may be anywhere, unless the stack declares the pools and none has it.
 */
export function topologyOf(key: string, resources: readonly Resource[]): Topology {
  if (sameEverywhere.includes(key)) return "all nodes have the same";
  const slash = key.lastIndexOf("/");
  if (slash >= 0) {
    const names = reserved[key.slice(0, slash)];
    return names === undefined || names.includes(key.slice(slash + 1)) ? "places" : "no node has it";
  }
  // AKS gives nodes the pool's name without a prefix too.
  if (key === agentPoolLabel || key === "agentpool" || key === "storageprofile" || key === "storagetier")
    return "places";
  const pools = ifKnown(() => poolsOf(resources).map(({ labels }) => labels)) ?? [];
  return pools.length === 0 || pools.some((labels) => key in labels) ? "places" : "no node has it";
}
