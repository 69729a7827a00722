import { contains, networksBesideTheInternet } from "@breakwater/cidr";
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

/**
 * Azure's own host, which answers every VM as DNS, DHCP and agent (https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
 * CoreDNS asks it; a pod that could would get at the node's extensions and their secrets.
 */
const azureHost = "168.63.129.16/32";

/**
 * Everything but networks that are no part of the internet, among them that of the metadata service (169.254.169.254), where a pod would get
 * the node's identity, and our own networks, whatever addresses they have.
 */
function internet({ network: { addressSpace, podCidr, serviceCidr } }: Settings): Peer {
  const known = [...networksBesideTheInternet, azureHost];
  const own = [addressSpace, podCidr, serviceCidr].filter((range) => !known.some((other) => contains(other, range)));
  return { kind: "networks", cidrs: ["0.0.0.0/0"], except: [...known, ...own] };
}

/** Everybody who has a flow, by the names that the flows use. */
export const peers = (settings: Settings) =>
  ({
    ...ours(settings),
    /** CoreDNS of AKS. With LocalDNS nodes would answer in its place, at 169.254.10.10 and .11: no pool of ours has it. */
    dns: pods("kube-system", { "k8s-app": "kube-dns" }),
    /** Through whom AKS' API server, which is outside of the cluster, calls a webhook. */
    "api-server-tunnel": pods("kube-system", { app: "konnectivity-agent" }),
    /** Only Azure knows the address: one of the internet, or of the nodes' subnet where the settings say so. */
    "api-server": settings.cluster.privateApiServer
      ? { kind: "networks", cidrs: [settings.network.nodeSubnet] }
      : internet(settings),
    internet: internet(settings),
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
