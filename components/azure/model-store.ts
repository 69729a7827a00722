import { tagLimits } from "@breakwater/azure-sizes";
import { addressRules, readBlock } from "@breakwater/cidr";
import * as pulumi from "@pulumi/pulumi";
import * as azure from "@pulumi/azure-native/storage";
import { ArgumentCheck, integerBetween, oneOf } from "../validation";
import { computed } from "./computed";
import { entraId } from "./formats";
import { blobContainerName, storageAccountName } from "./names";
import { type PlacementArgs, validPlacement } from "./placement";
import { grantRole, type PrincipalType } from "./roles";
import { onlyWithZones } from "./zones";

/** What `ModelStore` takes. */
export interface ModelStoreArgs extends PlacementArgs {
  /** Name of the storage account, unique in all of Azure: 3 to 24 lower-case letters and digits. */
  accountName: pulumi.Input<string>;
  /** Container of the weights. Default: `models`. */
  containerName?: pulumi.Input<string>;
  /** `LRS` keeps three copies in one zone, `ZRS` one in each of three zones, where the region has them. */
  redundancy: "LRS" | "ZRS";
  /** Days for which deleted weights can be restored, 1 to 365. Default: 7. */
  softDeleteDays?: pulumi.Input<number>;
  /**
   * Object id of whoever uploads weights. A lock on the store holds this grant too, so where there is one let it be a group,
   * which stays when its members change. Default: nobody is granted that here.
   */
  uploaderObjectId?: pulumi.Input<string>;
  /** Whether whoever uploads is a group, a person or a service principal. Default: `Group`. */
  uploaderPrincipalType?: pulumi.Input<PrincipalType>;
  /**
   * Public addresses and networks that may reach the store; empty for none, which leaves private endpoints. Default: all, for
   * whoever Azure's roles let in.
   */
  allowedIpRanges?: string[];
}

/**
 * Weights of models in premium block blobs, which give a node its whole network's throughput from the first byte. Nobody
 * has a key: readers are granted `storageBlobDataReader` on `containerId`.
 */
export class ModelStore extends pulumi.ComponentResource {
  /** Azure id of the storage account. */
  public readonly id: pulumi.Output<string>;
  /** Name of the storage account, known once it exists: vLLM's `AZURE_STORAGE_ACCOUNT_NAME`. */
  public readonly accountName: pulumi.Output<string>;
  /** Azure id of the account's blobs, which the logs are of. */
  public readonly blobServiceId: pulumi.Output<string>;
  /** Azure id of the container: the scope of its readers' roles. */
  public readonly containerId: pulumi.Output<string>;
  /** Name of the container: vLLM finds a model in it as `az://<container>/<model>`. */
  public readonly containerName: pulumi.Output<string>;
  /** Address of the container, `https://<account>.blob.core.windows.net/<container>`. */
  public readonly containerUrl: pulumi.Output<string>;

  constructor(name: string, args: ModelStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:ModelStore", name, args, opts);
    const valid = validArgs(name, args);
    const { resourceGroupName, location, tags } = valid;
    const { redundancy, allowedIpRanges } = args;
    const childOptions = pulumi.mergeOptions(opts, { parent: this });

    const account = new azure.StorageAccount(
      name,
      {
        resourceGroupName,
        accountName: valid.accountName,
        location,
        tags,
        kind: "BlockBlobStorage",
        sku: { name: `Premium_${redundancy}` },
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
        // An account key would be a password of everything in it, and what is signed with one is withdrawn from all at once.
        allowSharedKeyAccess: false,
        defaultToOAuthAuthentication: true,
        allowBlobPublicAccess: false,
        allowCrossTenantReplication: false,
        publicNetworkAccess: allowedIpRanges?.length === 0 ? "Disabled" : "Enabled",
        networkRuleSet: {
          bypass: "AzureServices",
          defaultAction: allowedIpRanges === undefined ? "Allow" : "Deny",
          ipRules: (allowedIpRanges ?? []).map((range) => ({
            iPAddressOrRange: withoutHostPrefix(range),
            action: "Allow",
          })),
        },
      },
      childOptions,
    );
    const retention = { enabled: true, days: valid.softDeleteDays };
    const blobs = new azure.BlobServiceProperties(
      `${name}-blobs`,
      {
        resourceGroupName,
        accountName: account.name,
        blobServicesName: "default",
        deleteRetentionPolicy: retention,
        containerDeleteRetentionPolicy: retention,
        // A version of 30 GB would stay, and be paid for, until somebody deletes it; the weights can be had again.
        isVersioningEnabled: false,
      },
      childOptions,
    );
    const container = new azure.BlobContainer(
      `${name}-container`,
      { resourceGroupName, accountName: account.name, containerName: valid.containerName, publicAccess: "None" },
      // Azure changes an account's blobs one request at a time.
      pulumi.mergeOptions(childOptions, { dependsOn: [blobs] }),
    );

    if (valid.uploaderObjectId !== undefined) {
      grantRole(
        `${name}-upload`,
        {
          principalId: valid.uploaderObjectId,
          principalType: valid.uploaderPrincipalType,
          role: "storageBlobDataContributor",
          scope: container.id,
          description: "Whoever deploys uploads the weights; being the account's owner gives no access to its blobs.",
        },
        childOptions,
      );
    }

    this.id = account.id;
    this.accountName = account.name;
    this.blobServiceId = blobs.id;
    this.containerId = container.id;
    this.containerName = container.name;
    const endpoint = computed(account, account.primaryEndpoints, ({ blob }) => blob, "address of its blobs");
    this.containerUrl = pulumi.interpolate`${endpoint}${container.name}`;
    this.registerOutputs({
      id: this.id,
      accountName: this.accountName,
      blobServiceId: this.blobServiceId,
      containerId: this.containerId,
      containerName: this.containerName,
      containerUrl: this.containerUrl,
    });
  }
}

/**
 * Azure takes a single address without its prefix only
 * (https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations).
 */
function withoutHostPrefix(range: string): string {
  const block = readBlock(range);
  return block?.prefix === 32 ? block.first : range;
}

/** The arguments with their defaults, or one error with everything that is wrong with them. */
function validArgs(name: string, args: ModelStoreArgs) {
  const check = new ArgumentCheck("ModelStore", name);
  const valid = {
    accountName: check.input("accountName", args.accountName, storageAccountName),
    containerName: check.input("containerName", args.containerName ?? "models", blobContainerName),
    softDeleteDays: check.input("softDeleteDays", args.softDeleteDays ?? 7, integerBetween(1, 365)),
    uploaderObjectId: check.optional("uploaderObjectId", args.uploaderObjectId, entraId),
    uploaderPrincipalType: check.input(
      "uploaderPrincipalType",
      args.uploaderPrincipalType ?? "Group",
      oneOf<PrincipalType>("Group", "User", "ServicePrincipal"),
    ),
    ...validPlacement(check, args, tagLimits.storageAccount),
  };
  check.input("redundancy", args.redundancy, oneOf<ModelStoreArgs["redundancy"]>("LRS", "ZRS"));
  onlyWithZones(check, args.location, {
    propertyPath: "redundancy",
    value: args.redundancy,
    isZonal: (redundancy) => redundancy === "ZRS",
    allowed: "LRS",
  });
  check.each("allowedIpRanges", args.allowedIpRanges ?? [], addressRules.storageFirewallRange);
  check.throwProblems();
  return valid;
}
