/** What of a cluster and its pool says where the pods get their addresses from, in the words of Azure's API. */
export interface PodNetwork {
  /** `networkPlugin` of the cluster: `azure`, `kubenet` or `none`, for one that the user installs. */
  plugin?: string | undefined;
  /** `networkPluginMode` of the cluster: `overlay`. */
  mode?: string | undefined;
  /** Whether the pool has a subnet for its pods (`podSubnetID`); of no matter where they are not in the virtual network. */
  podSubnet?: boolean | undefined;
}

/** Fewest pods that a node can be given. */
export const leastPodsOfNode = 10;
/** Most pods that any node can be given. */
export const mostPodsOfNode = 250;

/**
 * Pods that a node takes where its pool does not say (`maxPods`).
 * https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node, and of a plugin that the user installs
 * `GetMaxPods` of github.com/Azure/karpenter-provider-azure, pkg/utils, which follows AKS.
 *
 * @param network where the cluster says nothing of its plugin, Azure CNI Overlay is taken, which AKS recommends
 */
export function defaultMaxPods({ plugin, mode, podSubnet = false }: PodNetwork = {}): number {
  if (plugin === undefined || plugin === "none") return 250;
  if (plugin !== "azure") return 110;
  if (mode === "overlay") return 250;
  return podSubnet ? 110 : 30;
}
