import fc from "fast-check";
import { HpaController } from "../hpa/controller";
import { readHpaSpec } from "../hpa/spec";
import { KedaController, type KedaInput } from "./controller";
import { readScaledObject } from "./scaled-object";

const prometheus = {
  type: "prometheus",
  name: "demand",
  metadata: { serverAddress: "http://prometheus", query: "sum(x)", threshold: "5" },
};
const queue = "s0-prometheus";
const good = (changed: object = {}): unknown => ({
  scaleTargetRef: { name: "app" },
  minReplicaCount: 0,
  maxReplicaCount: 20,
  triggers: [prometheus],
  ...changed,
});
const keda = (changed: object = {}): KedaController =>
  new KedaController(readScaledObject(good(changed), "app"), { epoch: 0 });
const input = (now: number, currentReplicas: number, value?: number, readyReplicas = currentReplicas): KedaInput => ({
  now,
  currentReplicas,
  readyReplicas,
  read: () => value,
});

describe("the HPA that a ScaledObject makes", () => {
  test("external metrics first, then those of CPU and memory, with KEDA's names and bounds", () => {
    const triggers = [
      { type: "cpu", metricType: "Utilization", metadata: { value: "60" } },
      { type: "azure-servicebus", metadata: { queueName: "ai-task-queue", messageCount: "5" } },
      { ...prometheus, metricType: "Value", metadata: { ...prometheus.metadata, threshold: "2.5" } },
      {
        type: "cron",
        metadata: { timezone: "Asia/Seoul", start: "0 10 * * *", end: "0 12 * * *", desiredReplicas: "20" },
      },
    ];
    const { hpa } = keda({ triggers, minReplicaCount: 0 });
    expect(hpa.minReplicas).toBe(1);
    expect(hpa.maxReplicas).toBe(20);
    expect(hpa.metrics!.map((metric) => (metric.type === "External" ? metric.external : metric))).toEqual([
      {
        metric: { name: "s1-azure-servicebus-ai-task-queue" },
        target: { type: "AverageValue", averageValue: "5000m" },
      },
      { metric: { name: "s2-prometheus" }, target: { type: "Value", value: "2500m" } },
      {
        metric: { name: "s3-cron-Asia-Seoul-010xxx-012xxx" },
        target: { type: "AverageValue", averageValue: "1000m" },
      },
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 60 } } },
    ]);
    expect(() => readHpaSpec(hpa, "hpa")).not.toThrow();
  });

  test("a formula makes one metric of all", () => {
    const { hpa } = keda({ advanced: { scalingModifiers: { formula: "demand * 2", target: "10" } } });
    expect(hpa.metrics).toEqual([
      {
        type: "External",
        external: { metric: { name: "composite-metric" }, target: { type: "AverageValue", averageValue: "10000m" } },
      },
    ]);
  });
});

describe("from zero and back", () => {
  test("a trigger above its activation wakes the workload, up to the minimum", () => {
    const activation = { ...prometheus.metadata, activationThreshold: "3" };
    const kedaController = keda({ triggers: [{ ...prometheus, metadata: activation }] });
    expect(kedaController.poll(input(0, 0, 3))).toEqual({ active: false, failing: false, fallback: false });
    expect(kedaController.poll(input(30, 0, 4))).toMatchObject({ replicas: 1, active: true });
    expect(keda({ minReplicaCount: 2 }).poll(input(0, 0, 1)).replicas).toBe(2);
  });

  test("it goes back to zero at the poll that ends the cooldown, as the real one does, whose seconds are cut off", () => {
    const kedaController = keda({ cooldownPeriod: 300 });
    expect(kedaController.poll(input(0, 3, 10)).replicas).toBeUndefined();
    expect(kedaController.poll(input(299, 3, 0)).replicas).toBeUndefined();
    expect(kedaController.poll(input(300, 3, 0)).replicas).toBe(0);
  });

  test("one that was never active goes as soon as its initial cooldown is over", () => {
    expect(keda().poll(input(1, 3, 0)).replicas).toBe(0);
    expect(keda({ initialCooldownPeriod: 60 }).poll(input(59, 3, 0)).replicas).toBeUndefined();
    expect(keda({ initialCooldownPeriod: 60 }).poll(input(60, 3, 0)).replicas).toBe(0);
  });

  test("with a minimum above zero KEDA leaves scale-down to the HPA, and mends what lies below it", () => {
    const kedaController = keda({ minReplicaCount: 2 });
    expect(kedaController.poll(input(1000, 9, 0)).replicas).toBeUndefined();
    expect(kedaController.poll(input(1030, 1, 0)).replicas).toBe(2);
  });

  test("with an idle count, an inactive workload goes there and an active one to the minimum", () => {
    const kedaController = keda({ minReplicaCount: 5, idleReplicaCount: 1 });
    expect(kedaController.poll(input(1, 5, 0)).replicas).toBe(1);
    expect(kedaController.poll(input(31, 1, 9)).replicas).toBe(5);
  });

  test("a trigger that cannot be read takes nothing away", () => {
    expect(keda().poll(input(1000, 3))).toEqual({ active: false, failing: true, fallback: false });
  });

  test("a cron trigger wakes the workload in its window", () => {
    const cron = { timezone: "UTC", start: "0 10 * * *", end: "0 12 * * *", desiredReplicas: "20" };
    const kedaController = keda({ triggers: [{ type: "cron", metadata: cron }] });
    expect(kedaController.poll(input(9 * 3600, 0)).replicas).toBeUndefined();
    expect(kedaController.poll(input(10 * 3600, 0)).replicas).toBe(1);
    expect(kedaController.external("s0-cron-UTC-010xxx-012xxx", input(10 * 3600, 1))).toBe(20_000);
  });
});

