import { azureName, isType, propertiesOf } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const vaultRbac: ResourceRule = {
  name: "vault-rbac",
  description: "A Key Vault takes its permissions from Azure RBAC.",
  guardsAgainst:
    "Access policies are a list of its own that no review of roles shows, and whoever may write the vault may add himself.",
  severity: "high",
  tags: ["identity"],
  remediationSteps: "Set properties.enableRbacAuthorization to true and give the role Key Vault Secrets User.",
  appliesTo: (resource) => isType(resource, "azure-native:keyvault:Vault"),
  check: (resource, { violation }) => {
    const properties = propertiesOf(resource).object("properties");
    const enableRbacAuthorization = properties.flag("enableRbacAuthorization");
    const accessPolicies = properties.list("accessPolicies");
    if (enableRbacAuthorization !== true) {
      violation(
        `Vault "${azureName(resource, "vaultName")}" has enableRbacAuthorization ${enableRbacAuthorization}`,
        resource,
      );
    }
    if (accessPolicies.length > 0) {
      violation(
        `Vault "${azureName(resource, "vaultName")}" has access policies, ${accessPolicies.length} of them`,
        resource,
      );
    }
  },
};
