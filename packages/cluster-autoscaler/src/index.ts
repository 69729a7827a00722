/**
 * The decisions of Kubernetes' Cluster Autoscaler over AKS' node pools, and the model of nodes and pods that it shares with a scheduler. The
 * twin's add-on runs it on the objects of a real API server, the simulator on a modelled cluster in virtual time: both hand in a `Cluster`,
 * the clock and the chance, and carry out what `ClusterAutoscaler` decides.
 *
 * It follows kubernetes/autoscaler, cluster-autoscaler-1.35.2 (each part names its file), with what AKS sets of it. Left out, in both alike: limits of cores
 * and memory, the five minutes for which a node that could not be emptied is not looked at again, the two minutes after which a drain is
 * given up, the health of a pool and of the cluster as a whole, a pod's own delay by annotation, and, for nodes that are not there yet, affinity
 * between pods and topology spread.
 */
export { allowedDisruptions, isEvictable, splitByBudget } from "./cluster/disruption";
export { Cluster, type Node, type Pod } from "./cluster/cluster";
export type { PodQuota, QuotaCharge } from "./cluster/pod-quota";
export { admits, newNodeTemplateOf, nodeTemplateOf, type NodeInput, type NodeTemplate } from "./cluster/node-template";
export {
  podTemplateOf,
  type DisruptionBudget,
  type PodOwner,
  type PodTemplate,
  type PodTemplateInput,
} from "./cluster/pod-template";
export { addTo, amountsOf, cpuIndex, isRoom, memoryIndex, podsIndex, type Amounts } from "./cluster/resources";
export { ClusterAutoscaler, type ScanResult } from "./autoscaler/autoscaler";
export type { Random } from "./autoscaler/expander";
export type { Limit, Refusal } from "./autoscaler/limits";
export { NodeGroup, type Instance } from "./autoscaler/node-group";
export { Scheduler } from "./scheduler/scheduler";
export { readProfile, type AutoscalerProfile } from "./autoscaler/profile";
export { Capacity, chartsId, platformPods, poolQuotas, usualPlatform, type Resident } from "./plan/capacity";
export { nodeOf, nodeTemplates } from "./plan/node-templates";
export { nodeLabelsOfPlan, planPools, usualDaemons, type PlanPool, type SizedPool } from "./plan/pools";
export { PlanPods } from "./plan/pods";
export { poolsFor } from "./plan/pools-for";
export {
  addressShortages,
  mostNodesOf,
  ofFullPools,
  ofUpgradedPools,
  quotaShortages,
  subnetShortages,
  type Shortage,
} from "./plan/shortages";
