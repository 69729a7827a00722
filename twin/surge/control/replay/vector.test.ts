import { firstDifference, replay } from "./replay";
import { valueAt } from "./series";
import { readVector, type Vector } from "./vector";

const good = (): Vector => ({
  name: "small",
  syncPeriodSeconds: 15,
  durationSeconds: 60,
  initialReplicas: 2,
  hpa: {
    scaleTargetRef: { kind: "Deployment", name: "app" },
    maxReplicas: 10,
    metrics: [
      {
        type: "External",
        external: { metric: { name: "demand" }, target: { type: "AverageValue", averageValue: "10" } },
      },
    ],
  },
  pod: { requestMilli: 500, limitMilli: 1000, startupSeconds: 30, startingMilli: 100, metricsDelaySeconds: 15 },
  load: {
    external: {
      demand: [
        [0, 20],
        [30, 20],
        [30, 45],
      ],
    },
  },
});

test("a series is a straight line between two points, a step where they share a time, and flat outside", () => {
  const series = [
    [10, 1],
    [20, 2],
    [20, 5],
    [30, 5],
  ] as const;
  expect([0, 10, 15, 19, 20, 25, 99].map((t) => valueAt(series, t))).toEqual([1, 1, 1.5, 1.9, 5, 5, 5]);
});

test("a replay has a decision for each sync, and pods become ready in their own time", () => {
  const syncs = replay(readVector(good(), "small.json"));
  expect(syncs.map(({ t, desiredReplicas, readyReplicas }) => [t, desiredReplicas, readyReplicas])).toEqual([
    [15, 2, 2],
    [30, 4, 2],
    [45, 5, 2],
    [60, 5, 4],
  ]);
});

test("the first decision that differs from the recorded one is named", () => {
  const vector = {
    ...good(),
    expected: [
      { t: 15, currentReplicas: 2, desiredReplicas: 2 },
      { t: 30, currentReplicas: 2, desiredReplicas: 3 },
    ],
  };
  expect(firstDifference(replay(vector), vector)).toEqual({ t: 30, expected: 3, decided: 4 });
  const longer = { ...good(), expected: [{ t: 75, currentReplicas: 5, desiredReplicas: 5 }] };
  expect(firstDifference(replay(longer), longer)).toEqual({ t: 75, expected: 5 });
});

test.each<[what: string, change: (vector: Vector) => unknown, problem: string]>([
  ["nothing", () => null, "the top level = null must be an object with name, description"],
  ["no autoscaler", ({ hpa: _, ...vector }) => vector, "hpa is missing; it must be an object with scaleTargetRef"],
  [
    "points out of order",
    (vector) => ({
      ...vector,
      load: {
        external: {
          demand: [
            [10, 1],
            [5, 1],
          ],
        },
      },
    }),
    "load.external.demand[1] = [5,1] must be at 10 s or later: points are in order of time",
  ],
  [
    "a negative load",
    (vector) => ({ ...vector, load: { ...vector.load, cpu: [[10, -1]] } }),
    "load.cpu[0][1] = -1 must be a pair [seconds, value] of two numbers, the value 0 or more",
  ],
  [
    "a metric without a series",
    (vector) => ({ ...vector, load: {} }),
    "load.external.demand is missing; it must be there, because hpa.metrics[0] reads it",
  ],
  [
    "a metric without a series that has the name of something that every object has",
    (vector) => ({
      ...vector,
      hpa: {
        ...vector.hpa,
        metrics: [
          {
            type: "Pods",
            pods: { metric: { name: "constructor" }, target: { type: "AverageValue", averageValue: "1" } },
          },
        ],
      },
      load: { pods: {} },
    }),
    "load.pods.constructor is missing; it must be there, because hpa.metrics[0] reads it",
  ],
  [
    "a run that would hardly end",
    (vector) => ({ ...vector, syncPeriodSeconds: 0.001, durationSeconds: 1e9 }),
    "syncPeriodSeconds = 0.001 must be 1 or more\n  durationSeconds = 1000000000 must be 604800 (a week) or less",
  ],
  [
    "more pods than a cluster has",
    (vector) => ({ ...vector, initialReplicas: 2e9, hpa: { ...vector.hpa, maxReplicas: 2e9 } }),
    "initialReplicas = 2000000000 must be 150000 or less: the plant holds every pod\n  hpa.maxReplicas = 2000000000 must be",
  ],
  [
    "an outage that ends before it begins",
    (vector) => ({ ...vector, unavailable: [{ type: "External", name: "demand", from: 30, to: 30 }] }),
    "unavailable[0].to = 30 must be later than from",
  ],
  [
    "a metric that the plant does not have",
    (vector) => ({
      ...vector,
      hpa: {
        ...vector.hpa,
        metrics: [
          { type: "Resource", resource: { name: "disk", target: { type: "Utilization", averageUtilization: 5 } } },
        ],
      },
    }),
    'hpa.metrics[0].resource.name = "disk" must be one of cpu, memory',
  ],
])("a vector with %s is refused, by file, property and value", (_what, change, problem) => {
  expect(() => readVector(change(good()), "small.json")).toThrow(`small.json:\n  ${problem}`);
});
