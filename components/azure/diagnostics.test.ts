import { registerResources } from "../../tests/support/azure-resources";
import { categoriesOf, diagnosticCategories, type DiagnosticKind } from "./diagnostic-categories";
import { Diagnostics } from "./diagnostics";

const setting = "azure-native:monitor:DiagnosticSetting";
const register = (kind: DiagnosticKind) =>
  registerResources([setting], () => new Diagnostics("logs", { targetId: "/target", kind, workspaceId: "/workspace" }));

test("A4: the cluster's changes, log-ins and autoscaler go to tables of their own; reads do not go at all", async () => {
  expect.assertions(2);
  const { inputs } = (await register("cluster")).resource(setting);
  expect(inputs).toMatchObject({
    resourceUri: "/target",
    workspaceId: "/workspace",
    logAnalyticsDestinationType: "Dedicated",
    logs: expect.arrayContaining(
      ["kube-audit-admin", "guard", "cluster-autoscaler"].map((category) => ({ category, enabled: true })),
    ),
  });
  expect(inputs["logs"]).not.toContainEqual({ category: "kube-audit", enabled: true });
});

test("what has no logs sends its metrics, and nothing else does", async () => {
  expect.assertions(2);
  const gateway = (await register("natGateway")).resource(setting).inputs;
  expect(gateway).toMatchObject({ metrics: [{ category: "AllMetrics", enabled: true }] });
  expect((await register("vault")).resource(setting).inputs).not.toHaveProperty("metrics");
});

test.each(Object.keys(diagnosticCategories) as DiagnosticKind[])("%s sends something, each category once", (kind) => {
  const { logs = [], metrics } = categoriesOf(kind);
  expect(logs.length > 0 || metrics === true).toBe(true);
  expect(new Set(logs).size).toBe(logs.length);
});

test("refuses a kind that has nothing to say", async () => {
  expect.assertions(1);
  await expect(register("identity" as DiagnosticKind)).rejects.toMatchObject({
    errors: [{ propertyPath: "kind", reason: expect.stringContaining('"identity" must be one of cluster, vault') }],
  });
});
