import type { KubernetesObject } from "../../controlplane";
import { metricsPath } from "../../nodes";

/** Annotations by which a pod tells KWOK what it uses, as quantities (`250m`, `100Mi`). */
export const usageAnnotations = { cpu: "kwok.x-k8s.io/usage-cpu", memory: "kwok.x-k8s.io/usage-memory" } as const;

/** What a pod uses that says nothing: next to nothing, because no container runs. */
const idleUsage = { cpu: "1m", memory: "1Mi" } as const;

const api = "kwok.x-k8s.io/v1alpha1";

/**
 * What lets KWOK serve the resource metrics of a kubelet, from what the pods say that they use. Only the series that
 * metrics-server reads are here (kubernetes.io/docs/reference/instrumentation/node-metrics, "resource metrics").
 */
export function usageObjects(): KubernetesObject[] {
  const container = ["container", "namespace", "pod"].map((name) => ({
    name,
    value: name === "container" ? "container.name" : name === "pod" ? "pod.metadata.name" : "pod.metadata.namespace",
  }));
  const series = (name: string, dimension: "node" | "container", kind: "gauge" | "counter", value: string) => ({
    name,
    dimension,
    kind,
    value,
    help: `${name}, as far as a simulated kubelet knows`,
    ...(dimension === "container" && { labels: container }),
  });
  return [
    {
      apiVersion: api,
      kind: "Metric",
      metadata: { name: "resource-metrics" },
      spec: {
        path: metricsPath("{nodeName}"),
        metrics: [
          series("node_cpu_usage_seconds_total", "node", "counter", 'node.CumulativeUsage("cpu")'),
          series("node_memory_working_set_bytes", "node", "gauge", 'node.Usage("memory")'),
          series("container_start_time_seconds", "container", "gauge", "pod.SinceSecond()"),
          series(
            "container_cpu_usage_seconds_total",
            "container",
            "counter",
            'pod.CumulativeUsage("cpu", container.name)',
          ),
          series("container_memory_working_set_bytes", "container", "gauge", 'pod.Usage("memory", container.name)'),
        ],
      },
    },
    {
      apiVersion: api,
      kind: "ClusterResourceUsage",
      metadata: { name: "usage-by-annotation" },
      spec: { usages: [{ usage: { cpu: expression("cpu"), memory: expression("memory") } }] },
    },
  ];
}

/** In CEL, as KWOK evaluates it. */
function expression(resource: "cpu" | "memory"): { expression: string } {
  const annotation = usageAnnotations[resource];
  const [annotations, idle] = ["pod.metadata.annotations", `Quantity("${idleUsage[resource]}")`];
  return { expression: `"${annotation}" in ${annotations} ? Quantity(${annotations}["${annotation}"]) : ${idle}` };
}
