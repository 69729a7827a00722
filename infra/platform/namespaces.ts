import type * as pulumi from "@pulumi/pulumi";
import { PodSecurityNamespace } from "../../components/kubernetes";
import type { Settings } from "../../stacks";
import { type NamespaceRow, namespaceTable } from "../namespace-table";

/** Every namespace of ours. What stands in another one belongs to AKS. */
export interface Namespaces {
  /** `ai-service` and `agent-worker`; `production` or `development`. */
  app: PodSecurityNamespace;
  /** `vllm`. */
  models: PodSecurityNamespace;
  /** Prometheus, Alertmanager and Grafana. */
  monitoring: PodSecurityNamespace;
  /** KEDA's operator and metrics server. */
  keda: PodSecurityNamespace;
  externalSecrets: PodSecurityNamespace;
  /** Envoy Gateway with its proxies, and cert-manager, which gets them their certificates. */
  edge: PodSecurityNamespace;
  /** Device plugin and DCGM exporter. */
  gpuServices: PodSecurityNamespace;
}

/** What they are called. */
export function namespaceNames(settings: Settings): Record<keyof Namespaces, string> {
  const { app, models, monitoring, keda, externalSecrets, edge, gpuServices } = namespaceTable(settings);
  return {
    app: app.name,
    models: models.name,
    monitoring: monitoring.name,
    keda: keda.name,
    externalSecrets: externalSecrets.name,
    edge: edge.name,
    gpuServices: gpuServices.name,
  };
}

/** The namespaces, each at the strictest Pod Security level that what runs in it can meet. */
export function createNamespaces(settings: Settings, opts: pulumi.ComponentResourceOptions): Namespaces {
  const table = namespaceTable(settings);
  const namespace = ({ name, level }: NamespaceRow) =>
    new PodSecurityNamespace(name, { level, version: `v${settings.cluster.kubernetesVersion}` }, opts);
  return {
    app: namespace(table.app),
    models: namespace(table.models),
    monitoring: namespace(table.monitoring),
    keda: namespace(table.keda),
    externalSecrets: namespace(table.externalSecrets),
    edge: namespace(table.edge),
    gpuServices: namespace(table.gpuServices),
  };
}
