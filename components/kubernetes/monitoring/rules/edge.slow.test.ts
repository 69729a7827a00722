import { tryAlerts } from "../../../../tests/support/alert-cases";
import { edgeRules } from "./edge";

const pod = 'namespace="edge",container="envoy",pod="envoy-edge-0"';
const cluster = `${pod},envoy_cluster_name="httproute/production/ai-service/rule/0"`;
const answers = (codes: string, prefix = "https-10443") =>
  `envoy_http_downstream_rq_xx{${pod},envoy_http_conn_manager_prefix="${prefix}",envoy_response_code_class="${codes}"}`;
const overflow = (inner: string) => `envoy_cluster_upstream_rq_pending_overflow{${inner}}`;
const healthy = `envoy_cluster_membership_healthy{${cluster}}`;
const limited = `envoy_http_local_rate_limit_rate_limited{${pod},envoy_local_http_ratelimit_prefix="http_local_rate_limiter"}`;
const memory = `envoy_overload_envoy_overload_actions_stop_accepting_requests_active{${pod}}`;
const connected = `envoy_control_plane_connected_state{${pod}}`;
const nacks = (type: string) =>
  `xds_nack_total{namespace="edge",container="envoy-gateway",nodeID="n",typeURL="${type}"}`;
/** As kube-state-metrics tells it, with the labels that it gives of itself. */
const condition = (kind: string, name: string, type: string) =>
  `kube_customresource_${kind.toLowerCase()}_condition{customresource_kind="${kind}",namespace="edge",name="${name}",condition="${type}"}`;

tryAlerts(edgeRules("edge"), [
  {
    alert: "EdgeFails",
    series: { [answers("2")]: "0+600x40", [answers("5")]: "0+60x40" },
    at: "20m",
    quiet: [
      { why: "one in a hundred fails", series: { [answers("5")]: "0+6x40" } },
      { why: "nothing fails", series: { [answers("5")]: "0x40" } },
      { why: "nobody asks", series: { [answers("2")]: "0x40", [answers("5")]: "0x40" } },
      {
        why: "only the proxy's own page of metrics fails",
        series: { [answers("5")]: "stale", [answers("5", "eg-stats-http")]: "0+600x40" },
      },
    ],
  },
  {
    alert: "EdgeOverflows",
    series: { [overflow(cluster)]: "0x5 1+3x40" },
    at: "10m",
    quiet: [
      { why: "nothing overflows", series: { [overflow(cluster)]: "7x40" } },
      {
        why: "it is the way to the controller",
        series: { [overflow(cluster)]: "stale", [overflow(`${pod},envoy_cluster_name="xds_cluster"`)]: "0+3x40" },
      },
    ],
  },
  {
    alert: "EdgeHasNoBackend",
    series: { [healthy]: "2x5 0x20" },
    at: "12m",
    labels: { envoy_cluster_name: "httproute/production/ai-service/rule/0" },
    quiet: [{ why: "one pod is ready", series: { [healthy]: "1x40" } }],
  },
  {
    alert: "EdgeLimitsClients",
    series: { [answers("2")]: "0+600x60", [answers("4")]: "0+100x60", [limited]: "0+100x60" },
    at: "50m",
    quiet: [
      { why: "a few requests are too many", series: { [limited]: "0+3x60" } },
      { why: "none is", series: { [limited]: "0x60" } },
    ],
  },
  {
    alert: "EdgeRefusesForMemory",
    series: { [memory]: "0x5 1x20" },
    at: "10m",
    labels: { pod: "envoy-edge-0" },
    quiet: [{ why: "there is memory", series: { [memory]: "0x40" } }],
  },
  {
    alert: "EdgeObjectRejected",
    series: {
      [condition("EnvoyPatchPolicy", "edge-client-memory", "Accepted")]: "1x30",
      [condition("EnvoyPatchPolicy", "edge-client-memory", "Programmed")]: "0x30",
      [condition("Gateway", "edge", "Programmed")]: "1x30",
    },
    at: "20m",
    labels: { customresource_kind: "EnvoyPatchPolicy", namespace: "edge", name: "edge-client-memory" },
    quiet: [
      {
        why: "all are in force",
        series: { [condition("EnvoyPatchPolicy", "edge-client-memory", "Programmed")]: "1x30" },
      },
      {
        why: "a condition is false that is none of what Envoy does",
        series: {
          [condition("EnvoyPatchPolicy", "edge-client-memory", "Programmed")]: "1x30",
          [condition("BackendTrafficPolicy", "ai-service", "Overridden")]: "0x30",
        },
      },
      { why: "the controller is still at it", series: {}, at: "5m" },
    ],
  },
  {
    alert: "EdgeConfigRejected",
    series: { [nacks("Listener")]: "_x5 1x20" },
    at: "10m",
    quiet: [
      { why: "none was refused", series: { [nacks("Listener")]: "stale" } },
      { why: "that was long ago", series: { [nacks("Listener")]: "1x60" }, at: "50m" },
    ],
  },
  {
    alert: "EdgeWithoutController",
    series: { [connected]: "1x5 0x30" },
    at: "20m",
    labels: { pod: "envoy-edge-0" },
    quiet: [
      { why: "it is connected", series: { [connected]: "1x40" } },
      { why: "the controller was exchanged", series: { [connected]: "1x5 0x3 1x40" } },
    ],
  },
]);
