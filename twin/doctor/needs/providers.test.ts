import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Plan, resourcesOf, unknownMark } from "@breakwater/plan-views";
import { foreignPlan, smallPlan } from "../fixtures/plan";
import { namespaceOfId, namespaceOfType } from "./namespaces";
import { providerNeedsOf } from "./providers";

const tests = join(__dirname, "../../../tests");
const goldenPlan = (stack: string) => JSON.parse(readFileSync(join(tests, `golden/${stack}.json`), "utf8")) as Plan;
const needsOfPlan = (plan: Plan) => providerNeedsOf(resourcesOf(plan));
const namespacesOf = (plan: Plan) => needsOfPlan(plan).providers.map(({ namespace }) => namespace);

test.each(["dev", "prod"])(
  "the provider of every Azure type of %s is known, and is the one in the resource's id",
  (stack) => {
    const plan = goldenPlan(stack);
    const azure = plan.resources.filter(({ type }) => type.startsWith("azure-native:"));
    expect(azure.length).toBeGreaterThan(10);
    for (const { type, outputs } of azure) {
      expect([type, namespaceOfType(type)]).toEqual([type, namespaceOfId(String(outputs.id))]);
    }
    expect(needsOfPlan(plan).unknownTypes).toEqual([]);
  },
);

test("the provider of every type is the one in Microsoft's own type definitions", () => {
  const index = JSON.parse(readFileSync(join(tests, "published/azure-types/types/index.json"), "utf8")) as {
    resources: Record<string, { armType: string }>;
  };
  for (const [token, { armType }] of Object.entries(index.resources)) {
    expect([token, namespaceOfType(`azure-native:${token}`)]).toEqual([token, armType.split("/")[0]]);
  }
});

test.each([
  ["azure-native:redisenterprise:Database", "Microsoft.Cache"],
  ["azure-native:redisenterprise/v20250701:Database", "Microsoft.Cache"],
  ["azure-native:redisenterprise/database:Database", "Microsoft.Cache"],
  ["azure-native_redisenterprise_v20250701:redisenterprise:Database", "Microsoft.Cache"],
  ["azure-native:cache:Redis", "Microsoft.Cache"],
  ["azure-native:monitor:AzureMonitorWorkspace", "Microsoft.Monitor"],
  ["azure-native:monitor:Entity", undefined],
  ["azure-native:constructor:Thing", undefined],
  ["azure:core/resourceGroup:ResourceGroup", undefined],
  ["kubernetes:core/v1:Namespace", undefined],
])("%s belongs to %s", (type, namespace) => {
  expect(namespaceOfType(type)).toBe(namespace);
});

test("a cluster needs what AKS itself uses, and what its add-ons do", () => {
  expect(namespacesOf(smallPlan())).toEqual([
    "Microsoft.Authorization",
    "Microsoft.Compute",
    "Microsoft.ContainerRegistry",
    "Microsoft.ContainerService",
    "Microsoft.KeyVault",
    "Microsoft.Network",
    "Microsoft.Resources",
    "Microsoft.Storage",
  ]);
  const plan = smallPlan();
  const cluster = plan.resources.find(({ name }) => name === "aks")!.inputs;
  cluster.addonProfiles = {
    azurepolicy: { enabled: true },
    omsagent: { enabled: true },
    aciConnectorLinux: { enabled: false },
  };
  cluster.azureMonitorProfile = { metrics: { enabled: true } };
  cluster.securityProfile = { defender: { securityMonitoring: { enabled: true } } };
  plan.outputs.defenderPlans = [{ name: "Containers" }];
  const added = needsOfPlan(plan).providers.filter(({ namespace }) => !namespacesOf(smallPlan()).includes(namespace));
  expect(Object.fromEntries(added.map(({ namespace, because }) => [namespace, because]))).toEqual({
    "Microsoft.AlertsManagement": ['managed Prometheus (azureMonitorProfile.metrics) of cluster "aks"'],
    "Microsoft.Insights": [
      'the add-on omsagent of cluster "aks"',
      'managed Prometheus (azureMonitorProfile.metrics) of cluster "aks"',
    ],
    "Microsoft.Monitor": ['managed Prometheus (azureMonitorProfile.metrics) of cluster "aks"'],
    "Microsoft.OperationalInsights": ['the add-on omsagent of cluster "aks"'],
    "Microsoft.OperationsManagement": ['the add-on omsagent of cluster "aks"'],
    "Microsoft.PolicyInsights": ['the add-on azurepolicy of cluster "aks"'],
    "Microsoft.Security": [
      `Defender's sensor (securityProfile.defender) of cluster "aks"`,
      "Defender's plans (output defenderPlans)",
    ],
  });
});

test("a foreign Plan, of types and forms that this program does not use, and without ids", () => {
  expect(needsOfPlan(foreignPlan())).toEqual({
    providers: [
      { namespace: "Microsoft.App", because: ["azure-native:app:ContainerApp"] },
      { namespace: "Microsoft.Contoso", because: ["azure-native:contoso:Widget"] },
      { namespace: "Microsoft.DocumentDB", because: ["azure-native:cosmosdb/v20240815:DatabaseAccount"] },
      { namespace: "Microsoft.EventHub", because: ["azure-native_eventhub_v20240101:eventhub:Namespace"] },
      { namespace: "Microsoft.Insights", because: ["azure-native:insights:ActionGroup"] },
    ],
    unknownTypes: ["azure-native:contoso:Gadget", "azure:storage/account:Account"],
  });
});

test("a preview that does not know a property takes the rest", () => {
  const plan = smallPlan();
  const cluster = plan.resources.find(({ name }) => name === "aks")!.inputs;
  cluster.addonProfiles = unknownMark;
  cluster.azureMonitorProfile = { metrics: { enabled: true } };
  expect(namespacesOf(plan)).toContain("Microsoft.Monitor");
});
