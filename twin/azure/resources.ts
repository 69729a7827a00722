import { subscription } from "./identifiers";
import type { AzureType } from "./resource-type";

/** Resource groups. */
export const resources: Record<string, AzureType> = {
  "azure-native:resources:ResourceGroup": {
    armType: "Microsoft.Resources/resourceGroups",
    nameInput: "resourceGroupName",
    nameRule: {
      pattern: /^[\w().-]{0,89}[\w()-]$/,
      rule: "1 to 90 letters, digits, '_', '(', ')', '-' and '.', not ending in '.'",
      code: "InvalidResourceGroup",
    },
    parentId: () => subscription,
    segment: "resourceGroups",
    required: ["location"],
    requiredCode: "LocationRequired",
    outputs: () => ({ properties: { provisioningState: "Succeeded" } }),
  },
};
