import { AzureError } from "./error";
import { inResourceGroup, valueAt } from "./resource-type";
import type { AzureType } from "./resource-type";

/** Container registries. */
export const containerregistry: Record<string, AzureType> = {
  "azure-native:containerregistry:Registry": {
    armType: "Microsoft.ContainerRegistry/registries",
    nameInput: "registryName",
    nameRule: { pattern: /^[a-zA-Z0-9]{5,50}$/, rule: "5 to 50 letters and digits", code: "InvalidResourceName" },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.ContainerRegistry/registries",
    required: ["sku.name"],
    globalName: {
      kind: "registries",
      code: "AlreadyInUse",
      taken: (name) => `The registry DNS name ${name.toLowerCase()}.azurecr.io is already in use.`,
    },
    check: ({ inputs }) => {
      const sku = valueAt(inputs, "sku.name");
      const premiumOnly = ["zoneRedundancy", "encryption", "networkRuleSet", "dataEndpointEnabled"].find((property) => {
        const value = valueAt(inputs, property);
        return value !== undefined && value !== "Disabled" && value !== false;
      });
      if (sku !== "Premium" && premiumOnly !== undefined) {
        throw new AzureError(
          "SkuNotSupported",
          `'${premiumOnly}' needs the SKU Premium; the registry's SKU is ${String(sku)}.`,
          premiumOnly,
        );
      }
    },
    outputs: ({ name, inputs }) => ({
      adminUserEnabled: inputs.adminUserEnabled ?? false,
      dataEndpointHostNames: [],
      loginServer: `${name.toLowerCase()}.azurecr.io`,
      privateEndpointConnections: [],
      provisioningState: "Succeeded",
      sku: { name: valueAt(inputs, "sku.name")!, tier: valueAt(inputs, "sku.name")! },
    }),
  },
};
