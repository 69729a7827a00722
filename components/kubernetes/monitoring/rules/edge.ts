import { edgeConditions } from "../state-metrics-values";
import { alert, appearedOrGrew, type RuleGroup } from "./rule-group";

/** Share of requests that may be answered with 5xx before somebody is called. The objectives look at the app alone, which these may never reach. */
const failedShare = 0.05;

/** Share of requests that clients may lose to their own limit before it looks like the limit's fault. */
const limitedShare = 0.05;

/**
 * The way in from the internet: Envoy's proxies in `namespace`, and their controller. Metrics of Envoy:
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/upstream/cluster_manager/cluster_stats and `configuration/http/http_conn_man/stats`,
 * their labels: envoyproxy/envoy, `source/common/config/well_known_names.cc`; names that Envoy Gateway 1.9.1 gives: `http-<port>` and
 * `https-<port>` to connections of clients (`internal/xds/translator/listener.go`), `httproute/<namespace>/<name>/rule/<number>` to a backend.
 */
export function edgeRules(namespace: string): RuleGroup {
  const proxy = `namespace="${namespace}",container="envoy"`;
  const answered = `envoy_http_downstream_rq_xx{${proxy},envoy_http_conn_manager_prefix=~"https?-.*"`;
  const all = `sum(rate(${answered}}[5m]))`;
  const backend = `${proxy},envoy_cluster_name=~"httproute/.*"`;
  return {
    name: "breakwater-edge",
    rules: [
      {
        record: "edge:request_errors:ratio_rate5m",
        expr: `sum(rate(${answered},envoy_response_code_class="5"}[5m])) / ${all}`,
      },
      alert("EdgeFails", {
        expr: `edge:request_errors:ratio_rate5m > ${failedShare}`,
        minutes: 5,
        severity: "critical",
        summary: "The edge answers with 5xx",
        description:
          "{{ $value | humanizePercentage }} of what comes from the internet fails, in the app or before it.",
        action:
          "Dashboard Breakwater / Platform: overflow, or no healthy backend? If neither, the 5xx are the app's: Breakwater / App.",
      }),
      alert("EdgeOverflows", {
        expr: `sum(increase(envoy_cluster_upstream_rq_pending_overflow{${backend}}[5m])) > 0`,
        minutes: 2,
        severity: "critical",
        summary: "Envoy's circuit breaker refuses requests",
        description:
          "{{ $value | humanize }} requests in 5 minutes were answered with 503: more are under way than a proxy may have, whatever the app could take.",
        action:
          "circuitBreaker of BackendTrafficPolicy ai-service against the app's maximum; do requests hang in the app?",
      }),
      alert("EdgeHasNoBackend", {
        expr: `max by (envoy_cluster_name) (envoy_cluster_membership_healthy{${backend}}) == 0`,
        minutes: 2,
        severity: "critical",
        summary: "Envoy knows no ready pod of {{ $labels.envoy_cluster_name }}",
        description: "Every request is answered with 503.",
        action:
          "kubectl get httproutes -A; kubectl get endpointslices -A: are there ready pods, and is the route accepted?",
      }),
      alert("EdgeLimitsClients", {
        expr: `sum(rate(envoy_http_local_rate_limit_rate_limited{${proxy}}[15m])) / sum(rate(${answered}}[15m])) > ${limitedShare}`,
        minutes: 15,
        severity: "warning",
        summary: "Clients reach their limit at the edge",
        description:
          "{{ $value | humanizePercentage }} of all requests are answered with 429: somebody attacks, or many people share one address.",
        action: "Whose addresses are these? Else requestsPerSecond of the edge is too low for them.",
      }),
      alert("EdgeRefusesForMemory", {
        expr: `max by (pod) (envoy_overload_envoy_overload_actions_stop_accepting_requests_active{${proxy}}) == 1`,
        severity: "critical",
        summary: "{{ $labels.pod }} has no memory left and refuses requests",
        description: "Envoy answers every new request with 503 until bodies and answers that it holds have gone.",
        action: "More proxies (edge.replicas), a smaller body limit, or more memory for each.",
      }),
      alert("EdgeObjectRejected", {
        expr: `min by (customresource_kind, namespace, name) (${edgeConditions.map((metric) => `${metric}{condition=~"Accepted|Programmed|ResolvedRefs"}`).join(" or ")}) == 0`,
        minutes: 10,
        severity: "critical",
        summary: "{{ $labels.customresource_kind }} {{ $labels.namespace }}/{{ $labels.name }} is not in force",
        description:
          "Envoy Gateway has not accepted it: a route, a limit, a certificate or a patch is as if it were not there.",
        action:
          "kubectl -n {{ $labels.namespace }} describe {{ $labels.customresource_kind }} {{ $labels.name }}: its conditions.",
      }),
      alert("EdgeConfigRejected", {
        expr: appearedOrGrew(`xds_nack_total{namespace="${namespace}"}`, "15m"),
        severity: "critical",
        summary: "Envoy refuses its configuration",
        description:
          "Proxies go on with the last one that they took: routes, limits and certificates since then are not in force.",
        action:
          "kubectl -n edge logs deployment/envoy-gateway names the part; undo the last change of a route or a policy.",
      }),
      alert("EdgeWithoutController", {
        expr: `min by (pod) (envoy_control_plane_connected_state{${proxy}}) == 0`,
        minutes: 10,
        severity: "warning",
        summary: "{{ $labels.pod }} has no controller",
        description: "It goes on with what it knows: pods that come and go, and renewed certificates, do not reach it.",
        action:
          "kubectl -n edge get pods -l control-plane=envoy-gateway; kubectl -n edge logs deployment/envoy-gateway.",
      }),
    ],
  };
}
