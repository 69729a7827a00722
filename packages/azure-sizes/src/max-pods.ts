/** Where a cluster's pods get their addresses from. */
export type PodNetwork = "overlay" | "pod subnet" | "node subnet" | "kubenet";

/** Most pods that any node can be given. */
export const mostPodsOfNode = 250;

const defaults: Readonly<Record<PodNetwork, number>> = {
  overlay: 250,
  "pod subnet": 110,
  "node subnet": 30,
  kubenet: 110,
};

/**
 * Pods that a node takes where its pool does not say (`maxPods`).
 * https://learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
 *
 * @param network default: Azure CNI Overlay
 */
export const defaultMaxPods = (network: PodNetwork = "overlay"): number => defaults[network];
