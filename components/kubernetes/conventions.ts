/**
 * What the workloads, the policies and the simulator agree on where Kubernetes has no field for it. The annotations stand
 * on the pod template.
 */
export const annotations = {
  /** Longest time for which the process may not answer while it is healthy, seconds. */
  longestBlockSeconds: "breakwater.dev/longest-block-seconds",
  /** Usual time from the start of a model server's container to its first answer, seconds. */
  modelLoadSeconds: "breakwater.dev/model-load-seconds",
  /** Time that the process takes at most, after SIGTERM, to finish what it has begun, seconds. */
  drainSeconds: "breakwater.dev/drain-seconds",
  /** Digest of the ConfigMap that the pods read at their start: a change rolls them. */
  configHash: "breakwater.dev/config-hash",
} as const;

/** Annotations that make Prometheus scrape a pod. */
export const scrapedOn = (port: number): Record<string, string> => ({
  "prometheus.io/scrape": "true",
  "prometheus.io/path": "/metrics",
  "prometheus.io/port": String(port),
});

/** Labels of every object of a workload. */
export const labelsOf = (workload: string): Record<string, string> => ({
  "app.kubernetes.io/name": workload,
  "app.kubernetes.io/part-of": "breakwater",
});

/** Labels by which Services, budgets and Deployments find the pods of a workload. They can never change: a selector is immutable. */
export const selectorOf = (workload: string): Record<string, string> => ({ "app.kubernetes.io/name": workload });

/**
 * For objects that Pulumi would otherwise wait for until a pod is ready. A pod cannot be while its image is not pushed (the
 * first `up` makes the registry) or its GPU node is not there; `kubectl rollout status` tells when it is.
 */
export const notAwaited = { "pulumi.com/skipAwait": "true" } as const;
