import { networksBesideTheInternet } from "@breakwater/cidr";
import {
  certManagerPods,
  envoyGatewayPods,
  externalSecretsPods,
  gpuServicesPods,
  kedaPods,
  type Peer,
  stackPods,
} from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { namespaceNames } from "./namespaces";

/** Azure's own host, which every VM can ask for its configuration. */
const azureHost = "168.63.129.16/32";

const internet: Peer = { kind: "networks", cidrs: ["0.0.0.0/0"], except: [...networksBesideTheInternet, azureHost] };

/** Everybody who has a flow, by the names that the flows use. */
export const peers = (settings: Settings) =>
  ({
    ...ours(settings),
    /** CoreDNS of AKS. */
    dns: pods("kube-system", { "k8s-app": "kube-dns" }),
    /** Through whom AKS' API server, which is outside of the cluster, calls a webhook. */
    "api-server-tunnel": pods("kube-system", { app: "konnectivity-agent" }),
    /** Only Azure knows the address: one of the internet, or of the nodes' subnet where the settings say so. */
    "api-server": settings.cluster.privateApiServer
      ? { kind: "networks", cidrs: [settings.network.nodeSubnet] }
      : internet,
    internet,
    /** Azure's services that have an address in the network. */
    "private-endpoints": { kind: "networks", cidrs: [settings.network.endpointSubnet] },
    /** Kubelets, and the node exporter, which runs in the nodes' own network. */
    nodes: { kind: "nodes" },
  }) satisfies Record<string, Peer>;

/** Pods of our namespaces. */
function ours(settings: Settings) {
  const { app, models, keda, monitoring, externalSecrets, edge, gpuServices } = namespaceNames(settings);
  return {
    "ai-service": pods(app, { "app.kubernetes.io/name": "ai-service" }),
    "agent-worker": pods(app, { "app.kubernetes.io/name": "agent-worker" }),
    redis: pods(app, { "app.kubernetes.io/name": "redis" }),
    vllm: pods(models, { "app.kubernetes.io/name": "vllm" }),

    "keda-operator": pods(keda, kedaPods.operator, "keda"),
    "keda-metrics-server": pods(keda, kedaPods.metricsServer, "keda"),
    "keda-webhooks": pods(keda, kedaPods.webhooks, "keda"),

    prometheus: pods(monitoring, { "app.kubernetes.io/name": "prometheus" }, "kube-prometheus-stack"),
    alertmanager: pods(monitoring, { "app.kubernetes.io/name": "alertmanager" }, "kube-prometheus-stack"),
    grafana: pods(monitoring, { "app.kubernetes.io/name": "grafana" }, "kube-prometheus-stack"),
    "kube-state-metrics": pods(monitoring, { "app.kubernetes.io/name": "kube-state-metrics" }, "kube-prometheus-stack"),
    "prometheus-operator": pods(monitoring, { app: "kube-prometheus-stack-operator" }, "kube-prometheus-stack"),
    /** Jobs of the chart that make the certificate of the operator's webhook. */
    "prometheus-admission": pods(
      monitoring,
      { "app.kubernetes.io/component": "prometheus-operator-webhook" },
      "kube-prometheus-stack",
    ),
    /** Job of the chart that applies its custom resource definitions. */
    "prometheus-definitions": pods(monitoring, stackPods.definitionsJob, "kube-prometheus-stack"),

    "external-secrets": pods(externalSecrets, externalSecretsPods.operator, "external-secrets"),
    "external-secrets-webhook": pods(externalSecrets, externalSecretsPods.webhook, "external-secrets"),
    "external-secrets-certificates": pods(externalSecrets, externalSecretsPods.certController, "external-secrets"),

    envoy: pods(edge, envoyGatewayPods.proxy, "envoy-gateway"),
    "envoy-gateway": pods(edge, envoyGatewayPods.controller, "envoy-gateway"),
    "envoy-gateway-certificates": pods(edge, envoyGatewayPods.certgen, "envoy-gateway"),
    "cert-manager": pods(edge, certManagerPods.controller, "cert-manager"),
    "cert-manager-webhook": pods(edge, certManagerPods.webhook, "cert-manager"),
    "cert-manager-injector": pods(edge, certManagerPods.cainjector, "cert-manager"),
    "cert-manager-check": pods(edge, certManagerPods.startupCheck, "cert-manager"),
    "acme-solver": pods(edge, certManagerPods.acmeSolver, "cert-manager"),

    "dcgm-exporter": pods(gpuServices, gpuServicesPods.dcgmExporter, "dcgm-exporter"),
  };
}

/** Pods by their labels; of a chart where a release is named. */
function pods(namespace: string, labels: Record<string, string>, release?: string): Peer {
  return { kind: "pods", namespace, labels, ...(release !== undefined && { release }) };
}

/** A name that flows may use. */
export type PeerName = keyof ReturnType<typeof peers>;
