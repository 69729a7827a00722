import { kindOf, ofType, propertiesOf, type Resource, someKnown } from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { StackRule } from "../../rule";

/** What must keep its logs: the last part of its Azure type, the property that holds its Azure name, and the part that has the logs. */
const logged: readonly [token: string, azureType: string, nameProperty: string, part?: string][] = [
  // eslint-disable-next-line no-restricted-syntax -- a list of Azure's types; of the cluster nothing is read but its name
  ["azure-native:containerservice:ManagedCluster", "managedClusters", "resourceName"],
  ["azure-native:keyvault:Vault", "vaults", "vaultName"],
  ["azure-native:containerregistry:Registry", "registries", "registryName"],
  ["azure-native:servicebus:Namespace", "namespaces", "namespaceName"],
  ["azure-native:redisenterprise:Database", "databases", "databaseName"],
  ["azure-native:storage:StorageAccount", "storageAccounts", "accountName", "/blobServices/default"],
];

export const diagnosticsOn: StackRule<ProductionStacks> = {
  name: "diagnostics-on",
  description: "In production the cluster, the vault and the stores keep their logs.",
  guardsAgainst: "After an incident there is no second chance to switch them on.",
  severity: "medium",
  tags: ["platform"],
  remediationSteps: "Add a DiagnosticSetting for the resource, to a Log Analytics workspace.",
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each }) => {
    const concerned = logged.flatMap(([token, azureType, nameProperty, part = ""]) =>
      ofType(resources, token)
        .filter((resource) => isProduction(resource, config))
        .map((resource) => ({ resource, azureType, nameProperty, part })),
    );
    if (concerned.length === 0) notApplicable("no production stack with anything that has logs");
    const settings = ofType(resources, "azure-native:monitor:DiagnosticSetting");
    each(concerned, ({ resource, azureType, nameProperty, part }) => {
      const name = propertiesOf(resource).text(nameProperty) ?? resource.name;
      // Azure ids keep no case.
      const end = `/${azureType}/${name}${part}`.toLowerCase();
      if (!someKnown(settings, (setting) => targetOf(setting).endsWith(end))) {
        violation(`${kindOf(resource)} "${name}" has no diagnostic setting`, resource);
      }
    });
  },
};

const targetOf = (setting: Resource): string => (propertiesOf(setting).text("resourceUri") ?? "").toLowerCase();