describe("fallback", () => {
  const fallback = { failureThreshold: 3, replicas: 6, behavior: "currentReplicasIfHigher" };

  test("stands in after more failures than the threshold, those of the HPA's requests included", () => {
    const kedaController = keda({ minReplicaCount: 2, fallback });
    expect(kedaController.poll(input(0, 4))).toMatchObject({ failing: true, fallback: false });
    expect(kedaController.external(queue, input(15, 4))).toBeUndefined();
    expect(kedaController.external(queue, input(30, 4))).toBeUndefined();
    expect(kedaController.poll(input(30, 4))).toMatchObject({ failing: false, fallback: true, active: true });
    // Six replicas of five each.
    expect(kedaController.external(queue, input(45, 4))).toBe(30_000);
  });

  test.each([
    ["static", 9, 6],
    ["currentReplicas", 9, 9],
    ["currentReplicasIfHigher", 9, 9],
    ["currentReplicasIfHigher", 3, 6],
    ["currentReplicasIfLower", 9, 6],
  ])("%s of %d replicas asks for %d", (behavior, replicas, asked) => {
    const kedaController = keda({ fallback: { ...fallback, failureThreshold: 0, behavior } });
    expect(kedaController.external(queue, input(0, replicas))).toBe(asked * 5000);
  });

  test("a ratio is scaled to the ready replicas, and without one there is no fallback", () => {
    const kedaController = keda({
      triggers: [{ ...prometheus, metricType: "Value" }],
      fallback: { ...fallback, failureThreshold: 0 },
    });
    expect(kedaController.external(queue, input(0, 4, undefined, 2))).toBe(15_000);
    expect(kedaController.external(queue, input(15, 4, undefined, 0))).toBeUndefined();
  });

  test("one good answer ends it, and the count starts anew", () => {
    const kedaController = keda({ fallback: { ...fallback, failureThreshold: 1 } });
    kedaController.poll(input(0, 4));
    expect(kedaController.poll(input(30, 4)).fallback).toBe(true);
    expect(kedaController.external(queue, input(45, 4, 7))).toBe(7000);
    expect(kedaController.poll(input(60, 4)).failing).toBe(true);
  });
});

describe("formulas", () => {
  const triggers = [prometheus, { ...prometheus, name: "starting" }];
  const modifiers = { formula: "max(demand - starting, 0)", target: "5", activationTarget: "2" };
  const read = (demand?: number, starting?: number): KedaInput => ({
    ...input(0, 0),
    read: ({ metricName }) => (metricName === queue ? demand : starting),
  });

  test("the HPA reads the result, and the activation is judged by it", () => {
    const kedaController = keda({ triggers, advanced: { scalingModifiers: modifiers } });
    expect(kedaController.external("composite-metric", read(10, 3))).toBe(7000);
    expect(kedaController.poll(read(4, 2)).active).toBe(false);
    expect(kedaController.poll(read(5, 2))).toMatchObject({ active: true, replicas: 1 });
    expect(kedaController.external("composite-metric", read(5, undefined))).toBeUndefined();
  });

  test("`??` sees a trigger that has failed too often, and the fallback is what is left of nothing", () => {
    const advanced = { scalingModifiers: { formula: "demand ?? starting", target: "5" } };
    const kedaController = keda({
      triggers,
      advanced,
      fallback: { failureThreshold: 0, replicas: 6, behavior: "scalingModifiers" },
    });
    expect(kedaController.external("composite-metric", read(undefined, 3))).toBe(3000);
    expect(kedaController.external("composite-metric", read(undefined, undefined))).toBe(30_000);
  });
});

test("a cached metric is that of the last poll, and an uncached one is measured anew", () => {
  const cached = keda({ triggers: [{ ...prometheus, useCachedMetrics: true }] });
  cached.poll(input(0, 1, 5));
  expect(cached.external(queue, input(15, 1, 9))).toBe(5000);
  expect(keda().external(queue, input(15, 1, 9))).toBe(9000);
});

test("KEDA and its HPA together stay between the bounds and decide the same again", () => {
  const loads = fc.array(fc.option(fc.integer({ min: 0, max: 500 }), { nil: undefined }), {
    minLength: 1,
    maxLength: 60,
  });
  const bounds = fc.record({
    minReplicaCount: fc.integer({ min: 0, max: 5 }),
    maxReplicaCount: fc.integer({ min: 5, max: 30 }),
  });
  const run = (values: readonly (number | undefined)[], changed: { minReplicaCount: number }): number[] => {
    const kedaController = keda({ ...changed, fallback: { failureThreshold: 3, replicas: 4 } });
    const hpa = new HpaController(kedaController.hpa);
    let replicas = changed.minReplicaCount;
    return values.map((value, step) => {
      const now = 15 * step;
      const at = (): KedaInput => input(now, replicas, value);
      if (now % kedaController.pollingInterval === 0) replicas = kedaController.poll(at()).replicas ?? replicas;
      const metrics = { resource: () => undefined, pods: () => undefined, object: () => undefined };
      const external = (name: string): number | undefined => kedaController.external(name, at());
      replicas = hpa.sync({
        now,
        currentReplicas: replicas,
        pods: [],
        metrics: { ...metrics, external },
      }).desiredReplicas;
      return replicas;
    });
  };
  fc.assert(
    fc.property(loads, bounds, (values, changed) => {
      const replicas = run(values, changed);
      expect(Math.max(...replicas)).toBeLessThanOrEqual(changed.maxReplicaCount);
      expect(Math.min(...replicas)).toBeGreaterThanOrEqual(changed.minReplicaCount);
      expect(run(values, changed)).toEqual(replicas);
    }),
  );
});
