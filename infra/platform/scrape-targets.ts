import {
  agentWorkerPorts,
  aiServicePorts,
  certManagerPorts,
  dcgmMetricsPort,
  envoyGatewayPorts,
  envoyMetricsPath,
  externalSecretsPorts,
  kedaPorts,
  type ScrapeTarget,
  vllmPort,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { type Namespaces, namespaceNames } from "./namespaces";
import { type PeerName, peers } from "./peers";

/** Where one of the peers has its metrics. Its labels and its namespace are those of the peer. */
export interface ScrapedPeer extends Pick<ScrapeTarget, "port" | "path" | "keep" | "tellsOfOthers"> {
  name: PeerName;
}

/** Everything with metrics of our own choice. What the stack brings along is scraped by its chart. */
export const scrapedPeers = (settings: Settings): ScrapedPeer[] => [
  { name: "ai-service", port: aiServicePorts.metrics },
  { name: "agent-worker", port: agentWorkerPorts.metrics },
  { name: "vllm", port: vllmPort },
  { name: "keda-operator", port: kedaPorts.metrics, tellsOfOthers: true },
  { name: "keda-metrics-server", port: kedaPorts.metrics },
  { name: "keda-webhooks", port: kedaPorts.metrics, keep: [] },
  { name: "dcgm-exporter", port: dcgmMetricsPort, tellsOfOthers: true },
  { name: "external-secrets", port: externalSecretsPorts.metrics, keep: externalSecretsMetrics, tellsOfOthers: true },
  { name: "external-secrets-webhook", port: externalSecretsPorts.metrics, keep: [] },
  { name: "external-secrets-certificates", port: externalSecretsPorts.metrics, keep: [] },
  ...(settings.edge.enabled ? edgePeers : []),
];

/** What rules and dashboards ask of External Secrets. */
const externalSecretsMetrics = [
  "externalsecret_status_condition",
  "externalsecret_sync_calls_error",
  "clustersecretstore_status_condition",
];

/** What they ask of a proxy, which has thousands of series for each of its clusters and listeners. */
const envoyMetrics = [
  "envoy_cluster_membership_healthy",
  "envoy_cluster_upstream_rq_active",
  "envoy_cluster_upstream_rq_pending_overflow",
  "envoy_control_plane_connected_state",
  "envoy_http_downstream_rq_xx",
  "envoy_http_local_rate_limit_rate_limited",
  "envoy_overload_envoy_overload_actions_stop_accepting_requests_active",
];

/** What they ask of cert-manager, beside its own calls and queues. */
const certManagerMetrics = [
  "certmanager_certificate_expiration_timestamp_seconds",
  "certmanager_certificate_ready_status",
  "certmanager_certificate_renewal_timestamp_seconds",
  "certmanager_clusterissuer_ready_status",
];

const edgePeers: ScrapedPeer[] = [
  { name: "envoy", port: envoyGatewayPorts.metrics, path: envoyMetricsPath, keep: envoyMetrics },
  { name: "envoy-gateway", port: envoyGatewayPorts.metrics, keep: ["xds_nack_total"] },
  { name: "cert-manager", port: certManagerPorts.metrics, keep: certManagerMetrics, tellsOfOthers: true },
  { name: "cert-manager-webhook", port: certManagerPorts.metrics, keep: [] },
  { name: "cert-manager-injector", port: certManagerPorts.metrics, keep: [] },
];

/** The same as targets, which come after their namespaces. */
export function scrapeTargets(settings: Settings, namespaces: Namespaces): ScrapeTarget[] {
  const known = peers(settings);
  const keys = Object.entries(namespaceNames(settings)) as [keyof Namespaces, string][];
  return scrapedPeers(settings).map((scraped) => {
    const peer = known[scraped.name];
    if (peer.kind !== "pods") throw new Error(`${scraped.name} is scraped and is no pod`);
    const [key] = keys.find(([, name]) => name === peer.namespace)!;
    return { ...scraped, namespace: namespaces[key].namespaceName, labels: peer.labels };
  });
}
