import { readHpaSpec } from "./spec";

const good = () => ({
  scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app" },
  minReplicas: 2,
  maxReplicas: 50,
  metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } } }],
  behavior: { scaleUp: { policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] } },
});
type Spec = ReturnType<typeof good>;

test("what a user writes is taken as it is", () => {
  expect(readHpaSpec(good(), "hpa")).toEqual(good());
});

test.each<[what: string, change: (spec: Spec) => unknown, problem: string]>([
  ["scale to zero", (spec) => ({ ...spec, minReplicas: 0 }), "minReplicas = 0 must be an integer, 1 or more"],
  ["bounds that cross", (spec) => ({ ...spec, maxReplicas: 1 }), "maxReplicas = 1 must be minReplicas or more"],
  ["a bound beyond all numbers", (spec) => ({ ...spec, maxReplicas: Infinity }), "maxReplicas = Infinity must be"],
  ["no bound", ({ maxReplicas: _, ...spec }) => spec, "maxReplicas is missing; it must be an integer, 1 or more"],
  [
    "a misspelt field",
    (spec) => ({ ...spec, maxReplica: 1 }),
    "maxReplica is not known; known are scaleTargetRef, minReplicas, maxReplicas, metrics, behavior",
  ],
  [
    "a target that is none",
    (spec) => ({
      ...spec,
      metrics: [{ type: "Resource", resource: { name: "cpu", target: { type: "Utilization" } } }],
    }),
    "metrics[0].resource.target",
  ],
  [
    "two targets",
    (spec) => ({
      ...spec,
      metrics: [
        {
          type: "External",
          external: { metric: { name: "x" }, target: { type: "Value", value: "1", averageValue: "1" } },
        },
      ],
    }),
    "must be a target with either averageValue or value",
  ],
  [
    "a window above an hour",
    (spec) => ({ ...spec, behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } }),
    "behavior.scaleDown.stabilizationWindowSeconds = 3601 must be an integer from 0 to 3600",
  ],
  [
    "a period above half an hour",
    (spec) => ({ ...spec, behavior: { scaleUp: { policies: [{ type: "Pods", value: 1, periodSeconds: 1801 }] } } }),
    "behavior.scaleUp.policies[0].periodSeconds = 1801 must be an integer from 1 to 1800",
  ],
  [
    "no policy at all",
    (spec) => ({ ...spec, behavior: { scaleUp: { policies: [] } } }),
    "behavior.scaleUp.policies = [] must be a list with at least one policy",
  ],
  [
    "a negative tolerance",
    (spec) => ({ ...spec, behavior: { scaleUp: { tolerance: "-0.1" } } }),
    'behavior.scaleUp.tolerance = "-0.1" must be a quantity of 0 or more',
  ],
  [
    "a tolerance below zero by less than a thousandth",
    (spec) => ({ ...spec, behavior: { scaleUp: { tolerance: "-0.0001" } } }),
    'behavior.scaleUp.tolerance = "-0.0001" must be a quantity of 0 or more',
  ],
])("%s is refused", (_what, change, problem) => {
  expect(() => readHpaSpec(change(good()), "hpa web")).toThrow(problem);
});

test("everything that is wrong is said at once, with the subject first", () => {
  const bad = { ...good(), minReplicas: "2", maxReplicas: 0 };
  expect(() => readHpaSpec(bad, "hpa web")).toThrow(
    'hpa web:\n  minReplicas = "2" must be an integer, 1 or more\n  maxReplicas = 0 must be an integer, 1 or more',
  );
});
