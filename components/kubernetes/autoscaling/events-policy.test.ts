import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { Autoscaler, type AutoscalerArgs } from "./autoscaler";
import { surgeBehavior } from "./behaviors";
import type { EventsPolicy } from "./events-policy";

const scaledObject = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const authentication = "kubernetes:keda.sh/v1alpha1:TriggerAuthentication";
const redis = { type: "redisList", host: "redis.production.svc" } as const;
const policy: EventsPolicy = { type: "events", triggers: [redis] };
const args: AutoscalerArgs = {
  namespace: "production",
  target: { kind: "Deployment", name: "agent-worker" },
  policy,
};
const register = (changed: Partial<EventsPolicy> = {}, bounds: Partial<AutoscalerArgs> = {}, preview = false) =>
  registerObjects(
    [scaledObject, authentication],
    () => new Autoscaler("agent-worker", { ...args, ...bounds, policy: { ...policy, ...changed } }),
    { preview },
  );
const specOf = async (...changes: Parameters<typeof register>) =>
  (await register(...changes)).object(scaledObject).spec;

test("E3: polling 15 s, cooldown 300 s, 2 to 100 replicas, a fallback of 6 that never shrinks a fleet", async () => {
  expect.assertions(1);
  expect(await specOf()).toMatchObject({
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "agent-worker" },
    pollingInterval: 15,
    cooldownPeriod: 300,
    initialCooldownPeriod: 300,
    minReplicaCount: 2,
    maxReplicaCount: 100,
    fallback: { failureThreshold: 3, replicas: 6, behavior: "currentReplicasIfHigher" },
    advanced: { restoreToOriginalReplicaCount: false },
  });
});

test("E3: down as E1, up at once by Kubernetes' own policies, which hold because none are named", async () => {
  expect.assertions(1);
  expect((await specOf()).advanced.horizontalPodAutoscalerConfig.behavior).toEqual({
    scaleUp: { stabilizationWindowSeconds: 0 },
    scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] },
  });
});

test("E3: list, Kafka and cron stand side by side", async () => {
  expect.assertions(1);
  const { triggers } = await specOf({
    triggers: [
      redis,
      { type: "kafka", bootstrapServers: ["kafka:9092"] },
      { type: "cron", timeZone: "Asia/Seoul", start: "10:00", end: "12:00", replicas: 20 },
    ],
  });
  expect(triggers).toMatchObject([
    { name: "redis-list", type: "redis", metadata: { listName: "ai-requests", listLength: "50" } },
    {
      name: "kafka",
      type: "kafka",
      metadata: { topic: "ai-requests", consumerGroup: "ai-service-group", lagThreshold: "100" },
    },
    { name: "cron", type: "cron", metadata: { start: "0 10 * * *", end: "0 12 * * *", desiredReplicas: "20" } },
  ]);
});

describe("E4: Azure Service Bus", () => {
  const serviceBus: Partial<EventsPolicy> = {
    triggers: [{ type: "serviceBus", serviceBusNamespace: "sbns-breakwater-prod" }],
  };

  test("is measured by Workload Identity, from a TriggerAuthentication of its own", async () => {
    expect.assertions(3);
    const { object, types } = await register(serviceBus, { minReplicas: 1, maxReplicas: 20 });
    expect(types).toEqual([scaledObject, authentication]);
    expect(object(authentication)).toMatchObject({
      metadata: { name: "agent-worker-service-bus", namespace: "production" },
      spec: { podIdentity: { provider: "azure-workload" } },
    });
    expect(object(scaledObject).spec).toMatchObject({
      minReplicaCount: 1,
      maxReplicaCount: 20,
      triggers: [
        {
          type: "azure-servicebus",
          metadata: { queueName: "ai-task-queue", messageCount: "5" },
          authenticationRef: { name: "agent-worker-service-bus" },
        },
      ],
    });
  });

  test("lets the target go to 0 where that is asked for", async () => {
    expect.assertions(1);
    expect((await specOf(serviceBus, { minReplicas: 0, maxReplicas: 20 })).minReplicaCount).toBe(0);
  });
});

test("a trigger without a login has no reference to one", async () => {
  expect.assertions(1);
  expect((await specOf()).triggers[0]).not.toHaveProperty("authenticationRef");
});

test("the fallback of a small fleet is the fleet", async () => {
  expect.assertions(1);
  expect((await specOf({}, { maxReplicas: 4 })).fallback.replicas).toBe(4);
});

test("the figures can be changed", async () => {
  expect.assertions(1);
  const spec = await specOf({
    pollingSeconds: 5,
    cooldownSeconds: 0,
    initialCooldownSeconds: 900,
    fallbackReplicas: 9,
    behavior: surgeBehavior,
  });
  expect(spec).toMatchObject({
    pollingInterval: 5,
    cooldownPeriod: 0,
    initialCooldownPeriod: 900,
    fallback: { replicas: 9 },
    advanced: {
      horizontalPodAutoscalerConfig: { behavior: { scaleUp: { policies: [{ type: "Percent", value: 100 }] } } },
    },
  });
});

test("a preview that does not know the queue yet registers the rest", async () => {
  expect.assertions(1);
  const triggers: EventsPolicy["triggers"] = [{ type: "serviceBus", serviceBusNamespace: notYetKnown() }];
  const { object } = await register({ triggers }, { namespace: notYetKnown() }, true);
  expect(object(scaledObject).spec).toMatchObject({ pollingInterval: 15, fallback: { failureThreshold: 3 } });
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  ["no trigger at all", { triggers: [] }, {}, "policy.triggers: 0 must be a list of one trigger or more"],
  ["no list of triggers", { triggers: undefined }, {}, "policy.triggers: 0 must be a list of one trigger or more"],
  [
    "a trigger without its server",
    { triggers: [redis, { type: "redisList" }] },
    {},
    "policy.triggers[1].host: missing; must be a host's name",
  ],
  [
    "a trigger that does not exist",
    { triggers: [{ type: "magic" }] },
    {},
    'policy.triggers[0].type: "magic" must be one of redisList, serviceBus, kafka, prometheus, cron',
  ],
  [
    "more least than most replicas",
    {},
    { minReplicas: 6, maxReplicas: 5 },
    "maxReplicas: 5 must be minReplicas (6) or more",
  ],
  ["a look in no time", { pollingSeconds: 0 }, {}, "policy.pollingSeconds: 0 must be an integer from 1"],
  ["a fallback to nobody", { fallbackReplicas: 0 }, {}, "policy.fallbackReplicas: 0 must be an integer from 1"],
  [
    "a fallback to more than there may be",
    { fallbackReplicas: 9 },
    { maxReplicas: 8 },
    "policy.fallbackReplicas: 9 must be maxReplicas (8) at most",
  ],
])("refuses %s", async (_case, changed, bounds, message) => {
  expect.assertions(1);
  await expect(register(changed as Partial<EventsPolicy>, bounds)).rejects.toThrow(message);
});

test("an HPA and a ScaledObject on one target are two owners", async () => {
  expect.assertions(1);
  const both = registerObjects([scaledObject, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"], () => [
    new Autoscaler("by-cpu", { ...args, policy: { type: "cpuMemory" } }),
    new Autoscaler("by-queue", args),
  ]);
  await expect(both).rejects.toThrow(
    'target: "Deployment production/agent-worker" must be without an autoscaler; "by-cpu" already scales it',
  );
});
