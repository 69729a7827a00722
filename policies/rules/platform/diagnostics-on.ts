import { isType, type Resource } from "@breakwater/plan-views";
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
  checkStack: (resources, { config, violation, notApplicable }) => {
    const concerned = logged.flatMap(([token, azureType, nameProperty, part = ""]) =>
      resources
        .filter((resource) => isType(resource, token) && isProduction(resource, config))
        .map((resource) => ({
          resource,
          azureName: `${azureType}/${resource.props[nameProperty] ?? resource.name}${part}`,
        })),
    );
    if (concerned.length === 0) notApplicable("no production stack with anything that has logs");
    const targets = resources
      .filter((resource) => isType(resource, "azure-native:monitor:DiagnosticSetting"))
      .map(targetOf);
    for (const { resource, azureName } of concerned) {
      // Azure ids keep no case.
      if (!targets.some((target) => target.endsWith(`/${azureName.toLowerCase()}`))) {
        violation(
          `${resource.type.split(":").at(-1)} "${azureName.split("/")[1]}" has no diagnostic setting`,
          resource,
        );
      }
    }
  },
};

const targetOf = ({ props }: Resource): string => String(props.resourceUri).toLowerCase();
