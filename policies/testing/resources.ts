import type { Properties, Resource } from "@breakwater/plan-views";

/** Right by every rule; a test changes one thing. */
export function resource(
  type: string,
  name: string,
  props: Properties,
  options: Partial<Resource["options"]> = {},
): Resource {
  const namespace: unknown = type.startsWith("kubernetes:") ? props.metadata?.namespace : undefined;
  return {
    type,
    name,
    urn: `urn:pulumi:test::test::${type}::${name}`,
    props,
    ...(typeof namespace === "string" && { namespace }),
    options: { protect: false, ignoreChanges: [], ...options },
  };
}

/** A GPU pool as Breakwater makes it. */
export const gpuPool = (changes: Properties = {}): Resource =>
  resource("azure-native:containerservice:AgentPool", "gpu", {
    agentPoolName: "gpu1",
    vmSize: "Standard_NC24ads_A100_v4",
    nodeTaints: ["sku=gpu:NoSchedule"],
    nodeLabels: { sku: "gpu" },
    enableAutoScaling: true,
    minCount: 0,
    maxCount: 3,
    gpuProfile: { driver: "Install" },
    availabilityZones: ["1"],
    ...changes,
  });

/** A pool without GPUs. */
export const cpuPool = (changes: Properties = {}): Resource =>
  resource("azure-native:containerservice:AgentPool", "cpu", {
    agentPoolName: "cpu1",
    vmSize: "Standard_D8s_v5",
    enableAutoScaling: true,
    minCount: 2,
    maxCount: 20,
    availabilityZones: ["1", "2", "3"],
    ...changes,
  });

/** An ordinary workload of the app. */
export function deployment(
  pod: Properties = {},
  container: Properties = {},
  { name = "shop", namespace = "production", kind = "Deployment", spec = {}, annotations = {}, metadata = {} } = {},
): Resource {
  return resource(`kubernetes:apps/v1:${kind}`, name, {
    metadata: { name, namespace, ...metadata },
    spec: {
      selector: { matchLabels: { "app.kubernetes.io/name": name } },
      template: {
        metadata: { labels: { "app.kubernetes.io/name": name }, annotations },
        spec: {
          securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
          terminationGracePeriodSeconds: 60,
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: "topology.kubernetes.io/zone",
              whenUnsatisfiable: "ScheduleAnyway",
              labelSelector: { matchLabels: { "app.kubernetes.io/name": name } },
            },
          ],
          containers: [
            {
              name: "app",
              image:
                "registry.example.com/shop@sha256:0a51ea5b4ae2dc5d81890e5173f54203d2a3ae0cfffe51b8fd2afd4391bfd967",
              resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { cpu: "2", memory: "2Gi" } },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              livenessProbe: probe("/health"),
              readinessProbe: probe("/ready"),
              ...container,
            },
          ],
          ...pod,
        },
      },
      ...spec,
    },
  });
}

/** Three failures, ten seconds apart. */
export const probe = (path: string, changes: Properties = {}): Properties => ({
  httpGet: { path, port: 8080 },
  periodSeconds: 10,
  timeoutSeconds: 5,
  failureThreshold: 3,
  ...changes,
});

/** A workload that needs one GPU, and has all that it takes. */
export const gpuDeployment = (pod: Properties = {}, container: Properties = {}, object = {}): Resource =>
  deployment(
    {
      tolerations: [{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }],
      nodeSelector: { sku: "gpu" },
      ...pod,
    },
    {
      name: "vllm",
      resources: { requests: { cpu: "8", memory: "64Gi" }, limits: { memory: "96Gi", "nvidia.com/gpu": "1" } },
      startupProbe: probe("/health", { failureThreshold: 60 }),
      ...container,
    },
    { name: "vllm", namespace: "models", ...object },
  );
