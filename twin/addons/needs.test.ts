import type { JsonObject, Plan } from "@breakwater/plan-views";
import { needsOf } from "./needs";

/** A Plan with one ScaledObject of these triggers. */
function planWith(...triggers: JsonObject[]): Plan {
  const inputs = {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "worker", namespace: "jobs" },
    spec: { triggers },
  };
  const resource = { urn: "urn:so", type: "kubernetes:keda.sh/v1alpha1:ScaledObject", name: "so", custom: true };
  return {
    version: 1,
    project: "p",
    stack: "dev",
    resources: [{ ...resource, dependencies: [], inputs, outputs: inputs, options: {} }],
    outputs: {},
  };
}
const redis = (address: string, more: JsonObject = {}) => ({ type: "redis", metadata: { address, ...more } });
const prometheus = (serverAddress: string) => ({ type: "prometheus", metadata: { serverAddress, query: "up" } });

describe("needsOf", () => {
  test("asks for nothing where nothing scales", () =>
    expect(needsOf({ ...planWith(), resources: [] })).toEqual({
      scaledObjects: [],
      endpoints: [],
      unserved: [],
      queries: [],
      autoscaledPools: false,
      resourceMetrics: false,
    }));

  test("finds servers in the cluster, each once", () => {
    const needs = needsOf(
      planWith(
        redis("redis.jobs.svc:6379"),
        redis("redis.jobs.svc:6379"),
        { type: "redis", metadata: { host: "cache.jobs.svc.cluster.local", port: "6380" } },
        prometheus("http://prometheus.monitoring.svc:9090"),
        prometheus("http://thanos.monitoring.svc"),
      ),
    );
    expect(needs).toMatchObject({
      scaledObjects: ["jobs/worker"],
      unserved: [],
      queries: ["up", "up"],
      endpoints: [
        { kind: "redis", host: "redis.jobs.svc", port: 6379 },
        { kind: "redis", host: "cache.jobs.svc.cluster.local", port: 6380 },
        { kind: "prometheus", host: "prometheus.monitoring.svc", port: 9090 },
        { kind: "prometheus", host: "thanos.monitoring.svc", port: 80 },
      ],
    });
  });

  test.each([
    ["Azure's Redis", redis("x.redis.azure.net:10000"), "x.redis.azure.net:10000"],
    ["a Redis by TLS", redis("redis.jobs.svc:6379", { enableTLS: "true" }), "redis.jobs.svc:6379"],
    ["a Prometheus by TLS", prometheus("https://prometheus.monitoring.svc"), "https://prometheus.monitoring.svc"],
    ["what is no URL", prometheus("prometheus"), "prometheus"],
    ["Service Bus", { type: "azure-servicebus", metadata: { namespace: "sb-x", queueName: "q" } }, "sb-x"],
    ["Kafka", { type: "kafka", metadata: { bootstrapServers: "kafka:9092" } }, "kafka:9092"],
  ])("says that %s is not served here", (_, trigger, server) =>
    expect(needsOf(planWith(trigger))).toMatchObject({
      endpoints: [],
      unserved: [{ scaledObject: "jobs/worker", type: trigger.type, server }],
    }),
  );

  test("knows that cron asks nobody, and that CPU needs metrics of resources", () => {
    expect(needsOf(planWith({ type: "cron", metadata: {} }))).toMatchObject({ unserved: [], resourceMetrics: false });
    expect(needsOf(planWith({ type: "cpu", metadata: {} }))).toMatchObject({ unserved: [], resourceMetrics: true });
  });

  test("sees a pool with bounds", () => {
    const plan = planWith();
    const pool = (enableAutoScaling: boolean) => ({
      ...plan.resources[0]!,
      type: "azure-native:containerservice:AgentPool",
      inputs: { agentPoolName: "cpu1", vmSize: "Standard_D4s_v5", enableAutoScaling, minCount: 1, maxCount: 2 },
    });
    expect(needsOf({ ...plan, resources: [pool(true)] }).autoscaledPools).toBe(true);
    expect(needsOf({ ...plan, resources: [pool(false)] }).autoscaledPools).toBe(false);
  });
});
