/** The nodes of the program's pools as AKS would make them. */
export { metricsPath } from "./kubelet-metrics";
export { buildNode, nodeName } from "./node";
export { NodePools } from "./node-pools";
export { removeNode } from "./remove-node";
