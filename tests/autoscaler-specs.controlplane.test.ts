import { resourcesOf } from "@breakwater/plan-views";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { judge } from "../policies/judge";
import { rules } from "../policies/rules";
import { ensureDefinitions } from "../twin/controlplane";
import { BareCluster } from "./support/bare-cluster";
import { buildTimeout } from "./support/twin";

/** A spec, and where the API server takes objects of its kind. */
interface Asked {
  type: string;
  object: { apiVersion: string; kind: string; metadata: JsonObject; spec: JsonObject };
}

/** All combinations of one value for each property; `null` leaves the property out. */
function combined(values: Record<string, readonly unknown[]>): JsonObject[] {
  return Object.entries(values).reduce<JsonObject[]>(
    (specs, [name, choices]) =>
      specs.flatMap((spec) =>
        choices.map((choice) => (choice === null ? spec : ({ ...spec, [name]: choice } as JsonObject))),
      ),
    [{}],
  );
}

const asked = (apiVersion: string, kind: string, specs: readonly JsonObject[]): Asked[] =>
  specs.map((spec) => ({
    type: `kubernetes:${apiVersion}:${kind}`,
    object: { apiVersion, kind, metadata: { name: "shop", namespace: "default" }, spec },
  }));

const target = (apiVersion: string | null, kind = "Deployment") => ({
  ...(apiVersion !== null && { apiVersion }),
  kind,
  name: "shop",
});
const ofCpu = { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } };
const ofQueue = {
  type: "External",
  external: { metric: { name: "queue" }, target: { type: "AverageValue", averageValue: "5" } },
};
const hpas = combined({
  minReplicas: [null, 0, 1, 3, 10],
  maxReplicas: [0, 1, 3, 9],
  metrics: [null, [ofCpu], [ofQueue], [ofCpu, ofQueue]],
  scaleTargetRef: [
    target("apps/v1"),
    target("apps/v1beta2"),
    target("argoproj.io/v1alpha1", "Rollout"),
    target(null),
    target(""),
    target("v1"),
    target("apps"),
    target("apps/v1/x"),
    target("v1", "ReplicationController"),
    target(null, "ReplicationController"),
  ],
});

const policy = (type: string, value: number, periodSeconds: number) => ({ type, value, periodSeconds });
/** Rules of one direction. The other's are the same code. */
const speeds = combined({
  stabilizationWindowSeconds: [null, -1, 0, 3600, 3601],
  selectPolicy: [null, "Max", "Disabled", "Most"],
  policies: [
    null,
    [],
    [policy("Pods", 4, 1800)],
    [policy("Percent", 100, 15), policy("Pods", 0, 15)],
    [policy("Pod", 4, 15)],
    [policy("Pods", 4, 0)],
    [policy("Pods", 4, 1801)],
  ],
}).map((rules) => ({
  scaleTargetRef: target("apps/v1"),
  maxReplicas: 9,
  behavior: { scaleDown: rules },
}));

const redis = { type: "redis", metadata: { listName: "work" } };
const scaledObjects = combined({
  minReplicaCount: [null, -1, 0, 1, 5, 100, 101],
  maxReplicaCount: [null, 0, 1, 5, 150],
  scaleTargetRef: [{ name: "shop" }],
  triggers: [[redis], [], [redis, redis]],
  fallback: [
    null,
    { failureThreshold: 3, replicas: 6 },
    { failureThreshold: 3, replicas: 6, behavior: "currentReplicas" },
    { failureThreshold: 3, replicas: 6, behavior: "keep" },
    { failureThreshold: 3 },
    { replicas: 6 },
    { failureThreshold: -1, replicas: 6 },
    { failureThreshold: 0, replicas: -1 },
  ],
});

const times = combined({
  scaleTargetRef: [{ name: "shop" }],
  triggers: [[redis]],
  pollingInterval: [null, 0, 1],
  cooldownPeriod: [null, -1, 0],
  initialCooldownPeriod: [null, -1, 0],
});

const all = [
  ...asked("autoscaling/v2", "HorizontalPodAutoscaler", [...hpas, ...speeds]),
  ...asked("keda.sh/v1alpha1", "ScaledObject", times),
  ...asked("keda.sh/v1alpha1", "ScaledObject", scaledObjects),
];

/** The rules that say what is refused of an autoscaler. */
const refusing = rules.filter(({ name }) =>
  ["autoscaling-bounds-valid", "autoscaling-triggers-valid", "autoscaling-target-exists"].includes(name),
);

/** What the rules find in a stack of this object alone. */
function findingsIn({ type, object }: Asked): string[] {
  const urn = `urn:pulumi:prod::shop::${type}::shop`;
  const inputs = object as unknown as JsonObject;
  const resource = { type, name: "shop", urn, custom: true, dependencies: [], inputs, outputs: {}, options: {} };
  const plan: Plan = { version: 1, project: "shop", stack: "prod", resources: [resource], outputs: {} };
  return refusing.flatMap((rule) => judge(rule, resourcesOf(plan)).findings.map(({ message }) => message));
}

/** Milliseconds. */
const testTime = 10 * 60_000;

/** Of KEDA its definition: its webhook, which refuses more, needs a cluster to run in. */
describe("a real API server, asked to take autoscalers", () => {
  const cluster = new BareCluster();
  beforeAll(async () => {
    await cluster.start();
    const kinds = [{ group: "keda.sh", kind: "ScaledObject" }];
    const quiet = { onProgress: () => undefined, signal: new AbortController().signal };
    await ensureDefinitions({ api: cluster.api, kinds, ...quiet });
  }, buildTimeout);
  afterAll(() => cluster.remove());

  test(
    "refuses those in which the rules find something, and no other",
    async () => {
      const answers = await Promise.all(
        all.map(async (each) => {
          const { apiVersion, kind } = each.object;
          const path = `/apis/${apiVersion}/namespaces/default/${kind.toLowerCase()}s?dryRun=All&fieldValidation=Strict`;
          const refused = await cluster.refusal("POST", path, each.object);
          return { spec: each.object.spec, refused: refused?.message, found: findingsIn(each) };
        }),
      );
      expect(answers.filter(({ refused, found }) => (refused === undefined) !== (found.length === 0))).toEqual([]);
      for (const refused of [true, false])
        expect(answers.filter((answer) => (answer.refused !== undefined) === refused).length).toBeGreaterThan(150);
    },
    testTime,
  );
});
