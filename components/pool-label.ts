/**
 * Label of every node, by its pool's kind: `system`, `cpu` or `gpu`. Workloads choose a pool by it, because pool names are
 * versioned and no good for that.
 */
export const poolLabel = "breakwater.dev/pool";

/** Label and taint that Azure puts on spot nodes by itself; undeclared, the next update of their pool fails on them (azure-native#959). */
export const spotKey = "kubernetes.azure.com/scalesetpriority";
