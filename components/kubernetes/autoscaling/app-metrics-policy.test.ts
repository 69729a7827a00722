import * as pulumi from "@pulumi/pulumi";
import { notYetKnown, registerObjects } from "../../../tests/support/kubernetes-objects";
import { settled } from "../../../tests/support/recorded-mocks";
import type { AppMetricsPolicy } from "./app-metrics-policy";
import { Autoscaler, type AutoscalerArgs } from "./autoscaler";

const scaledObject = "kubernetes:keda.sh/v1alpha1:ScaledObject";
const policy: AppMetricsPolicy = { type: "appMetrics", prometheusUrl: "http://prometheus.monitoring.svc:9090" };
const args: AutoscalerArgs = {
  namespace: "production",
  target: { kind: "Deployment", name: "ai-service" },
  policy,
};
const window = { timeZone: "Asia/Seoul", start: "10:00", end: "12:00", replicas: 20 };
const register = (changed: Partial<AppMetricsPolicy> = {}, bounds: Partial<AutoscalerArgs> = {}, preview = false) =>
  registerObjects(
    [scaledObject],
    () => new Autoscaler("ai-service", { ...args, ...bounds, policy: { ...policy, ...changed } }),
    { preview },
  );
const specOf = async (...changes: Parameters<typeof register>) =>
  (await register(...changes)).object(scaledObject).spec;
const pods = 'namespace="production",container="ai-service"';

test("E2: one ScaledObject from 2 to 100 replicas, whose HPA says where it comes from", async () => {
  expect.assertions(3);
  const { component, object, types } = await register();
  expect(types).toEqual([scaledObject]);
  expect(object(scaledObject)).toMatchObject({
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { name: "ai-service", namespace: "production" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "ai-service" },
      minReplicaCount: 2,
      maxReplicaCount: 100,
      advanced: { restoreToOriginalReplicaCount: false },
    },
  });
  await expect(settled(component.autoscalerName)).resolves.toMatchObject({ value: "keda-hpa-ai-service" });
});

test("E2: CPU 60 %, 50 waiting requests for each pod, p99 of 2 s as a ratio of what runs now", async () => {
  expect.assertions(1);
  const { triggers } = await specOf();
  const common = { serverAddress: "http://prometheus.monitoring.svc:9090", ignoreNullValues: "false" };
  expect(triggers).toMatchObject([
    { name: "cpu", type: "cpu", metricType: "Utilization", metadata: { value: "60" } },
    {
      name: "queue-depth",
      type: "prometheus",
      metricType: "AverageValue",
      metadata: { ...common, query: `sum(ai_request_queue_depth{${pods}})`, threshold: "50" },
    },
    {
      name: "latency-p99",
      type: "prometheus",
      metricType: "Value",
      metadata: {
        ...common,
        query:
          `(histogram_quantile(0.99, sum by (le) (rate(ai_response_latency_p99_seconds_bucket{${pods}}[2m]))) ` +
          `and on() sum(increase(ai_response_latency_p99_seconds_count{${pods}}[2m])) >= 100) or vector(0)`,
        threshold: "2",
      },
    },
  ]);
});

test("E2: up by 10 pods a minute after 30 s, down by 2 pods in 5 minutes after 10", async () => {
  expect.assertions(1);
  expect((await specOf()).advanced.horizontalPodAutoscalerConfig.behavior).toEqual({
    scaleUp: { stabilizationWindowSeconds: 30, policies: [{ type: "Pods", value: 10, periodSeconds: 60 }] },
    scaleDown: { stabilizationWindowSeconds: 600, policies: [{ type: "Pods", value: 2, periodSeconds: 300 }] },
  });
});

test("E3's cron makes pods stand ready, and two windows have names of their own", async () => {
  expect.assertions(2);
  const { triggers } = await specOf({ preWarm: [window, { ...window, start: "19:00", end: "21:00" }] });
  expect(triggers.slice(3)).toMatchObject([
    { name: "cron", type: "cron", metadata: { timezone: "Asia/Seoul", start: "0 10 * * *", desiredReplicas: "20" } },
    { name: "cron-2", type: "cron", metadata: { start: "0 19 * * *" } },
  ]);
  expect(triggers.slice(3).every(({ metricType }: { metricType?: string }) => metricType === undefined)).toBe(true);
});

test("a metric that fails holds the replicas: there is no fallback count that could replace CPU's answer", async () => {
  expect.assertions(1);
  expect(await specOf()).not.toHaveProperty("fallback");
});

test("the figures can be changed", async () => {
  expect.assertions(1);
  const { triggers } = await specOf({ cpuPercent: 50, queueDepthPerReplica: 10, latencyP99Seconds: 1.5 });
  const targets = triggers.map(
    ({ metadata }: { metadata: Record<string, string> }) => metadata.value ?? metadata.threshold,
  );
  expect(targets).toEqual(["50", "10", "1.5"]);
});

test("a preview that knows neither namespace nor Prometheus yet registers the rest", async () => {
  expect.assertions(1);
  const { object } = await register({ prometheusUrl: notYetKnown() }, { namespace: notYetKnown() }, true);
  expect(object(scaledObject).spec).toMatchObject({ minReplicaCount: 2, maxReplicaCount: 100 });
});

test("bounds that become known later are still held to the windows", async () => {
  expect.assertions(1);
  const { object } = await register({ preWarm: [window] }, { maxReplicas: pulumi.output(20) });
  expect(object(scaledObject).spec.triggers[3].metadata.desiredReplicas).toBe("20");
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
  ["metrics without their server", { prometheusUrl: undefined }, {}, "policy.prometheusUrl: missing; must be an http"],
  ["0 replicas, which CPU never lets it reach", {}, { minReplicas: 0 }, "minReplicas: 0 must be an integer from 1"],
  ["no latency at all", { latencyP99Seconds: 0 }, {}, "policy.latencyP99Seconds: 0 must be a number from 0.1 to 5"],
  ["a queue of nobody", { queueDepthPerReplica: -1 }, {}, "policy.queueDepthPerReplica: -1 must be a number from"],
  ["CPU above the request", { cpuPercent: 101 }, {}, "policy.cpuPercent: 101 must be an integer from 1 to 100"],
  [
    "a window of no length",
    { preWarm: [window, { ...window, end: "10:00" }] },
    {},
    'policy.preWarm[1].end: "10:00" must be another time than start (10:00)',
  ],
  [
    "more replicas in a window than there may be",
    { preWarm: [window] },
    { maxReplicas: 10 },
    "policy.preWarm[0].replicas: 20 must be maxReplicas (10) at most",
  ],
])("refuses %s", async (_case, changed, bounds, message) => {
  expect.assertions(1);
  await expect(register(changed, bounds)).rejects.toThrow(message);
});
