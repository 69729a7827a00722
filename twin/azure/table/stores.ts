import type { Json } from "@breakwater/plan-views";
import { elsewhere, fixed, forceNew, goes, made, noOtherRegion, reference, replaced, reset, withParent } from "./facts";
import type { Change, TypeFacts } from "./facts";

/** Vaults and what is in them, and storage accounts. */
export const storeFacts: Record<string, TypeFacts> = {
  "azure-native:keyvault:Vault": {
    pathParameters: ["resourceGroupName", "vaultName"],
    existence: made,
    deletion: goes("keyvault/keyvault/vaults/delete"),
    keptName: {
      days: ({ properties }) => retentionDays(properties),
      within: "everywhere",
      code: "ConflictError",
      message: () =>
        "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault.",
      way: ({ properties }, name) =>
        purgeProtected(properties)
          ? "It is purge-protected: wait, recover it, or use another name."
          : `Purge it (\`az keyvault purge --name ${name}\`), recover it, or use another name.`,
      source: "https://github.com/Azure-Samples/contoso-chat/issues/55",
    },
    changes: [
      noOtherRegion,
      fixed(["properties.softDeleteRetentionInDays"], {
        code: "BadRequest",
        reason: 'the property "softDeleteRetentionInDays" has been set already and it can\'t be modified',
        way: `Leave it. ${elsewhere}`,
        source: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview",
        unsaid: 90,
      }),
      fixed(["properties.enablePurgeProtection"], {
        code: "BadRequest",
        reason:
          'the property "enablePurgeProtection" cannot be set to false: enabling the purge protection for a vault is an irreversible action',
        way: "Leave it on.",
        source: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#purge-protection",
        when: ({ before }) => before === true,
      }),
      fixed(["properties.enableSoftDelete"], {
        code: "BadRequest",
        reason: "soft delete cannot be switched off",
        way: "Leave it on, or out.",
        source: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-change",
        unsaid: true,
      }),
    ],
    otherwise: { source: reference("keyvault/keyvault/vaults/create-or-update") },
    defaults: {
      source: reference("keyvault/keyvault/vaults/get"),
      values: () => ({
        properties: { enableSoftDelete: true, softDeleteRetentionInDays: 90, publicNetworkAccess: "Enabled" },
      }),
    },
  },
  "azure-native:keyvault:Secret": {
    pathParameters: ["resourceGroupName", "vaultName", "secretName"],
    existence: made,
    deletion: {
      kind: "data plane",
      source:
        "https://github.com/pulumi/pulumi-azure-native/blob/master/provider/pkg/resources/customresources/custom_keyvault.go",
    },
    keptName: {
      days: (_, vault) => retentionDays(vault?.properties),
      within: "parent",
      code: "Conflict",
      message: (name) =>
        `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
      way: (_, name) =>
        `Recover it (\`az keyvault secret recover --name ${name} --vault-name …\`) and import it, or use another name.`,
      source: "https://learn.microsoft.com/azure/key-vault/general/soft-delete-overview#soft-delete-behavior",
    },
    changes: [],
    otherwise: { source: reference("keyvault/keyvault/secrets/create-or-update") },
    defaults: {
      source: reference("keyvault/keyvault/secrets/get"),
      values: () => ({ properties: { attributes: { enabled: true } } }),
    },
  },
  "azure-native:storage:StorageAccount": {
    pathParameters: ["resourceGroupName", "accountName"],
    existence: made,
    deletion: goes("storagerp/storage-accounts/delete"),
    changes: [
      replaced(["location", "isHnsEnabled"], forceNew),
      fixed(["kind"], {
        reason: "an account becomes StorageV2 from Storage or BlobStorage, and nothing else",
        way: elsewhere,
        source: "https://learn.microsoft.com/azure/storage/common/storage-account-upgrade",
        when: ({ before, after }) => !(["Storage", "BlobStorage"].includes(String(before)) && after === "StorageV2"),
      }),
      fixed(["sku.name"], {
        code: "StorageAccountTypeConversionNotAllowed",
        reason: "an update changes neither between standard and premium, nor between one zone and several",
        way: `Ask for a conversion (\`az storage account migration start\`) and set the SKU when it is done; or: ${elsewhere}`,
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/6526",
        when: otherCopies,
      }),
      fixed(
        [
          "enableNfsV3",
          "encryption.requireInfrastructureEncryption",
          "encryption.services.queue.keyType",
          "encryption.services.table.keyType",
          "immutableStorageWithVersioning",
          "dnsEndpointType",
        ],
        {
          reason: "this of an account is decided when it is made",
          way: elsewhere,
          source: reference("storagerp/storage-accounts/create"),
        },
      ),
      fixed(["largeFileSharesState"], {
        reason: "large file shares cannot be switched off again",
        way: "Leave them on.",
        source: reference("storagerp/storage-accounts/create"),
        when: ({ before }) => before === "Enabled",
      }),
    ],
    otherwise: { source: reference("storagerp/storage-accounts/update") },
    defaults: {
      source: reference("storagerp/storage-accounts/get-properties"),
      values: () => ({
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: true,
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        publicNetworkAccess: "Enabled",
      }),
    },
  },
  "azure-native:storage:BlobServiceProperties": {
    pathParameters: ["resourceGroupName", "accountName", "blobServicesName"],
    existence: withParent,
    deletion: reset,
    changes: [],
    otherwise: { source: reference("storagerp/blob-services/set-service-properties") },
  },
  "azure-native:storage:BlobContainer": {
    pathParameters: ["resourceGroupName", "accountName", "containerName"],
    existence: made,
    deletion: goes("storagerp/blob-containers/delete"),
    changes: [
      fixed(["immutableStorageWithVersioning", "defaultEncryptionScope", "denyEncryptionScopeOverride"], {
        reason: "this of a container is decided when it is made",
        way: elsewhere,
        source: reference("storagerp/blob-containers/create"),
      }),
    ],
    otherwise: { source: reference("storagerp/blob-containers/update") },
    defaults: { source: reference("storagerp/blob-containers/get"), values: () => ({ publicAccess: "None" }) },
  },
};

function retentionDays(properties: Json | undefined): number {
  const days = (properties as { softDeleteRetentionInDays?: Json } | undefined)?.softDeleteRetentionInDays;
  return typeof days === "number" ? days : 90;
}

const purgeProtected = (properties: Json | undefined): boolean =>
  (properties as { enablePurgeProtection?: Json } | undefined)?.enablePurgeProtection === true;

/** Whether an account's tier changes, or whether its copies lie in several zones. */
function otherCopies({ before, after }: Change): boolean {
  const kindOf = (sku: Json | undefined) => {
    const [tier, copies = ""] = String(sku).split("_");
    return `${tier} ${/ZRS$/.test(copies) ? "zones" : "one zone"}`;
  };
  return kindOf(before) !== kindOf(after);
}
