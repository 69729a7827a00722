import { hpaDefaults, kedaDefaults } from "./autoscaler-defaults";
import { autoscalerFor, autoscalerOf, autoscalersOf, fewestReplicas, mostReplicas, ownReplicas } from "./autoscalers";
import type { Properties, Resource } from "./resource";
import { resource, withUnknown } from "./testing/resources";
import { workloadsIn } from "./workloads";

/** The pods of a resource with one template. */
const onlyIn = (of: Resource) => workloadsIn(of)[0]!;
const metadata = { name: "shop", namespace: "production" };
const behavior = { scaleUp: { policies: [{ type: "Pods", value: 4, periodSeconds: 15 }] } };
const hpa = (changes: Properties = {}, version = "v2") =>
  resource(`kubernetes:autoscaling/${version}:HorizontalPodAutoscaler`, {
    metadata,
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "StatefulSet", name: "shop" },
      minReplicas: 2,
      maxReplicas: 50,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } },
        { type: "External", external: { metric: { name: "queue" } } },
      ],
      behavior,
      ...changes,
    },
  });
const scaledObject = (changes: Properties = {}) =>
  resource("kubernetes:keda.sh/v1alpha1:ScaledObject", {
    metadata,
    spec: {
      scaleTargetRef: { name: "shop" },
      minReplicaCount: 3,
      maxReplicaCount: 20,
      triggers: [{ type: "redis", metadata: { listName: "work" } }],
      fallback: { failureThreshold: 3, replicas: 6, behavior: "currentReplicasIfHigher" },
      advanced: { horizontalPodAutoscalerConfig: { behavior } },
      ...changes,
    },
  });

test.each(["v1", "v2", "v2beta2"])("an HPA of autoscaling/%s", (version) => {
  expect(autoscalerOf(hpa({}, version))).toMatchObject({
    kind: "HorizontalPodAutoscaler",
    title: 'HorizontalPodAutoscaler "production/shop"',
    id: "production/shop",
    namespace: "production",
    name: "shop",
    spec: { maxReplicas: 50, behavior },
    target: { kind: "StatefulSet", name: "shop" },
    minReplicas: 2,
    maxReplicas: 50,
    triggers: [
      { type: "cpu", metadata: {} },
      { type: "External", metadata: {} },
    ],
    behavior,
    fallback: undefined,
  });
});

const utilization = { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } };
const amount = { name: "memory", target: { type: "AverageValue", averageValue: "500Mi" } };

// kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2, keda.sh/docs/latest/scalers/cpu
test.each<[what: string, trigger: Properties, read: Properties]>([
  ["a share", { type: "Resource", resource: utilization }, { type: "cpu", isShare: true, container: undefined }],
  ["an amount", { type: "Resource", resource: amount }, { type: "memory", isShare: false }],
  [
    "a share of one container",
    { type: "ContainerResource", containerResource: { ...utilization, container: "app" } },
    { type: "cpu", isShare: true, container: "app" },
  ],
  ["a queue", { type: "External", external: {} }, { type: "External", isShare: false, container: undefined }],
  // As autoscaling/v2beta1 has them.
  ["an older share", { type: "Resource", resource: { name: "cpu", targetAverageUtilization: 60 } }, { isShare: true }],
  ["an older amount", { type: "Resource", resource: { name: "cpu", targetAverageValue: "1" } }, { isShare: false }],
])("what an HPA looks at: %s", (_what, metric, read) => {
  expect(autoscalerOf(hpa({ metrics: [metric] }))?.triggers).toMatchObject([read]);
});

test.each<[what: string, trigger: Properties, read: Properties]>([
  ["a share", { type: "cpu", metricType: "Utilization" }, { isShare: true, container: undefined }],
  ["an amount", { type: "memory", metricType: "AverageValue" }, { isShare: false }],
  ["an amount, said in the older place", { type: "memory", metadata: { type: "AverageValue" } }, { isShare: false }],
  [
    "a share of one container",
    { type: "cpu", metricType: "Utilization", metadata: { containerName: "app" } },
    { isShare: true, container: "app" },
  ],
  ["a queue", { type: "redis" }, { isShare: false, container: undefined }],
])("what a ScaledObject looks at: %s", (_what, trigger, read) => {
  expect(autoscalerOf(scaledObject({ triggers: [trigger] }))?.triggers).toMatchObject([read]);
});

