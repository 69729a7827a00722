import * as fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import {
  region,
  type Scene,
  type SceneBudget,
  type SceneClass,
  type SceneNode,
  type ScenePool,
  type SceneWorkload,
} from "./scene";

const gpuTaint = "sku=gpu:NoSchedule";
const pools: fc.Arbitrary<ScenePool[]> = fc.uniqueArray(
  fc
    .record({
      kind: fc.constantFrom("cpu", "big", "gpu"),
      zones: fc.constantFrom<string[]>([], ["1", "2", "3"], ["2"]),
      min: fc.integer({ min: 0, max: 1 }),
      max: fc.integer({ min: 2, max: 5 }),
      tier: fc.constantFrom<Record<string, string>>({}, { tier: "a" }, { tier: "b" }),
    })
    .map(({ kind, zones, min, max, tier }) => ({
      name: `${kind}${zones.length}`,
      vmSize: { cpu: "Standard_D4s_v5", big: "Standard_D8s_v5", gpu: "Standard_NC24ads_A100_v4" }[kind]!,
      zones,
      min,
      max,
      labels: { ...tier, ...(kind === "gpu" && { sku: "gpu" }) },
      taints: kind === "gpu" ? [gpuTaint] : [],
    })),
  { selector: ({ name }) => name, minLength: 1, maxLength: 3 },
);

const requests = fc.record(
  {
    cpu: fc.constantFrom("100m", "0.5", "1", "2500m", 3),
    memory: fc.constantFrom("128Mi", "1Gi", "6G"),
    "nvidia.com/gpu": fc.constantFrom("1", 1),
    "example.com/fpga": fc.constant("1"),
  },
  { requiredKeys: [] },
);
const oftenWithout = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });
const container = fc.record({
  name: fc.constant("main"),
  resources: fc.oneof(
    fc.record({ requests: requests.map(({ "example.com/fpga": _, "nvidia.com/gpu": __, ...usual }) => usual) }),
    fc.record({ limits: requests }),
  ),
});
const podSpec = fc.record({
  containers: fc.array(container, { minLength: 1, maxLength: 2 }),
  initContainers: oftenWithout(
    fc.array(
      fc
        .tuple(container, fc.boolean())
        .map(([own, sidecar]) => ({ ...own, ...(sidecar && { restartPolicy: "Always" }) })),
      { maxLength: 2 },
    ),
  ),
  nodeSelector: oftenWithout(
    fc.constantFrom<Record<string, string>>(
      { tier: "a" },
      { sku: "gpu" },
      { "topology.kubernetes.io/zone": `${region}-2` },
    ),
  ),
  affinity: oftenWithout(
    fc.constantFrom("In", "NotIn").map((operator) => ({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: "tier", operator, values: ["a"] }] }],
        },
      },
    })),
  ),
  tolerations: oftenWithout(fc.constant([{ key: "sku", operator: "Equal", value: "gpu", effect: "NoSchedule" }])),
  topologySpreadConstraints: oftenWithout(
    fc
      .tuple(
        fc.constantFrom("topology.kubernetes.io/zone", "kubernetes.io/hostname"),
        fc.constantFrom("DoNotSchedule", "ScheduleAnyway"),
        fc.integer({ min: 1, max: 2 }),
      )
      .map(([topologyKey, whenUnsatisfiable, maxSkew]) => [{ topologyKey, whenUnsatisfiable, maxSkew }]),
  ),
  volumes: oftenWithout(
    fc.constantFrom(
      [{ name: "cache", emptyDir: {} }],
      [{ name: "cache", emptyDir: { medium: "Memory" } }],
      [{ name: "host", hostPath: { path: "/var/log" } }],
      [{ name: "config", configMap: { name: "settings" } }],
    ),
  ),
  priorityClassName: fc.constantFrom(undefined, "high", "buffer", "expendable", "system-cluster-critical"),
});

const annotations = fc.constantFrom<Record<string, string>>(
  {},
  {},
  { "cluster-autoscaler.kubernetes.io/safe-to-evict": "true" },
  { "cluster-autoscaler.kubernetes.io/safe-to-evict": "false" },
  { "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes": "cache,other" },
);

