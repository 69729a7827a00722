import { scaledObjectCondition } from "../state-metrics-values";
import type { Dashboard } from "./dashboard";

/** Whether fleets follow the load: what is wanted, what runs, what is in the way. */
export function autoscalingDashboard(): Dashboard {
  const hpa = (metric: string) =>
    `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_${metric})`;
  return {
    uid: "breakwater-autoscaling",
    title: "Autoscaling",
    description: "KEDA, the HorizontalPodAutoscalers and the nodes under them.",
    panels: [
      {
        title: "Replicas wanted",
        unit: "short",
        queries: [[hpa("status_desired_replicas"), "{{namespace}}/{{horizontalpodautoscaler}}"]],
      },
      {
        title: "Replicas there",
        unit: "short",
        queries: [[hpa("status_current_replicas"), "{{namespace}}/{{horizontalpodautoscaler}}"]],
      },
      {
        title: "Share of the maximum",
        unit: "percentunit",
        queries: [
          [
            `${hpa("status_current_replicas")} / ${hpa("spec_max_replicas")}`,
            "{{namespace}}/{{horizontalpodautoscaler}}",
          ],
        ],
      },
      {
        title: "What triggers measure",
        unit: "short",
        queries: [["max by (scaledObject, scaler) (keda_scaler_metrics_value)", "{{scaledObject}} {{scaler}}"]],
      },
      {
        title: "Triggers that fail",
        unit: "short",
        queries: [
          [
            "sum by (scaledObject, scaler) (rate(keda_scaler_detail_errors_total[$__rate_interval])) * 60",
            "{{scaledObject}} {{scaler}}/min",
          ],
        ],
      },
      {
        title: "Served from the fallback",
        description: "1 while KEDA has no metric and serves the replicas that stand in the ScaledObject.",
        unit: "short",
        queries: [
          [
            `max by (namespace, scaledobject) (${scaledObjectCondition}{condition="Fallback"})`,
            "{{namespace}}/{{scaledobject}}",
          ],
        ],
      },
      {
        title: "Time to ask a source",
        unit: "s",
        queries: [
          ["max by (scaledObject, scaler) (keda_scaler_metrics_latency_seconds)", "{{scaledObject}} {{scaler}}"],
        ],
      },
      {
        title: "Pods that wait for a node",
        unit: "short",
        queries: [["sum by (namespace) (kube_pod_status_unschedulable)", "{{namespace}}"]],
      },
      {
        title: "Nodes by pool",
        unit: "short",
        queries: [
          [
            `count by (label_breakwater_dev_pool) (max by (node, label_breakwater_dev_pool) (kube_node_labels))`,
            "{{label_breakwater_dev_pool}}",
          ],
        ],
      },
    ],
  };
}
