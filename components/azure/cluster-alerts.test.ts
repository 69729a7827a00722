import { registerResources } from "../../tests/support/azure-resources";
import { clusterLogAlerts, clusterMetricAlerts } from "./cluster-alert-rules";
import { ClusterAlerts, type ClusterAlertsArgs } from "./cluster-alerts";

const metric = "azure-native:monitor:MetricAlert";
const log = "azure-native:monitor:ScheduledQueryRule";

const args: ClusterAlertsArgs = {
  resourceGroupName: "rg",
  location: "koreacentral",
  tags: { a: "b" },
  clusterId: "/cluster",
  workspaceId: "/workspace",
  actionGroupId: "/group",
};
const register = () => registerResources([metric, log], () => new ClusterAlerts("cluster", args));
const rules = [...clusterMetricAlerts, ...clusterLogAlerts];

test("each rule becomes one alert of its name, with tags, that tells the action group", async () => {
  expect.assertions(1 + 2 * rules.length);
  const { resource, listed } = await register();
  expect(listed).toHaveLength(rules.length);
  for (const { name } of clusterMetricAlerts) {
    const { inputs } = resource(metric, `cluster-${name}`);
    expect(inputs).toMatchObject({ ruleName: name, tags: { a: "b" }, location: "global" });
    expect(inputs).toMatchObject({ scopes: ["/cluster"], actions: [{ actionGroupId: "/group" }] });
  }
  for (const { name } of clusterLogAlerts) {
    const { inputs } = resource(log, `cluster-${name}`);
    expect(inputs).toMatchObject({ ruleName: name, tags: { a: "b" }, location: "koreacentral" });
    expect(inputs).toMatchObject({ scopes: ["/workspace"], actions: { actionGroups: ["/group"] } });
  }
});

test("A3: pods without a node are told of after the time in which a node should have come twice", async () => {
  expect.assertions(1);
  const { inputs } = (await register()).resource(log, "cluster-pods-unschedulable");
  expect(inputs).toMatchObject({
    criteria: { allOf: [{ query: expect.stringContaining("TimeGenerated - PodCreationTimeStamp > 30m") as string }] },
  });
});

test("pods of the warm buffer, which wait on purpose, are nobody's mail", async () => {
  expect.assertions(1);
  const { inputs } = (await register()).resource(log, "cluster-pods-unschedulable");
  expect(inputs).toMatchObject({
    criteria: { allOf: [{ query: expect.stringContaining('Name !startswith "warm-buffer-"') as string }] },
  });
});

test("a query of a table that no log has reached yet is not refused", async () => {
  expect.assertions(1);
  expect((await register()).resource(log, "cluster-pool-backs-off").inputs).toMatchObject({
    skipQueryValidation: true,
  });
});

test("no two rules share a name, and each says in its mail what to do with it", () => {
  expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  for (const { description } of rules) expect(description).toMatch(/^[A-Z].{20,}\.$/);
});
