/** The nodes of the program's pools as AKS would make them. */
export { metricsPath } from "./kubelet-metrics";
export { buildNode, nodeName, poolLabel, statusOf } from "./node";
export { NodePools } from "./node-pools";
export { meets, toleratesAll } from "./placement";
export type { NodeRequirement, Toleration } from "./placement";
export { removeNode } from "./remove-node";
