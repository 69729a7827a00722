/** A PriorityClass, which belongs to the cluster. */
export interface PriorityClassSpec {
  name: string;
  /** A pod evicts those of a lower value to have its place. */
  value: number;
  description: string;
}

/**
 * Who goes first where nodes are full, highest first, and who yields. All lie below Kubernetes' own `system-cluster-critical`
 * (2,000,000,000). A pod without a class has 0.
 */
export const priorityClasses = {
  platform: {
    name: "breakwater-platform",
    value: 4000,
    description: "Autoscaling, secrets, edge and monitoring: without them nothing else comes through a surge.",
  },
  models: {
    name: "breakwater-models",
    value: 3000,
    description: "Model servers: each takes minutes to load what an eviction loses.",
  },
  app: { name: "breakwater-app", value: 2000, description: "The API, for whose answers somebody waits." },
  worker: { name: "breakwater-worker", value: 1000, description: "Workers, whose tasks wait on a queue." },
  warmBuffer: {
    name: "breakwater-warm-buffer",
    // Not below -10: the Cluster Autoscaler adds no node for such pods, and the buffer would never come back.
    value: -1,
    description: "Holds capacity for everybody else and yields to all, also to pods without a class.",
  },
} as const satisfies Record<string, PriorityClassSpec>;