test("a ScaledObject", () => {
  expect(autoscalerOf(scaledObject())).toMatchObject({
    kind: "ScaledObject",
    title: 'ScaledObject "production/shop"',
    target: { kind: "Deployment", name: "shop" },
    minReplicas: 3,
    maxReplicas: 20,
    triggers: [{ type: "redis", metadata: { listName: "work" } }],
    behavior,
    fallback: { replicas: 6, behavior: "currentReplicasIfHigher" },
  });
});

test("Kubernetes' and KEDA's own values, where a spec says nothing", () => {
  expect(autoscalerOf(hpa({ minReplicas: undefined, metrics: undefined, behavior: undefined }))).toMatchObject({
    minReplicas: 1,
    triggers: [{ type: "cpu", isShare: true, container: undefined }],
    behavior: undefined,
  });
  const bare = resource("kubernetes:keda.sh/v1alpha1:ScaledObject", {
    metadata,
    spec: { scaleTargetRef: { name: "shop" }, fallback: { replicas: 6 } },
  });
  expect(autoscalerOf(bare)).toMatchObject({
    minReplicas: 0,
    maxReplicas: 100,
    triggers: [],
    behavior: undefined,
    fallback: { behavior: "static" },
  });
  expect(autoscalerOf(scaledObject({ fallback: undefined }))!.fallback).toBeUndefined();
});

test("an HPA that says nothing of its speed has that of Kubernetes' documentation", () => {
  // kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#default-behavior
  const percent = { type: "Percent", value: 100, periodSeconds: 15 };
  const { scaleUp, scaleDown } = hpaDefaults;
  expect(scaleDown).toEqual({ stabilizationWindowSeconds: 300, policies: [percent], selectPolicy: "Max" });
  expect(scaleUp).toMatchObject({ stabilizationWindowSeconds: 0, selectPolicy: "Max" });
  expect(new Set<object>(scaleUp.policies)).toEqual(new Set([percent, { type: "Pods", value: 4, periodSeconds: 15 }]));
});

test("a ScaledObject that says nothing has what KEDA's documentation says", () => {
  // keda.sh/docs/latest/reference/scaledobject-spec
  expect(kedaDefaults).toEqual({
    targetKind: "Deployment",
    targetApiVersion: "apps/v1",
    pollingInterval: 30,
    cooldownPeriod: 300,
    initialCooldownPeriod: 0,
    minReplicaCount: 0,
    maxReplicaCount: 100,
    fallbackBehavior: "static",
  });
});

test("how many replicas a workload may have is its autoscaler's word, and without one its own", () => {
  const workload = onlyIn(resource("kubernetes:apps/v1:Deployment", { metadata, spec: { replicas: 7 } }));
  const others = [hpa(), scaledObject({ scaleTargetRef: { name: "other" } })];
  const all = [...others, scaledObject(), scaledObject({ minReplicaCount: 9 })];
  expect(autoscalerFor(workload, all)?.resource).toBe(all[2]);
  expect([fewestReplicas(workload, all), mostReplicas(workload, all)]).toEqual([3, 20]);
  expect(autoscalerFor(workload, others)).toBeUndefined();
  expect([fewestReplicas(workload, others), mostReplicas(workload, others)]).toEqual([7, 7]);
});

test("only a workload of that kind, name and namespace is the target", () => {
  const scaler = autoscalerOf(scaledObject())!;
  const workload = { kind: "Deployment", name: "shop", namespace: "production" } as const;
  expect(scaler.targets(workload)).toBe(true);
  expect(scaler.targets({ ...workload, kind: "StatefulSet" })).toBe(false);
  expect(scaler.targets({ ...workload, name: "other" })).toBe(false);
  expect(scaler.targets({ ...workload, namespace: "development" })).toBe(false);
});

test("the HPA that KEDA makes is called after the ScaledObject, where that does not name it", () => {
  const advanced = { horizontalPodAutoscalerConfig: { name: "own" } };
  const scalers = [hpa(), scaledObject(), scaledObject({ advanced })].map((made) => autoscalerOf(made)!.hpaName);
  expect(scalers).toEqual(["shop", "keda-hpa-shop", "own"]);
});

