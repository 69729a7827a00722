import type { Properties, Resource } from "@breakwater/plan-views";
import { cpuPool, resource } from "./resources";

/* One workload, its autoscaler and a pool of ten nodes of eight cores and 32 GiB: what the maximum of the autoscaler meets. */

const pods = (name: string, spec: Properties, { requests, ...container }: Properties): Properties => ({
  metadata: { labels: { app: name } },
  spec: {
    ...spec,
    containers: [
      {
        name,
        image: "registry.example.com/shop@sha256:0a51ea5b4ae2dc5d81890e5173f54203d2a3ae0cfffe51b8fd2afd4391bfd967",
        resources: { requests: { cpu: "1", memory: "1Gi", ...requests }, limits: { memory: "1Gi" } },
        ...container,
      },
    ],
  },
});

/** A workload of one container that asks for a core and 1 GiB. */
export const workload = (
  name: string,
  spec: Properties = {},
  container: Properties = {},
  {
    kind = "Deployment",
    type = `kubernetes:apps/v1:${kind}`,
    replicas,
  }: { kind?: string; type?: string; replicas?: number } = {},
): Resource =>
  resource(type, name, {
    kind,
    metadata: { name, namespace: "shop" },
    spec: {
      ...(replicas !== undefined && { replicas }),
      selector: { matchLabels: { app: name } },
      template: pods(name, spec, container),
    },
  });

/** An autoscaler of it, with this maximum. */
export const upTo = (maxReplicas: number, name = "app", kind = "Deployment", minReplicas = 1): Resource =>
  resource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", `${name}-hpa`, {
    metadata: { name: `${name}-hpa`, namespace: "shop" },
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind, name }, minReplicas, maxReplicas },
  });

/** Ten nodes of eight cores over three zones: seven pods of one core each. */
export const pool = (changes: Properties = {}): Resource => {
  const name = String(changes.agentPoolName ?? "cpu1");
  return {
    ...cpuPool({ minCount: 1, maxCount: 10, ...changes }),
    name,
    urn: `urn:pulumi:test::shop::AgentPool::${name}`,
  };
};

/** An object of the namespace of the app. */
export const object = (type: string, name: string, props: Properties): Resource =>
  resource(`kubernetes:${type}`, name, { metadata: { name, namespace: "shop" }, ...props });

export const cluster = (changes: Properties = {}): Resource =>
  resource("azure-native:containerservice:ManagedCluster", "aks", { location: "koreacentral", ...changes });

/** A term that selects the pods of a workload, on nodes with one value of a label. */
const term = (topologyKey: string, app: string, more: Properties = {}): Properties => ({
  topologyKey,
  labelSelector: { matchLabels: { app } },
  ...more,
});
export const awayFrom = (topologyKey: string, app: string, more: Properties = {}): Properties => ({
  affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(topologyKey, app, more)] } },
});
export const besides = (topologyKey: string, app: string, more: Properties = {}): Properties => ({
  affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term(topologyKey, app, more)] } },
});
export const onNodes = (...matchExpressions: Properties[]): Properties => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  },
});
export const spreadOver = (topologyKey: string, more: Properties = {}): Properties => ({
  topologySpreadConstraints: [
    {
      topologyKey,
      maxSkew: 1,
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchLabels: { app: "app" } },
      ...more,
    },
  ],
});

export const host = "kubernetes.io/hostname";
export const zone = "topology.kubernetes.io/zone";
