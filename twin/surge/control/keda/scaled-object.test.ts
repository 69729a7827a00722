import { readScaledObject, type ScaledObjectSpec } from "./scaled-object";

const prometheus = {
  type: "prometheus",
  name: "demand",
  metadata: { serverAddress: "http://prometheus", query: "sum(x)", threshold: "5" },
};
const good = (changed: object = {}): unknown => ({
  scaleTargetRef: { name: "app" },
  minReplicaCount: 0,
  maxReplicaCount: 20,
  triggers: [prometheus],
  ...changed,
});

test("an object as a cluster has it: KEDA writes empty scaling modifiers into it", () => {
  const { advanced } = readScaledObject(good({ advanced: { scalingModifiers: {} } }), "ScaledObject app");
  expect(advanced?.scalingModifiers).toBeUndefined();
});

describe("what KEDA would refuse", () => {
  test.each<[what: string, change: Partial<ScaledObjectSpec> | object, problem: string]>([
    ["no trigger", { triggers: [] }, "triggers = [] must be a list with at least one trigger"],
    ["crossed bounds", { minReplicaCount: 30 }, "minReplicaCount = 30 must be maxReplicaCount (20) or less"],
    [
      "an idle count that is not below",
      { minReplicaCount: 1, idleReplicaCount: 1 },
      "idleReplicaCount = 1 must be less than",
    ],
    [
      "CPU alone from zero",
      { triggers: [{ type: "cpu", metricType: "Utilization", metadata: { value: "60" } }] },
      "minReplicaCount = 0 must be 1 or more",
    ],
    [
      "a threshold that is none",
      { triggers: [{ ...prometheus, metadata: { threshold: "many" } }] },
      'triggers[0].metadata.threshold = "many" must be a text with a number above 0',
    ],
    [
      "a zone that there is not",
      {
        triggers: [
          {
            type: "cron",
            metadata: { timezone: "Asia/Soul", start: "0 10 * * *", end: "0 12 * * *", desiredReplicas: "20" },
          },
        ],
      },
      'triggers[0].metadata.timezone = "Asia/Soul" must be a time zone',
    ],
    [
      "a trigger that the simulator does not know",
      { triggers: [{ type: "mysql", metadata: {} }] },
      'triggers[0].type = "mysql" must be one of prometheus, redis,',
    ],
    [
      "a formula over a name that no trigger has",
      { advanced: { scalingModifiers: { formula: "demand + supply", target: "1" } } },
      "must be over triggers' names; none is supply",
    ],
    ["a misspelt field", { pollInterval: 5 }, "pollInterval is not known"],
  ])("%s", (_what, change, problem) => {
    expect(() => readScaledObject(good(change), "ScaledObject app")).toThrow(problem);
  });
});
