import { scaledObjectCondition } from "../state-metrics-values";
import type { Dashboard } from "./dashboard";

/** What everything else stands on: the way in, secrets, certificates, and whether each part answers. */
export function platformDashboard(): Dashboard {
  const proxy = 'container="envoy"';
  const clients = `${proxy},envoy_http_conn_manager_prefix=~"https?-.*"`;
  const backend = `${proxy},envoy_cluster_name=~"httproute/.*"`;
  return {
    uid: "breakwater-platform",
    title: "Platform",
    description: "The edge, secrets, certificates, and whether each part of the platform answers.",
    panels: [
      {
        title: "Answers at the edge by class",
        unit: "reqps",
        queries: [
          [
            `sum by (envoy_response_code_class) (rate(envoy_http_downstream_rq_xx{${clients}}[$__rate_interval]))`,
            "{{envoy_response_code_class}}xx",
          ],
        ],
      },
      {
        title: "Requests under way at the backend, by proxy",
        description: "Past the circuit breaker's maxParallelRequests a proxy answers 503.",
        unit: "short",
        queries: [[`sum by (pod) (envoy_cluster_upstream_rq_active{${backend}})`, "{{pod}}"]],
      },
      {
        title: "Refused at the edge",
        unit: "reqps",
        queries: [
          [
            `sum(rate(envoy_cluster_upstream_rq_pending_overflow{${backend}}[$__rate_interval]))`,
            "503: circuit breaker",
          ],
          [`sum(rate(envoy_http_local_rate_limit_rate_limited{${proxy}}[$__rate_interval]))`, "429: limit of a client"],
        ],
      },
      {
        title: "Ready pods that the edge knows",
        unit: "short",
        queries: [
          [`max by (envoy_cluster_name) (envoy_cluster_membership_healthy{${backend}})`, "{{envoy_cluster_name}}"],
        ],
      },
      {
        title: "Time left of certificates",
        unit: "s",
        queries: [
          [
            "max by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time()",
            "{{namespace}}/{{name}}",
          ],
        ],
      },
      {
        title: "Secrets that are not brought from the vault",
        description: "1 while External Secrets cannot read one; the Secret in the cluster stays as it was.",
        unit: "short",
        queries: [
          [
            'max by (namespace, name) (externalsecret_status_condition{condition="Ready",status="False"})',
            "{{namespace}}/{{name}}",
          ],
        ],
      },
      {
        title: "Paused autoscalers",
        description: "1 while a ScaledObject is paused: it has no HPA, and its HPA's alerts are silent.",
        unit: "short",
        queries: [
          [
            `max by (namespace, scaledobject) (${scaledObjectCondition}{condition="Paused"})`,
            "{{namespace}}/{{scaledobject}}",
          ],
        ],
      },
      {
        title: "Pods that answer Prometheus",
        unit: "short",
        queries: [["sum by (job) (up)", "{{job}}"]],
      },
    ],
  };
}
