import { recordResources, settled } from "../../../tests/support/recorded-mocks";
import { registerObjects } from "../../../tests/support/kubernetes-objects";
import * as pulumi from "@pulumi/pulumi";
import { AlertRules, type AlertRulesArgs } from "./alert-rules";

const rule = "kubernetes:monitoring.coreos.com/v1:PrometheusRule";
const quotas = [{ family: "standardDSv5Family", vmSizes: ["Standard_D8s_v5"], vcpus: 200 }];
const args: AlertRulesArgs = { namespace: "monitoring", appNamespace: "production", quotas, dailyTokenBudgetUsd: 20 };
const register = (changed: Partial<AlertRulesArgs> = {}) =>
  registerObjects([rule], () => new AlertRules("alert-rules", { ...args, ...changed }));

test("G2: what the platform must warn of has an alert", async () => {
  expect.assertions(1);
  const { component } = await register();
  expect(component.alertNames).toEqual(
    expect.arrayContaining([
      "AiServiceErrorBudgetBurn",
      "AiServiceLatencyBudgetBurn",
      "AiServiceQueueGrows",
      "AgentTaskQueueGrows",
      "KedaScalerFails",
      "KedaServesFallback",
      "HpaAtMaximum",
      "GpuPodPending",
      "NodePoolBacksOff",
      "VcpuQuotaNear",
      "TokenBudgetNear",
      "TokenBudgetExceeded",
      "VllmSaturated",
      "AgentTasksDie",
    ]),
  );
});

test("every group is an object of its own, called as the group", async () => {
  expect.assertions(3);
  const { registered } = await recordResources({ resources: { [rule]: () => ({}) } });
  const rules = new AlertRules("alert-rules", args);
  await settled(rules.urn);
  await pulumi.runtime.disconnect();
  const objects = registered.filter(({ type }) => type === rule);
  expect(objects.map(({ name }) => name)).toContain("breakwater-autoscaling");
  expect(objects.map(({ name, inputs }) => [name, inputs.metadata.name, inputs.spec.groups[0].name])).toEqual(
    objects.map(({ name }) => [name, name, name]),
  );
  expect(objects.every(({ inputs }) => inputs.metadata.namespace === "monitoring")).toBe(true);
});

test("expressions follow the namespaces, the objectives and the quotas", async () => {
  expect.assertions(3);
  const { registered } = await recordResources({ resources: { [rule]: () => ({}) } });
  const rules = new AlertRules("alert-rules", {
    ...args,
    appNamespace: "development",
    modelsNamespace: "llm",
    objectives: { availability: 0.99 },
  });
  await settled(rules.urn);
  await pulumi.runtime.disconnect();
  const text = JSON.stringify(registered.map(({ inputs }) => inputs));
  expect(text).not.toContain("production");
  expect(text).toContain("ratio_rate1h > 0.144 and");
  expect(text).toContain(">= 160");
});

test.each<[string, Record<string, unknown>, string]>([
  ["a namespace that is no label", { appNamespace: "a.b" }, 'appNamespace: "a.b" must be a DNS label'],
  [
    "an objective of everything",
    { objectives: { availability: 1 } },
    "objectives.availability: 1 must be a number from 0.9 to 0.9999",
  ],
  [
    "a size that is a pattern",
    { quotas: [{ ...quotas[0], vmSizes: [".*"] }] },
    'quotas[0].vmSizes[0]: ".*" must be an Azure VM size',
  ],
  ["a quota of nothing", { quotas: [{ ...quotas[0], vcpus: 0 }] }, "quotas[0].vcpus: 0 must be an integer from 1"],
  ["a budget below nothing", { dailyTokenBudgetUsd: -1 }, "dailyTokenBudgetUsd: -1 must be a number from 0"],
])("refuses %s", async (_case, change, message) => {
  expect.assertions(1);
  await expect(register(change as Partial<AlertRulesArgs>)).rejects.toThrow(message);
});
