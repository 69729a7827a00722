import { readBlock } from "@breakwater/cidr";
import { AzureError } from "./error";
import { inResourceGroup, inside, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

const accountId = inside("Microsoft.Storage/storageAccounts", "accountName");

/** Storage accounts and their containers of blobs. */
export const storage: Record<string, AzureType> = {
  "azure-native:storage:StorageAccount": {
    armType: "Microsoft.Storage/storageAccounts",
    nameInput: "accountName",
    nameRule: {
      pattern: /^[a-z0-9]{3,24}$/,
      rule: "3 to 24 lower-case letters and digits",
      code: "AccountNameInvalid",
    },
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Storage/storageAccounts",
    required: ["kind", "sku.name"],
    globalName: {
      kind: "storageaccounts",
      code: "StorageAccountAlreadyTaken",
      taken: (name) => `The storage account named ${name} is already taken.`,
    },
    check: checkAccount,
    outputs: ({ name, inputs }) => ({
      primaryEndpoints: endpointsOf(name, String(inputs.kind)),
      privateEndpointConnections: [],
      provisioningState: "Succeeded",
      statusOfPrimary: "available",
    }),
  },
  "azure-native:storage:BlobServiceProperties": {
    armType: "Microsoft.Storage/storageAccounts/blobServices",
    nameInput: "blobServicesName",
    nameRule: { pattern: /^default$/, rule: "default", code: "InvalidResourceName" },
    parentId: accountId,
    segment: "blobServices",
    required: [],
    check: checkBlobService,
    outputs: () => ({}),
  },
  "azure-native:storage:BlobContainer": {
    armType: "Microsoft.Storage/storageAccounts/blobServices/containers",
    nameInput: "containerName",
    nameRule: {
      pattern: /^(?=.{3,63}$)([a-z0-9]+(-[a-z0-9]+)*|\$root|\$web)$/,
      rule: "3 to 63 lower-case letters, digits and single '-', with a letter or digit at both ends",
      code: "ContainerInvalidName",
    },
    // The blob service of an account is always there, whether anybody has set its properties or not.
    parentId: accountId,
    segment: "blobServices/default/containers",
    required: [],
    check: checkContainer,
    outputs: () => ({ hasImmutabilityPolicy: false, hasLegalHold: false, leaseState: "Available" }),
  },
};

function checkAccount({ inputs }: AzureRequest): void {
  const sku = String(valueAt(inputs, "sku.name"));
  const isPremiumKind = ["BlockBlobStorage", "FileStorage"].includes(String(inputs.kind));
  if (isPremiumKind !== sku.startsWith("Premium") && inputs.kind !== "StorageV2") {
    throw new AzureError("SkuNotSupportedForKind", `The kind ${String(inputs.kind)} has no SKU ${sku}.`, "sku.name");
  }
  if (isPremiumKind && inputs.accessTier !== undefined) {
    throw new AzureError("InvalidAccountProperties", "Premium accounts have no access tier.", "accessTier");
  }
  objectsAt(inputs, "networkRuleSet.ipRules").forEach((rule, index) => {
    const range = String(rule.iPAddressOrRange);
    const block = readBlock(range);
    if (block?.family === "ipv4" && (block.isAddress || (block.prefix >= 1 && block.prefix <= 30))) return;
    throw new AzureError(
      "InvalidValuesForRequestParameters",
      `'${range}' is no address or network up to /30.`,
      `networkRuleSet.ipRules[${index}].iPAddressOrRange`,
    );
  });
}

function checkBlobService({ inputs }: AzureRequest): void {
  for (const path of ["deleteRetentionPolicy", "containerDeleteRetentionPolicy"]) {
    const days = valueAt(inputs, `${path}.days`);
    const isOn = valueAt(inputs, `${path}.enabled`) === true;
    if (isOn && !(Number.isInteger(days) && Number(days) >= 1 && Number(days) <= 365)) {
      throw new AzureError(
        "InvalidXmlNodeValue",
        `The days must be from 1 to 365; they are ${String(days)}.`,
        `${path}.days`,
      );
    }
  }
}

function checkContainer({ inputs, state }: AzureRequest): void {
  const isPublic = (inputs.publicAccess ?? "None") !== "None";
  const account = state && findResource(state, accountId(inputs));
  if (isPublic && account && account.inputs.allowBlobPublicAccess !== true) {
    throw new AzureError(
      "PublicAccessNotPermitted",
      "Public access is not permitted on this storage account.",
      "publicAccess",
    );
  }
}

function endpointsOf(name: string, kind: string): Record<string, string> {
  const services =
    kind === "BlockBlobStorage" ? ["blob", "dfs", "web"] : ["blob", "dfs", "file", "queue", "table", "web"];
  return Object.fromEntries(services.map((service) => [service, `https://${name}.${service}.core.windows.net/`]));
}
