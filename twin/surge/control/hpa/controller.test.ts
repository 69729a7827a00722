import fc from "fast-check";
import { HpaController, type SyncInput } from "./controller";
import type { HpaPod } from "./pods";
import type { MetricsReader } from "./replicas";
import { readHpaSpec, type HpaSpec } from "./spec";

const scaleTargetRef = { apiVersion: "apps/v1", kind: "Deployment", name: "app" };
const demand: HpaSpec["metrics"] = [
  { type: "External", external: { metric: { name: "demand" }, target: { type: "AverageValue", averageValue: "10" } } },
];
const spec = (changed: Partial<HpaSpec>): HpaSpec =>
  readHpaSpec({ scaleTargetRef, minReplicas: 1, maxReplicas: 100, metrics: demand, ...changed }, "hpa");

const running = (count: number, changed: Partial<HpaPod> = {}): HpaPod[] =>
  Array.from({ length: count }, () => ({
    phase: "Running",
    deleting: false,
    startTime: -86_400,
    ready: true,
    readyChanged: -86_400,
    ...changed,
  }));

const reader = (given: Partial<MetricsReader>): MetricsReader => ({
  resource: () => undefined,
  pods: () => undefined,
  external: () => undefined,
  object: () => undefined,
  ...given,
});

const input = (
  now: number,
  replicas: number,
  metrics: Partial<MetricsReader>,
  pods = running(replicas),
): SyncInput => ({
  now,
  currentReplicas: replicas,
  pods,
  metrics: reader(metrics),
});
/** An external value, in units. */
const value = (units: number): Partial<MetricsReader> => ({ external: () => units * 1000 });
/** CPU of each pod in thousandths, of a request of 1000. */
const cpu = (...values: number[]): Partial<MetricsReader> => ({
  resource: () => ({ values, timestamp: 1000, window: 30, request: 1000 }),
});

describe("what a metric asks for", () => {
  const cpuAt50: HpaSpec["metrics"] = [
    { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
  ];
  const desired = (metrics: HpaSpec["metrics"], syncInput: SyncInput): number =>
    new HpaController(spec({ metrics, behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } })).sync(syncInput)
      .desiredReplicas;

  test("use over target times the pods that count", () => {
    expect(desired(cpuAt50, input(1000, 4, cpu(800, 800, 800, 800)))).toBe(7);
  });

  test("a pod that is not ready yet counts as idle while scaling up", () => {
    const pods = [...running(4), ...running(4, { startTime: 950, ready: false, readyChanged: 950 })];
    expect(desired(cpuAt50, input(1000, 8, cpu(900, 900, 900, 900, 5, 5, 5, 5), pods))).toBe(8);
  });

  test("a pod without a metric counts as using all that it requests while scaling down", () => {
    expect(desired(cpuAt50, input(1000, 4, cpu(100, 100, 100, NaN)))).toBe(3);
    expect(desired(cpuAt50, input(1000, 4, cpu(100, 100, 100, 100)))).toBe(1);
  });

  test("a failed or ending pod counts nowhere", () => {
    const pods = [...running(2), ...running(1, { phase: "Failed" }), ...running(1, { deleting: true })];
    expect(desired(cpuAt50, input(1000, 4, cpu(1000, 1000, 0, 0), pods))).toBe(4);
  });

  test("a container without a request fails the metric", () => {
    const metrics = { resource: () => ({ values: [900], timestamp: 0, window: 30, request: undefined }) };
    const { desiredReplicas, conditions } = new HpaController(spec({ metrics: cpuAt50 })).sync(input(15, 1, metrics));
    expect(desiredReplicas).toBe(1);
    expect(conditions.ScalingActive).toEqual({ status: false, reason: "FailedGetResourceMetric" });
  });

  test("use is a whole percent, cut off, also of many bytes", () => {
    const request = 2 ** 31 * 1000;
    const memory: HpaSpec["metrics"] = [
      { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 79 } } },
    ];
    // One byte short of 80 % of a terabyte.
    const values = Array.from({ length: 500 }, (_, index) => 0.8 * request - (index === 0 ? 1000 : 0));
    const exactly = { scaleUp: { tolerance: "0" } };
    const controller = new HpaController(spec({ metrics: memory, maxReplicas: 1000, behavior: exactly }));
    const metrics = { resource: () => ({ values, timestamp: 0, window: 30, request }) };
    expect(controller.sync(input(15, 500, metrics)).desiredReplicas).toBe(500);
  });

  test("a value that all share multiplies the ready pods, one for each pod does not look at them", () => {
    const shared: HpaSpec["metrics"] = [
      { type: "External", external: { metric: { name: "p99" }, target: { type: "Value", value: "2" } } },
    ];
    const pods = [...running(2), ...running(2, { ready: false })];
    expect(desired(shared, input(1000, 4, value(6), pods))).toBe(6);
    expect(desired(demand, input(1000, 4, value(80), pods))).toBe(8);
  });

  test("an Object metric is read like an external one, and its target is chosen by its type", () => {
    const object = (target: object): HpaSpec["metrics"] => [
      {
        type: "Object",
        object: {
          metric: { name: "requests" },
          describedObject: { kind: "Service", name: "app" },
          target: target as never,
        },
      },
    ];
    const reads = { object: () => 80_000 };
    expect(desired(object({ type: "AverageValue", averageValue: "10" }), input(15, 4, reads))).toBe(8);
    expect(desired(object({ type: "Value", value: "40" }), input(15, 4, reads))).toBe(8);
    // More than an int32 holds is the lowest one, unlike an External metric's.
    expect(desired(object({ type: "AverageValue", averageValue: "1m" }), input(15, 4, { object: () => 2 ** 31 }))).toBe(
      1,
    );
    // The API server takes this one, and the controller cannot compute it.
    expect(desired(object({ type: "Value", averageValue: "10" }), input(15, 4, reads))).toBe(4);
  });

  test("a number that does not fit into the controller's own is what it becomes there", () => {
    // A sum below zero is taken for one that has overflowed; without an average, it asks for the fewest there may be.
    expect(desired(demand, input(15, 4, value(-1)))).toBe(8);
    const shared: HpaSpec["metrics"] = [
      { type: "External", external: { metric: { name: "demand" }, target: { type: "Value", value: "10" } } },
    ];
    expect(desired(shared, input(15, 4, value(-1)))).toBe(1);
    // 2 ** 32 + 50 percent are 50.
    expect(desired(cpuAt50, input(1000, 1, cpu((2 ** 32 + 50) * 10)))).toBe(1);
    expect(desired(cpuAt50, input(1000, 1, cpu((2 ** 32 + 100) * 10)))).toBe(2);
  });

  test("a container's use has its own reason where it fails", () => {
    const metrics: HpaSpec["metrics"] = [
      {
        type: "ContainerResource",
        containerResource: { name: "cpu", container: "app", target: { type: "Utilization", averageUtilization: 50 } },
      },
    ];
    const { conditions } = new HpaController(spec({ metrics })).sync(input(15, 2, {}));
    expect(conditions.ScalingActive?.reason).toBe("FailedGetContainerResourceMetric");
  });
});

