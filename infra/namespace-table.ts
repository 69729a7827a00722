import type { Settings } from "../stacks";

/** What a namespace is called, and how strictly its pods are held. */
export interface NamespaceRow {
  name: string;
  /** The strictest Pod Security level that what runs in it can meet. */
  level: "privileged" | "restricted";
}

/** Every namespace of ours. What stands in another one belongs to AKS. */
export const namespaceTable = ({ app }: Settings) =>
  ({
    app: { name: app.namespace, level: "restricted" },
    models: { name: "models", level: "restricted" },
    // The node exporter reads /proc and /sys of its node, from the node's own network.
    monitoring: { name: "monitoring", level: "privileged" },
    keda: { name: "keda", level: "restricted" },
    externalSecrets: { name: "external-secrets", level: "restricted" },
    edge: { name: "edge", level: "restricted" },
    // The device plugin hands the node's devices to the kubelet through its socket, DCGM profiles with CAP_SYS_ADMIN.
    gpuServices: { name: "gpu-services", level: "privileged" },
  }) satisfies Record<string, NamespaceRow>;

/** Names of those whose pods may be privileged: Pod Security and Azure Policy leave out the same. */
export const privilegedNamespaces = (settings: Settings): string[] =>
  Object.values<NamespaceRow>(namespaceTable(settings)).flatMap(({ name, level }) =>
    level === "privileged" ? [name] : [],
  );
