import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { settled } from "../../../../tests/support/recorded-mocks";
import { ArgumentCheck } from "../../../validation";
import { cpuTrigger } from "./cpu";
import { cronTrigger, timeZone } from "./cron";
import { kafkaTrigger } from "./kafka";
import { prometheusTrigger } from "./prometheus";
import { redisListTrigger } from "./redis-list";
import { serviceBusTrigger } from "./service-bus";
import { checkAt, type Trigger, type TriggerCheck } from "./trigger";

/** The trigger with its texts known, or the refusal of its arguments. */
async function built(build: (check: TriggerCheck) => Trigger): Promise<Trigger> {
  const check = new ArgumentCheck("Autoscaler", "a");
  const trigger = build(checkAt(check, "policy.triggers[0]"));
  check.throwProblems();
  return (await settled(pulumi.output(trigger as object))).value as Trigger;
}

const prometheus = {
  type: "prometheus",
  name: "asked",
  serverAddress: "http://prometheus:9090",
  query: "sum(asked)",
  threshold: 16,
} as const;
const window = { timeZone: "Asia/Seoul", start: "10:00", end: "12:00", replicas: 20 };

describe("triggers in KEDA's words", () => {
  test("E3: a Redis list of 50 items for each pod", async () => {
    await expect(
      built((check) => redisListTrigger(check, { type: "redisList", host: "redis.ai.svc" })),
    ).resolves.toEqual({
      name: "redis-list",
      type: "redis",
      metadata: {
        address: "redis.ai.svc:6379",
        listName: "ai-requests",
        listLength: "50",
        activationListLength: "0",
        enableTLS: "false",
      },
    });
  });

  test("a Redis with TLS and a password logs in by a Secret", async () => {
    const trigger = await built((check) =>
      redisListTrigger(check, {
        type: "redisList",
        host: "r.redis.azure.net",
        port: 10_000,
        tls: true,
        password: { secretName: "ai-api-secrets", key: "redis-password" },
      }),
    );
    expect(trigger.metadata).toMatchObject({ address: "r.redis.azure.net:10000", enableTLS: "true" });
    expect(trigger.authentication).toEqual({
      secretTargetRef: [{ parameter: "password", name: "ai-api-secrets", key: "redis-password" }],
    });
  });

  test("E3: a Kafka group's lag of 100 for each pod", async () => {
    const bootstrapServers = ["kafka-0:9092", pulumi.output("kafka-1:9092")];
    await expect(built((check) => kafkaTrigger(check, { type: "kafka", bootstrapServers }))).resolves.toEqual({
      name: "kafka",
      type: "kafka",
      metadata: {
        bootstrapServers: "kafka-0:9092,kafka-1:9092",
        topic: "ai-requests",
        consumerGroup: "ai-service-group",
        lagThreshold: "100",
        activationLagThreshold: "0",
        tls: "disable",
      },
    });
  });

  test("E3: 20 replicas from 10:00 to 12:00 in Seoul", async () => {
    await expect(built((check) => cronTrigger(check, window))).resolves.toEqual({
      name: "cron",
      type: "cron",
      metadata: { timezone: "Asia/Seoul", start: "0 10 * * *", end: "0 12 * * *", desiredReplicas: "20" },
    });
  });

  test("E4: 5 messages of the queue for each pod, by Workload Identity", async () => {
    const build = (check: TriggerCheck) =>
      serviceBusTrigger(check, { type: "serviceBus", serviceBusNamespace: "sbns-breakwater-prod" });
    await expect(built(build)).resolves.toEqual({
      name: "service-bus",
      type: "azure-servicebus",
      metadata: {
        namespace: "sbns-breakwater-prod",
        queueName: "ai-task-queue",
        messageCount: "5",
        activationMessageCount: "0",
      },
      authentication: { podIdentity: { provider: "azure-workload" } },
    });
  });

  test("a query's empty answer is a failure, not 0", async () => {
    await expect(built((check) => prometheusTrigger(check, prometheus))).resolves.toEqual({
      name: "asked",
      type: "prometheus",
      metricType: "AverageValue",
      metadata: {
        serverAddress: "http://prometheus:9090",
        query: "sum(asked)",
        threshold: "16",
        activationThreshold: "0",
        ignoreNullValues: "false",
      },
    });
  });

  test("E2: CPU by utilization", async () => {
    await expect(built((check) => cpuTrigger(check, 60))).resolves.toEqual({
      name: "cpu",
      type: "cpu",
      metricType: "Utilization",
      metadata: { value: "60" },
    });
  });
});

