/**
 * Label of every node, by its pool's kind: `system`, `cpu` or `gpu`. Workloads choose a pool by it, because pool names are
 * versioned and no good for that.
 */
export const poolLabel = "breakwater.dev/pool";