describe("what limits it", () => {
  test("without behavior, growth to twice as many and down to the highest of five minutes", () => {
    const controller = new HpaController(spec({ behavior: undefined }));
    expect(controller.sync(input(15, 3, value(1000))).desiredReplicas).toBe(6);
    expect(controller.sync(input(30, 6, value(10))).desiredReplicas).toBe(12);
    // The recommendation of 100 at 15 s is exactly 300 s old: it still counts.
    expect(controller.sync(input(315, 100, value(10))).desiredReplicas).toBe(100);
    expect(controller.sync(input(330, 100, value(10))).desiredReplicas).toBe(1);
  });

  test("a policy larger than an int32 wraps around, and then allows nothing", () => {
    const behavior = {
      scaleUp: { policies: [{ type: "Pods" as const, value: 2 ** 31 - 1, periodSeconds: 15 }] },
    };
    const controller = new HpaController(spec({ behavior }));
    expect(controller.sync(input(15, 3, value(1000))).desiredReplicas).toBe(3);
  });

  test("a workload at zero is left alone", () => {
    const { desiredReplicas, conditions } = new HpaController(spec({})).sync(input(15, 0, value(1000)));
    expect(desiredReplicas).toBe(0);
    expect(conditions.ScalingActive).toEqual({ status: false, reason: "ScalingDisabled" });
  });

  test("a spec without metrics scales on 80 % CPU", () => {
    const controller = new HpaController(spec({ metrics: undefined }));
    expect(controller.sync(input(1000, 4, cpu(960, 960, 960, 960))).desiredReplicas).toBe(5);
  });
});

describe("always", () => {
  const rules = fc.record(
    {
      stabilizationWindowSeconds: fc.integer({ min: 0, max: 600 }),
      selectPolicy: fc.constantFrom("Max", "Min", "Disabled"),
      policies: fc.array(
        fc.record({
          type: fc.constantFrom("Pods", "Percent"),
          value: fc.integer({ min: 1, max: 200 }),
          periodSeconds: fc.integer({ min: 1, max: 600 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    },
    { requiredKeys: [] },
  );
  const cases = fc.record({
    minReplicas: fc.integer({ min: 1, max: 20 }),
    more: fc.integer({ min: 0, max: 200 }),
    behavior: fc.option(fc.record({ scaleUp: rules, scaleDown: rules }, { requiredKeys: [] }), { nil: undefined }),
    start: fc.integer({ min: 1, max: 300 }),
    values: fc.array(fc.option(fc.integer({ min: 0, max: 5000 }), { nil: undefined }), { maxLength: 60 }),
  });
  const decisions = (example: typeof cases extends fc.Arbitrary<infer Case> ? Case : never): number[] => {
    const maxReplicas = example.minReplicas + example.more;
    const controller = new HpaController(
      readHpaSpec(
        { scaleTargetRef, minReplicas: example.minReplicas, maxReplicas, metrics: demand, behavior: example.behavior },
        "",
      ),
    );
    let replicas = example.start;
    return example.values.map((units, index) => {
      const metrics = units === undefined ? {} : value(units);
      replicas = controller.sync(input(15 * (index + 1), replicas, metrics)).desiredReplicas;
      return replicas;
    });
  };

  test("the bounds hold from the first sync on", () => {
    fc.assert(
      fc.property(cases, (example) => {
        for (const replicas of decisions(example)) {
          expect(replicas).toBeGreaterThanOrEqual(example.minReplicas);
          expect(replicas).toBeLessThanOrEqual(example.minReplicas + example.more);
        }
      }),
    );
  });

  test("the same run decides the same", () => {
    fc.assert(fc.property(cases, (example) => expect(decisions(example)).toEqual(decisions(example))));
  });
});
