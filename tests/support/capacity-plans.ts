import * as fc from "fast-check";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { planResource } from "./plan-resource";

/*
 * Stacks whose pools may or may not hold what their autoscalers keep: pools of several sizes, zones, labels and taints, and workloads that ask for all that
 * bounds a node, with affinity, spread, ports and quotas.
 */

const often = <T>(usual: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...rare) });

const pools = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("a", "b", "gpu", "spot"),
    zones: fc.constantFrom<string[]>([], ["1"], ["1", "2", "3"]),
    size: fc.constantFrom("Standard_D4s_v5", "Standard_D8s_v5", "Standard_D16s_v5"),
    most: fc.integer({ min: 1, max: 6 }),
    autoscaled: often(true, false),
    maxPods: often(110, 12, 30),
    tier: fc.constantFrom<JsonObject>({}, { tier: "web" }, { tier: "batch" }),
    taints: often<string[]>([], ["only=batch:NoSchedule"], ["soft=true:PreferNoSchedule"]),
  }),
  { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
);

const anti = (key: string, app: string): JsonObject => ({
  podAntiAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: key, labelSelector: { matchLabels: { app } } }],
  },
});
const beside = (key: string, app: string): JsonObject => ({
  podAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: key, labelSelector: { matchLabels: { app } } }],
  },
});
const inTier = (...values: string[]): JsonObject => ({
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [{ matchExpressions: [{ key: "tier", operator: "In", values }] }],
    },
  },
});
const spread = (topologyKey: string, more: JsonObject = {}): JsonObject => ({
  topologyKey,
  maxSkew: 1,
  whenUnsatisfiable: "DoNotSchedule",
  labelSelector: { matchLabels: { app: "app" } },
  ...more,
});
const [host, zone] = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"];

const workload = (name: string) =>
  fc
    .record({
      cpu: fc.constantFrom("50m", "500m", "1", "3"),
      memory: fc.constantFrom("64Mi", "1Gi", "6Gi", "20Gi"),
      disk: often<JsonObject>({}, { "ephemeral-storage": "20Gi" }),
      // With one, the simulator takes it for a model server.
      gpus: name === "app" ? fc.constant<JsonObject>({}) : often<JsonObject>({}, { "nvidia.com/gpu": "1" }),
      pods: fc.constantFrom(1, 3, 8, 20, 60),
      tolerations: often<JsonObject[]>(
        [],
        [{ operator: "Exists" }],
        [{ key: "only", value: "batch", effect: "NoSchedule" }],
        [{ key: "only", operator: "Exists", effect: "NoExecute" }],
      ),
      affinity: often<JsonObject>(
        {},
        anti(host, name),
        anti(zone, name),
        anti(host, "other"),
        beside(zone, name),
        beside(host, "other"),
        inTier("web"),
        inTier("web", "batch"),
      ),
      spread: often<JsonObject[]>(
        [],
        [spread(zone)],
        [spread(host)],
        [spread(zone, { minDomains: 3 })],
        [spread(host, { nodeTaintsPolicy: "Honor", maxSkew: 2 })],
        [spread(zone, { labelSelector: {} })],
        [spread("rack")],
      ),
      port: often<JsonObject>({}, { ports: [{ containerPort: 80, hostPort: 80 }] }),
      priorityClassName: often<JsonObject>(
        {},
        { priorityClassName: "high" },
        { priorityClassName: "low" },
        { priorityClassName: "expendable" },
      ),
    })
    .map(({ cpu, memory, disk, gpus, pods, tolerations, affinity, spread: constraints, port, priorityClassName }) => ({
      name,
      pods,
      spec: {
        tolerations,
        affinity,
        topologySpreadConstraints: constraints,
        ...priorityClassName,
        containers: [{ name, resources: { requests: { cpu, memory, ...disk, ...gpus }, limits: gpus }, ...port }],
      } as JsonObject,
    }));

const quotas = often<JsonObject | undefined>(
  undefined,
  { hard: { pods: "10" } },
  { hard: { "requests.cpu": "6", "requests.memory": "40Gi" } },
  {
    hard: { pods: "2" },
    scopeSelector: { matchExpressions: [{ scopeName: "PriorityClass", operator: "In", values: ["low"] }] },
  },
);

