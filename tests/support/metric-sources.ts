import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./breakwater";

/** Who has a metric, where that is written, and the names of those that rules and dashboards use. */
export interface MetricSource {
  source: string;
  metrics: readonly string[];
}

/** Names of the metrics that a file of the app registers. */
const registeredIn = (file: string): string[] =>
  [...readFileSync(join(root, file), "utf8").matchAll(/name: "((?:ai|agent)_\w+)"/g)].map(([, name]) => name!);

/** Every metric of somebody else that is used, and all of the app's own. Histograms stand under their name without suffix. */
export const metricSources: readonly MetricSource[] = [
  { source: "app/src/metrics.ts", metrics: registeredIn("app/src/metrics.ts") },
  { source: "app/src/worker/metrics.ts", metrics: registeredIn("app/src/worker/metrics.ts") },
  {
    source: "kedacore/keda v2.20.2, pkg/metricscollector/prommetrics.go",
    metrics: [
      "keda_build_info",
      "keda_scaler_detail_errors_total",
      "keda_scaler_metrics_latency_seconds",
      "keda_scaler_metrics_value",
    ],
  },
  { source: "prometheus.io, automatically generated labels and time series", metrics: ["up"] },
  {
    source:
      "external-secrets/external-secrets v2.9.0, pkg/controllers/externalsecret/esmetrics, secretstore/cssmetrics",
    metrics: [
      "clustersecretstore_status_condition",
      "externalsecret_status_condition",
      "externalsecret_sync_calls_error",
    ],
  },
  {
    source: "cert-manager/cert-manager v1.21.2, internal/collectors",
    metrics: [
      "certmanager_certificate_expiration_timestamp_seconds",
      "certmanager_certificate_ready_status",
      "certmanager_certificate_renewal_timestamp_seconds",
      "certmanager_clusterissuer_ready_status",
    ],
  },
  {
    source:
      "envoyproxy/envoy, docs/root/configuration: http_conn_man/stats, cluster_manager/cluster_stats, local_rate_limit_filter, overload_manager, management_server",
    metrics: [
      "envoy_cluster_membership_healthy",
      "envoy_cluster_upstream_rq_active",
      "envoy_cluster_upstream_rq_pending_overflow",
      "envoy_control_plane_connected_state",
      "envoy_http_downstream_rq_xx",
      "envoy_http_local_rate_limit_rate_limited",
      "envoy_overload_envoy_overload_actions_stop_accepting_requests_active",
    ],
  },
  { source: "envoyproxy/gateway v1.9.1, internal/xds/cache/metrics.go", metrics: ["xds_nack_total"] },
  {
    source: "kubernetes/kube-state-metrics 2.20, docs/metrics",
    metrics: [
      "kube_daemonset_status_desired_number_scheduled",
      "kube_daemonset_status_number_ready",
      "kube_deployment_spec_replicas",
      "kube_deployment_status_condition",
      "kube_deployment_status_replicas_available",
      "kube_deployment_status_replicas_updated",
      "kube_horizontalpodautoscaler_spec_max_replicas",
      "kube_horizontalpodautoscaler_spec_min_replicas",
      "kube_horizontalpodautoscaler_status_condition",
      "kube_horizontalpodautoscaler_status_current_replicas",
      "kube_horizontalpodautoscaler_status_desired_replicas",
      "kube_node_labels",
      "kube_node_status_allocatable",
      "kube_node_status_capacity",
      "kube_pod_container_resource_requests",
      "kube_pod_info",
      "kube_pod_owner",
      "kube_pod_status_phase",
      "kube_pod_status_ready",
      "kube_pod_status_reason",
      "kube_pod_status_unschedulable",
    ],
  },
  {
    source: "components/kubernetes/monitoring/state-metrics-values.ts, of kube-state-metrics' custom resource state",
    metrics: [
      "kube_customresource_backendtrafficpolicy_condition",
      "kube_customresource_clienttrafficpolicy_condition",
      "kube_customresource_envoypatchpolicy_condition",
      "kube_customresource_gateway_condition",
      "kube_customresource_httproute_condition",
      "kube_customresource_scaledobject_condition",
    ],
  },
  {
    source: "vllm-project/vllm, vllm/v1/metrics/loggers.py; counters get _total from the Prometheus client",
    metrics: [
      "vllm:generation_tokens_total",
      "vllm:kv_cache_usage_perc",
      "vllm:num_preemptions_total",
      "vllm:num_requests_running",
      "vllm:num_requests_waiting",
      "vllm:prefix_cache_hits_total",
      "vllm:prefix_cache_queries_total",
      "vllm:prompt_tokens_total",
      "vllm:time_to_first_token_seconds",
    ],
  },
  {
    source: "NVIDIA/dcgm-exporter 4.8.2, etc/default-counters.csv",
    metrics: [
      "DCGM_FI_DEV_FB_USED",
      "DCGM_FI_DEV_GPU_TEMP",
      "DCGM_FI_DEV_XID_ERRORS",
      "DCGM_FI_PROF_DRAM_ACTIVE",
      "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
      "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    ],
  },
];

/** Words of PromQL that stand where a metric may. */
const keywords = new Set(["and", "or", "unless", "bool", "offset", "by", "without", "on", "ignoring", "group_left"]);

/** The metrics that an expression asks for. */
export function metricsIn(expr: string): string[] {
  const bare = expr
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, "")
    .replaceAll(/\{[^}]*\}/g, "")
    .replaceAll(/\[[^\]]*\]/g, "")
    // Lists of labels.
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right) *\([^)]*\)/g, "")
    .replaceAll(/\boffset +\w+/g, "")
    .replaceAll(/\$\w+/g, "");
  const names = [...bare.matchAll(/(?<![\w:.])[a-zA-Z_:][\w:]*(?! *\()(?![\w:])/g)].map(([name]) => name);
  return [...new Set(names.filter((name) => !keywords.has(name)))];
}

/** The name without what a histogram adds to it. */
export const withoutSuffix = (metric: string): string => metric.replace(/_(bucket|sum|count)$/, "");
