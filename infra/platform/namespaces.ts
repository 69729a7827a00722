import type * as pulumi from "@pulumi/pulumi";
import { PodSecurityNamespace } from "../../components/kubernetes";
import type { Settings } from "../../stacks";

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
export const namespaceNames = ({ app }: Settings): Record<keyof Namespaces, string> => ({
  app: app.namespace,
  models: "models",
  monitoring: "monitoring",
  keda: "keda",
  externalSecrets: "external-secrets",
  edge: "edge",
  gpuServices: "gpu-services",
});

/** The namespaces, each at the strictest Pod Security level that what runs in it can meet. */
export function createNamespaces(settings: Settings, opts: pulumi.ComponentResourceOptions): Namespaces {
  const names = namespaceNames(settings);
  const namespace = (name: string, level: "privileged" | "restricted") =>
    new PodSecurityNamespace(name, { level, version: `v${settings.cluster.kubernetesVersion}` }, opts);
  return {
    app: namespace(names.app, "restricted"),
    models: namespace(names.models, "restricted"),
    // The node exporter reads /proc and /sys of its node, from the node's own network.
    monitoring: namespace(names.monitoring, "privileged"),
    keda: namespace(names.keda, "restricted"),
    externalSecrets: namespace(names.externalSecrets, "restricted"),
    edge: namespace(names.edge, "restricted"),
    // The device plugin hands the node's devices to the kubelet through its socket, DCGM profiles with CAP_SYS_ADMIN.
    gpuServices: namespace(names.gpuServices, "privileged"),
  };
}
