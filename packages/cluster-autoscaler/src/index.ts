/**
 * Which nodes come and go, where each pod goes, and what the pools of a Plan hold. Four parts:
 *
 * - `cluster/`: nodes and pods, what each offers and asks for, who may stand where and beside whom;
 * - `scheduler/`: Kubernetes' default scheduler (1.36): the node of each pod, and who has to leave for whom;
 * - `autoscaler/`: the decisions of Kubernetes' Cluster Autoscaler over AKS' node pools;
 * - `plan/`: nodes, pods and limits of a Plan, and how many pods there is a place for: what policies, the simulator and the twin read alike.
 *
 * The twin's add-on runs the Cluster Autoscaler on the objects of a real API server, the simulator runs it and the scheduler on a modelled cluster in
 * virtual time, and the policy pack lets both come to rest: all hand in a `Cluster`, the clock and the chance.
 *
 * The Cluster Autoscaler follows kubernetes/autoscaler, cluster-autoscaler-1.35.2 (each part names its file), with what AKS sets of it. Left out, everywhere
 * alike: limits of cores and memory, the five minutes for which a node that could not be emptied is not looked at again, the two minutes after which a
 * drain is given up, the health of a pool and of the cluster as a whole, a pod's own delay by annotation, and, for nodes that are not there yet,
 * topology spread and what pods ask of others beyond their own node.
 */
export { allowedDisruptions, isEvictable } from "./cluster/disruption";
export { Cluster, type Node, type Pod } from "./cluster/cluster";
export { admits, nodeTemplateOf, type NodeInput, type NodeTemplate } from "./cluster/node-template";
export {
  podTemplateOf,
  type DisruptionBudget,
  type PodOwner,
  type PodTemplate,
  type PodTemplateInput,
} from "./cluster/pod-template";
export { amountsOf, cpuIndex, podsIndex } from "./cluster/resources";
export { ClusterAutoscaler, type ScanResult } from "./autoscaler/autoscaler";
export type { Random } from "./autoscaler/expander";
export type { Limit, Refusal } from "./autoscaler/limits";
export { NodeGroup, type Instance } from "./autoscaler/node-group";
export { Scheduler } from "./scheduler/scheduler";
export { readProfile, type AutoscalerProfile } from "./autoscaler/profile";
export { causesOf } from "./plan/causes";
export { doubtsOf } from "./plan/doubts";
export {
  standingWorkloads,
  Capacity,
  chartsId,
  platformPods,
  poolQuotas,
  usualPlatform,
  type Resident,
} from "./plan/capacity";
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