test("a patch of a workload is about its target", () => {
  const scaler = autoscalerOf(scaledObject())!;
  expect(scaler.targets({ kind: "DeploymentPatch", name: "shop", namespace: "production" })).toBe(true);
});

test("other resources are no autoscalers", () => {
  const authentication = resource("kubernetes:keda.sh/v1alpha1:TriggerAuthentication", { metadata });
  expect(autoscalersOf([authentication, hpa(), scaledObject()]).map(({ kind }) => kind)).toEqual([
    "HorizontalPodAutoscaler",
    "ScaledObject",
  ]);
});

test.each<[changed: ReturnType<typeof hpa>, read: "minReplicas" | "maxReplicas" | "target" | "behavior", said: string]>(
  [
    [hpa({ maxReplicas: undefined }), "maxReplicas", "spec.maxReplicas is missing; it must be a number, 1 or more"],
    [hpa({ minReplicas: "2" }), "minReplicas", 'spec.minReplicas = "2" must be a number'],
    [
      hpa({ scaleTargetRef: { name: "shop" } }),
      "target",
      "spec.scaleTargetRef.kind is missing; it must be a kind, such as Deployment",
    ],
    [
      scaledObject({ scaleTargetRef: {} }),
      "target",
      "spec.scaleTargetRef.name is missing; it must be the name of what it scales",
    ],
    [scaledObject({ maxReplicaCount: "many" }), "maxReplicas", 'spec.maxReplicaCount = "many" must be a number'],
    [scaledObject({ advanced: "none" }), "behavior", 'spec.advanced = "none" must be an object'],
  ],
)("a wrong value is said: %#", (changed, property, said) => {
  expect(() => autoscalerOf(changed)![property]).toThrow(said);
});

test.each([
  [{ triggers: {} }, "spec.triggers = {} must be a list"],
  [
    { triggers: [{ metadata: {} }] },
    "spec.triggers[0].type is missing; it must be a trigger's type, such as prometheus",
  ],
  [{ triggers: [{ type: "redis", metadata: { enableTLS: true } }] }, "spec.triggers[0].metadata.enableTLS = true"],
])("a wrong trigger is said: %j", (changes, said) => {
  const scaler = autoscalerOf(scaledObject(changes))!;
  expect(() => scaler.triggers.map(({ type, metadata: of }) => [type, of])).toThrow(said);
});

test("a trigger's address that is not known does not hide its type", () => {
  const scaler = autoscalerOf(
    scaledObject({ triggers: [{ type: "prometheus", metadata: withUnknown({}, "serverAddress") }] }),
  )!;
  expect(scaler.triggers.map(({ type }) => type)).toEqual(["prometheus"]);
  expect(() => scaler.triggers[0]!.metadata).toThrow("can't be known during preview");
});

test("a metric of an HPA without a type is said", () => {
  const scaler = autoscalerOf(hpa({ metrics: [{ resource: { name: "cpu" } }] }))!;
  expect(() => scaler.triggers[0]!.type).toThrow(
    "spec.metrics[0].type is missing; it must be a metric's type, such as Resource",
  );
});

test("a Deployment of which a Rollout takes the template has its count there", () => {
  const deployment = resource("kubernetes:apps/v1:Deployment", { metadata, spec: { replicas: 0 } });
  const rollout = (spec: Properties) =>
    resource("kubernetes:argoproj.io/v1alpha1:Rollout", {
      metadata: { ...metadata, name: "canary" },
      spec: { workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "shop" }, ...spec },
    });
  const [workload] = workloadsIn(deployment);
  const counts = (...others: ReturnType<typeof resource>[]) => {
    const all = [deployment, ...others];
    return [ownReplicas(workload!, all), fewestReplicas(workload!, all), mostReplicas(workload!, all)];
  };
  expect(counts()).toEqual([0, 0, 0]);
  expect(counts(rollout({ replicas: 4 }))).toEqual([4, 4, 4]);
  const target = { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "canary" };
  expect(counts(rollout({}), scaledObject({ scaleTargetRef: target }))).toEqual([1, 3, 20]);
});
