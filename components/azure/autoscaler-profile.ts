/**
 * The Cluster Autoscaler's profile for bursts. All durations and numbers are texts, as Azure wants them.
 * https://learn.microsoft.com/azure/aks/cluster-autoscaler#cluster-autoscaler-profile-settings
 */
export const autoScalerProfile = {
  scanInterval: "20s",
  // Of several pools that would take a pending pod, the one that it leaves the least idle.
  expander: "least-waste",
  // The autoscaler does not know zones: it keeps pools alike that differ in the zone only.
  balanceSimilarNodeGroups: "true",
  // An A100 node takes 8 to 10 min (Azure/AKS#3652). Past this the autoscaler gives up on it and backs off.
  maxNodeProvisionTime: "15m",
  // A node that stays under-used for 10 min is drained and removed, but never within 10 min of a scale-up.
  scaleDownDelayAfterAdd: "10m",
  scaleDownUnneededTime: "10m",
  scaleDownUtilizationThreshold: "0.5",
  // Longer than any pod of ours takes to drain.
  maxGracefulTerminationSec: "600",
  // Caches in an emptyDir are what local storage holds here: with `true` no node that ever ran such a pod would go again.
  skipNodesWithLocalStorage: "false",
  // Pods of kube-system that landed outside the system pool may have nowhere else to go.
  skipNodesWithSystemPods: "true",
} as const;
