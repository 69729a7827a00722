import { registerResources } from "../../tests/support/azure-resources";
import { type AlertedKind, alertsOf, resourceAlerts } from "./resource-alert-rules";
import { ResourceAlerts, type ResourceAlertsArgs } from "./resource-alerts";

const metricAlertType = "azure-native:monitor:MetricAlert";
const kinds = Object.keys(resourceAlerts) as AlertedKind[];
const rules = kinds.flatMap((kind) => alertsOf(kind).rules);

const args: Omit<ResourceAlertsArgs, "kind"> = {
  resourceGroupName: "rg",
  location: "koreacentral",
  tags: { a: "b" },
  targetId: "/target",
  actionGroupId: "/group",
};
const register = (kind: AlertedKind) =>
  registerResources([metricAlertType], () => new ResourceAlerts("watched", { ...args, kind }));

test.each(kinds)(
  "each rule on a %s becomes one alert on that resource, with tags, that tells the action group",
  async (kind) => {
    const { metricNamespace, rules: own } = alertsOf(kind);
    expect.assertions(1 + own.length);
    const { resource, listed } = await register(kind);
    expect(listed).toHaveLength(own.length);
    for (const { name, metric, aggregation, threshold } of own) {
      expect(resource(metricAlertType, `watched-${name}`).inputs).toMatchObject({
        ruleName: name,
        tags: { a: "b" },
        scopes: ["/target"],
        actions: [{ actionGroupId: "/group" }],
        criteria: { allOf: [{ metricNamespace, metricName: metric, timeAggregation: aggregation, threshold }] },
      });
    }
  },
);

test("one dead letter is enough", async () => {
  expect.assertions(1);
  expect((await register("queue")).resource(metricAlertType, "watched-queue-dead-letters").inputs).toMatchObject({
    criteria: { allOf: [{ metricName: "DeadletteredMessages", operator: "GreaterThan", threshold: 0 }] },
  });
});

test("no two rules share a name, and each says in its mail what to do with it", () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  for (const { description } of rules) expect(description).toMatch(/^[A-Z].{20,}[.?]$/);
});

test("a kind that has no alerts is refused before anything is registered", () => {
  const wrong = { ...args, kind: "registry" as AlertedKind };
  expect(() => new ResourceAlerts("watched", wrong)).toThrow(
    'kind: "registry" must be one of queue, cache, models, vault, egress',
  );
});
