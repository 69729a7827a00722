/** Annotation of a node that tells metrics-server where its kubelet serves the resource metrics. */
export const metricsPathAnnotation = "metrics.k8s.io/resource-metrics-path";

/** Where KWOK serves the metrics of a node. */
export function metricsPath(node: string): string {
  return `/metrics/nodes/${node}/metrics/resource`;
}
