import { azureName, isType } from "../../resources/resource";
import { isProduction, type ProductionStacks, productionSettings } from "../../resources/stack";
import type { ResourceRule } from "../../rule";

export const clusterLocalAccountsOff: ResourceRule<ProductionStacks> = {
  name: "cluster-local-accounts-off",
  description: "A production cluster has no local accounts.",
  guardsAgainst:
    "Their certificate makes whoever holds it administrator for years, and no audit log can say who it was.",
  severity: "high",
  tags: ["identity"],
  remediationSteps: "Set disableLocalAccounts to true, with aadProfile managed and enableAzureRBAC true.",
  settings: productionSettings,
  appliesTo: (resource) => isType(resource, "azure-native:containerservice:ManagedCluster"),
  check: (resource, { config, violation, notApplicable }) => {
    if (!isProduction(resource, config)) notApplicable("the stack serves no real users");
    const cluster = `Cluster "${azureName(resource, "resourceName")}"`;
    if (resource.props.disableLocalAccounts !== true) violation(`${cluster} has local accounts`, resource);
    if (resource.props.aadProfile?.enableAzureRBAC !== true)
      violation(`${cluster} does not take its permissions from Azure RBAC`, resource);
  },
};
