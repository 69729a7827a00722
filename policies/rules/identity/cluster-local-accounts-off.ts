import { clustersOf, isCluster } from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
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
  appliesTo: isCluster,
  check: (resource, { config, violation, notApplicable }) => {
    if (!isProduction(resource, config)) notApplicable("the stack serves no real users");
    for (const { title, localAccounts, azureRbac } of clustersOf([resource])) {
      if (localAccounts) violation(`${title} has local accounts`, resource);
      if (!azureRbac) violation(`${title} does not take its permissions from Azure RBAC`, resource);
    }
  },
};