const workloads: fc.Arbitrary<SceneWorkload[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom("shop", "shop", "kube-system"),
      tier: fc.constantFrom("web", "back"),
      annotations,
      spec: podSpec,
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) =>
    all.map(({ tier, spec, ...workload }, index) => ({
      ...workload,
      name: `w${index}`,
      labels: { app: `w${index}`, tier },
      spec: withoutUndefined(spec),
    })),
  );

const classes: fc.Arbitrary<SceneClass[]> = fc.boolean().map((globalDefault) => [
  { name: "high", value: 1000 },
  { name: "buffer", value: -1, preemptionPolicy: "Never" as const },
  { name: "expendable", value: -20 },
  { name: "usual", value: 50, globalDefault },
]);

const size = fc.constantFrom<number | string>(0, 1, 2, "25%", "50%");
const budgets: fc.Arbitrary<SceneBudget[]> = fc
  .array(
    fc.record({
      namespace: fc.constantFrom("shop", "shop", "kube-system"),
      selector: fc.constantFrom<JsonObject>(
        { matchLabels: { app: "w0" } },
        { matchLabels: { tier: "web" } },
        { matchExpressions: [{ key: "tier", operator: "In", values: ["web", "back"] }] },
        {},
      ),
      limit: fc.oneof(fc.record({ minAvailable: size }), fc.record({ maxUnavailable: size })),
    }),
    { maxLength: 3 },
  )
  .map((all) => all.map(({ limit, ...budget }, index) => ({ ...budget, ...limit, name: `budget${index}` })));

const profile = fc.record({
  expander: fc.constantFrom("random", "least-waste", "most-pods"),
  balanceSimilarNodeGroups: fc.constantFrom("true", "false"),
  newPodScaleUpDelay: fc.constantFrom("0s", "30s"),
  scaleDownDelayAfterAdd: fc.constant("1m"),
  scaleDownUtilizationThreshold: fc.constantFrom("0.3", "0.5", "0.9"),
  skipNodesWithLocalStorage: fc.constantFrom("true", "false"),
  skipNodesWithSystemPods: fc.constantFrom("true", "false"),
});

/** Any cluster, pods on their nodes or waiting for one. */
export const scenes: fc.Arbitrary<Scene> = fc
  .record({ pools, workloads, classes, budgets, profile })
  .chain((declared) => {
    const nodes = fc
      .tuple(...declared.pools.map(({ max }) => fc.integer({ min: 0, max })))
      .map((counts) =>
        declared.pools.flatMap(({ name }, position) =>
          Array.from({ length: counts[position]! }, (_, index): SceneNode => ({ pool: name, index })),
        ),
      );
    return nodes.chain((present) => {
      const node = present.length === 0 ? fc.constant(undefined) : fc.constantFrom(...present);
      const pod = fc.record({
        workload: fc.constantFrom(...declared.workloads.map(({ name }) => name)),
        age: fc.integer({ min: 0, max: 60 }),
        node: fc.option(node, { nil: undefined, freq: 3 }),
        nominated: fc.option(node, { nil: undefined, freq: 1 }),
        ready: fc.integer({ min: 0, max: 4 }).map((number) => number > 0),
        deleting: fc.integer({ min: 0, max: 9 }).map((number) => number === 0),
      });
      return fc.array(pod, { maxLength: 12 }).map((pods): Scene => ({
        ...declared,
        nodes: present,
        pods: pods
          .sort((a, b) => b.age - a.age)
          .map(({ age, node: on, nominated, ready, ...own }, index) => ({
            ...own,
            name: `${own.workload}-${index}`,
            createdAt: -age,
            ready: ready && on !== undefined,
            ...(on !== undefined ? { node: on } : nominated !== undefined && { nominated }),
          })),
      }));
    });
  });

const withoutUndefined = (value: object): JsonObject => JSON.parse(JSON.stringify(value)) as JsonObject;