const daemons = often<JsonObject | undefined>(undefined, {
  tolerations: [{ operator: "Exists" }],
  containers: [{ name: "agent", resources: { requests: { cpu: "300m", memory: "512Mi" } } }],
});

/** A stack with an app that takes traffic and another workload, each of which its autoscaler keeps at its maximum. */
export const capacityPlans: fc.Arbitrary<Plan> = fc
  .record({
    pools,
    app: workload("app"),
    other: fc.option(workload("other"), { nil: undefined }),
    quota: quotas,
    daemon: daemons,
    vcpus: often<number | undefined>(undefined, 16, 40),
    podCidr: often("10.244.0.0/16", "10.244.0.0/22"),
  })
  .map(({ pools: declared, app, other, quota, daemon, vcpus, podCidr }): Plan => {
    const workloads = [app, ...(other ? [other] : [])];
    return {
      version: 1,
      project: "shop",
      stack: "test",
      outputs: vcpus === undefined ? {} : { quotas: { standardDSv5Family: vcpus } },
      resources: [
        planResource("pulumi:pulumi:Stack", "shop-test", {}),
        planResource("azure-native:containerservice:ManagedCluster", "cluster", {
          location: "koreacentral",
          networkProfile: { podCidr },
          // AKS draws lots otherwise.
          autoScalerProfile: { expander: "least-waste" },
        }),
        ...declared.map(({ name, zones, size, most, autoscaled, maxPods, tier, taints }) =>
          planResource("azure-native:containerservice:AgentPool", name, {
            agentPoolName: name,
            vmSize: name === "gpu" ? "Standard_NC24ads_A100_v4" : size,
            availabilityZones: zones,
            maxPods,
            nodeLabels: tier,
            nodeTaints: taints,
            ...(name === "spot" && { scaleSetPriority: "Spot" }),
            ...(autoscaled ? { enableAutoScaling: true, minCount: 1, maxCount: most, count: 1 } : { count: most }),
          }),
        ),
        ...Object.entries({ high: 1000, low: -1, expendable: -20 }).map(([name, value]) =>
          planResource("kubernetes:scheduling.k8s.io/v1:PriorityClass", name, { metadata: { name }, value }),
        ),
        ...(quota
          ? [
              planResource("kubernetes:core/v1:ResourceQuota", "quota", {
                metadata: { name: "quota", namespace: "shop" },
                spec: quota,
              }),
            ]
          : []),
        ...(daemon
          ? [
              planResource("kubernetes:apps/v1:DaemonSet", "agent", {
                metadata: { name: "agent", namespace: "agents" },
                spec: { template: { metadata: { labels: { app: "agent" } }, spec: daemon } },
              }),
            ]
          : []),
        planResource("kubernetes:core/v1:ConfigMap", "app", {
          metadata: { name: "app", namespace: "shop" },
          data: { HOLYSHEEP_BASE_URL: "https://gateway.example" },
        }),
        planResource("kubernetes:core/v1:Service", "app", {
          metadata: { name: "app", namespace: "shop" },
          spec: { selector: { app: "app" } },
        }),
        ...workloads.flatMap(({ name, pods, spec }) => [
          planResource("kubernetes:apps/v1:Deployment", name, {
            metadata: { name, namespace: "shop" },
            spec: {
              selector: { matchLabels: { app: name } },
              template: { metadata: { labels: { app: name } }, spec: withConfig(spec, name) },
            },
          }),
          planResource("kubernetes:autoscaling/v2:HorizontalPodAutoscaler", name, {
            metadata: { name, namespace: "shop" },
            spec: {
              scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name },
              minReplicas: pods,
              maxReplicas: pods,
              metrics: [
                {
                  type: "Resource",
                  resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
                },
              ],
            },
          }),
        ]),
      ],
    };
  });

/** The app is known by the gateway that it is configured with. */
function withConfig(spec: JsonObject, name: string): JsonObject {
  const [container] = spec.containers as JsonObject[];
  return name === "app"
    ? { ...spec, containers: [{ ...container, envFrom: [{ configMapRef: { name: "app" } }] }] }
    : spec;
}
