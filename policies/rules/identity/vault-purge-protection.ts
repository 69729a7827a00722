import { azureName, isType, propertiesOf } from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { ResourceRule } from "../../rule";

export const vaultPurgeProtection: ResourceRule<ProductionStacks> = {
  name: "vault-purge-protection",
  description: "A production vault cannot be purged.",
  guardsAgainst: "What is deleted by mistake, or by somebody who should not, can be restored.",
  severity: "high",
  tags: ["identity"],
  remediationSteps:
    "Set properties.enablePurgeProtection to true. Azure never lets it be switched off again; elsewhere leave it out.",
  settings: productionSettings,
  appliesTo: (resource) => isType(resource, "azure-native:keyvault:Vault"),
  check: (resource, { config, violation, notApplicable }) => {
    const vault = `Vault "${azureName(resource, "vaultName")}"`;
    const enablePurgeProtection = propertiesOf(resource).object("properties").flag("enablePurgeProtection");
    if (enablePurgeProtection === false) {
      violation(`${vault} has enablePurgeProtection false, which Azure refuses: leave it out`, resource);
      return;
    }
    if (!isProduction(resource, config)) notApplicable("the stack serves no real users");
    if (enablePurgeProtection !== true) violation(`${vault} has no purge protection`, resource);
  },
};