test.each<[string, (check: TriggerCheck) => Trigger, string]>([
  [
    "a list without its server",
    (check) => redisListTrigger(check, { type: "redisList" } as never),
    "policy.triggers[0].host: missing; must be a host's name",
  ],
  [
    "a server with its port in its name",
    (check) => redisListTrigger(check, { type: "redisList", host: "redis:6379" }),
    'host: "redis:6379" must be a host',
  ],
  [
    "a list of 0 items for each pod",
    (check) => redisListTrigger(check, { type: "redisList", host: "redis", itemsPerReplica: 0 }),
    "itemsPerReplica: 0 must be an integer from 1",
  ],
  [
    "a topic without its servers",
    (check) => kafkaTrigger(check, { type: "kafka" } as never),
    'bootstrapServers: "" must be one broker or more',
  ],
  [
    "a broker without a port",
    (check) => kafkaTrigger(check, { type: "kafka", bootstrapServers: ["kafka"] }),
    'bootstrapServers: "kafka" must be one broker or more, each host:port',
  ],
  [
    "a queue without its namespace",
    (check) => serviceBusTrigger(check, { type: "serviceBus" } as never),
    "serviceBusNamespace: missing; must be a Service Bus namespace",
  ],
  [
    "a namespace by its host",
    (check) =>
      serviceBusTrigger(check, { type: "serviceBus", serviceBusNamespace: "sbns-prod.servicebus.windows.net" }),
    "without a domain",
  ],
  [
    "a query without its server",
    (check) => prometheusTrigger(check, { ...prometheus, serverAddress: undefined } as never),
    "serverAddress: missing; must be an http or https URL",
  ],
  [
    "a query that can answer with several elements",
    (check) => prometheusTrigger(check, { ...prometheus, query: "ai_vllm_requests_asked" }),
    "because KEDA takes one element only",
  ],
  [
    "a query of no target",
    (check) => prometheusTrigger(check, { ...prometheus, threshold: 0 }),
    "threshold: 0 must be a number from 0.001",
  ],
  [
    "a window of no length",
    (check) => cronTrigger(check, { ...window, end: "10:00" }),
    'end: "10:00" must be another time than start (10:00): the window has no length',
  ],
  [
    "an hour that no day has",
    (check) => cronTrigger(check, { ...window, start: "24:00" }),
    'start: "24:00" must be a time',
  ],
  [
    "an unknown time zone",
    (check) => cronTrigger(check, { ...window, timeZone: "Asia/Soul" }),
    'timeZone: "Asia/Soul" must be an IANA time zone such as Asia/Seoul',
  ],
  ["nobody in the window", (check) => cronTrigger(check, { ...window, replicas: 0 }), "replicas: 0 must be an integer"],
  ["CPU above the request", (check) => cpuTrigger(check, 160), "cpuPercent: 160 must be an integer from 1 to 100"],
])("refuses %s", async (_case, build, message) => {
  await expect(built(build)).rejects.toThrow(message);
});

describe("time zones", () => {
  test("every zone of this runtime is one", () => {
    for (const name of Intl.supportedValuesOf("timeZone")) expect([name, timeZone.accepts(name)]).toEqual([name, true]);
  });

  test.each(["Asia/Kolkata", "UTC", "Etc/GMT+9", "America/Argentina/Buenos_Aires"])("%s is one", (name) => {
    expect(timeZone.accepts(name)).toBe(true);
  });

  test.each(["", "asia/seoul", "+09:00", "KST", "Asia/", "Asia/Seoul ", "../etc/passwd"])("%j is none", (name) => {
    expect(timeZone.accepts(name)).toBe(false);
  });
});

test("a window's expressions say its very minutes, for every window", async () => {
  const time = fc.record({ hour: fc.nat(23), minute: fc.nat(59) });
  const written = ({ hour, minute }: { hour: number; minute: number }) =>
    [hour, minute].map((part) => String(part).padStart(2, "0")).join(":");
  await fc.assert(
    fc.asyncProperty(time, time, async (start, end) => {
      fc.pre(written(start) !== written(end));
      const { metadata } = await built((check) =>
        cronTrigger(check, { ...window, start: written(start), end: written(end) }),
      );
      expect(metadata.start).toBe(`${start.minute} ${start.hour} * * *`);
      expect(metadata.end).toBe(`${end.minute} ${end.hour} * * *`);
    }),
    { numRuns: 50 },
  );
});
