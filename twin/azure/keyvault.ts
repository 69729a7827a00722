import { AzureError } from "./error";
import { hexOf } from "./identifiers";
import { inResourceGroup, inside, objectAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";

/** Vaults and the secrets in them. */
export const keyvault: Record<string, AzureType> = {
  "azure-native:keyvault:Vault": {
    armType: "Microsoft.KeyVault/vaults",
    nameInput: "vaultName",
    nameRule: {
      pattern: /^(?=.{3,24}$)(?!.*--)[a-zA-Z][a-zA-Z0-9-]*[a-zA-Z0-9]$/,
      rule: "3 to 24 letters, digits and '-', beginning with a letter, ending with a letter or digit, without '--'",
      code: "VaultNameNotValid",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.KeyVault/vaults",
    required: ["properties.tenantId", "properties.sku.family", "properties.sku.name"],
    requiredCode: "BadRequest",
    globalName: {
      kind: "vaults",
      code: "VaultAlreadyExists",
      taken: (name) =>
        `The vault name '${name}' is already in use. Vault names are globally unique, and a deleted vault keeps its name until it is purged.`,
    },
    check: checkVault,
    outputs: ({ name, inputs }) => ({
      properties: {
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        publicNetworkAccess: "Enabled",
        ...objectAt(inputs, "properties"),
        hsmPoolResourceId: "",
        provisioningState: "Succeeded",
        vaultUri: uriOf(name),
      },
    }),
  },
  "azure-native:keyvault:Secret": {
    armType: "Microsoft.KeyVault/vaults/secrets",
    nameInput: "secretName",
    nameRule: { pattern: /^[a-zA-Z0-9-]{1,127}$/, rule: "1 to 127 letters, digits and '-'", code: "BadParameter" },
    parentId: inside("Microsoft.KeyVault/vaults", "vaultName"),
    segment: "secrets",
    required: ["properties"],
    requiredCode: "BadRequest",
    outputs: ({ id, name, inputs }) => {
      const secretUri = `${uriOf(String(inputs.vaultName))}secrets/${name}`;
      // The value goes in and never comes out again: Azure answers with the addresses alone.
      const shown = Object.entries(objectAt(inputs, "properties")).filter(([key]) => key !== "value");
      return {
        properties: { ...Object.fromEntries(shown), secretUri, secretUriWithVersion: `${secretUri}/${hexOf(id, 32)}` },
      };
    },
  },
};

function uriOf(vaultName: string): string {
  return `https://${vaultName.toLowerCase()}.vault.azure.net/`;
}

function checkVault({ inputs }: AzureRequest): void {
  if (valueAt(inputs, "properties.enablePurgeProtection") === false) {
    throw new AzureError(
      "BadRequest",
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
      "properties.enablePurgeProtection",
    );
  }
  const days = valueAt(inputs, "properties.softDeleteRetentionInDays");
  if (days !== undefined && !(Number.isInteger(days) && Number(days) >= 7 && Number(days) <= 90)) {
    throw new AzureError(
      "BadRequest",
      `The property "softDeleteRetentionInDays" must be a whole number from 7 to 90; it is ${String(days)}.`,
      "properties.softDeleteRetentionInDays",
    );
  }
  const rbac = valueAt(inputs, "properties.enableRbacAuthorization") === true;
  if (
    !rbac &&
    valueAt(inputs, "properties.accessPolicies") === undefined &&
    valueAt(inputs, "properties.createMode") !== "recover"
  ) {
    throw new AzureError(
      "BadRequest",
      "The parameter accessPolicies is not specified: a vault without RBAC authorization needs it.",
      "properties.accessPolicies",
    );
  }
}
