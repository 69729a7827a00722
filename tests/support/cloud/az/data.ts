import type { Json, JsonObject } from "@breakwater/plan-views";
import { deleteResource, newResource } from "../../../../twin/azure";
import { groupOf, hasRole, loginOf, named, nameOf, reachesData, resourcesOf, shown } from "../access";
import { type CommandTable, CommandError, type Options } from "../command-table";
import { subscription, type World } from "../world";
import { checkMayWrite } from "./subscription";

const storageAccount = "azure-native:storage:StorageAccount";
const container = "azure-native:storage:BlobContainer";
const vault = "azure-native:keyvault:Vault";

/** Storage accounts, and vaults with their keys. */
export const dataCommands: CommandTable<World> = {
  "storage account list": {
    options: { "resource-group": "text" },
    run: (options, world) => inGroup(world, storageAccount, options.optional("resource-group")),
  },
  "storage account show": {
    options: { name: "text", "resource-group": "text" },
    run: (options, world) => shown(world, found(world, storageAccount, options.text("name"))),
  },
  "storage account check-name": {
    options: { name: "text" },
    run: (options, world) => ({ nameAvailable: named(world, storageAccount, options.text("name")) === undefined }),
  },
  "storage account create": {
    options: {
      name: "text",
      "resource-group": "text",
      location: "text",
      sku: "text",
      kind: "text",
      "https-only": "text",
      "min-tls-version": "text",
      "allow-blob-public-access": "text",
      "allow-shared-key-access": "text",
      tags: "pairs",
    },
    run: (options, world) =>
      create(world, storageAccount, {
        resourceGroupName: options.text("resource-group"),
        accountName: options.text("name"),
        location: options.text("location"),
        kind: options.text("kind"),
        sku: { name: options.text("sku") },
        allowSharedKeyAccess: options.text("allow-shared-key-access") === "true",
        tags: options.pairs("tags"),
      }),
  },
  "storage account blob-service-properties update": {
    options: {
      "account-name": "text",
      "resource-group": "text",
      "enable-versioning": "text",
      "enable-delete-retention": "text",
      "delete-retention-days": "text",
    },
    run: (options, world) => ({ id: found(world, storageAccount, options.text("account-name")).id }),
  },
  "storage container-rm create": {
    options: { name: "text", "storage-account": "text", "resource-group": "text" },
    run: (options, world) =>
      create(world, container, {
        resourceGroupName: options.text("resource-group"),
        accountName: options.text("storage-account"),
        containerName: options.text("name"),
      }),
  },
  "storage blob list": {
    options: { "account-name": "text", "container-name": "text", "auth-mode": "text", "num-results": "text" },
    run: (options, world) => {
      const account = found(world, storageAccount, options.text("account-name"));
      checkBlobs(world, `${account.id}/blobServices/default/containers/${options.text("container-name")}`);
      return [];
    },
  },
  "keyvault list": {
    options: { "resource-group": "text" },
    run: (options, world) => inGroup(world, vault, options.optional("resource-group")),
  },
  "keyvault create": {
    options: {
      name: "text",
      "resource-group": "text",
      location: "text",
      "enable-rbac-authorization": "text",
      "enable-purge-protection": "text",
      "retention-days": "text",
      tags: "pairs",
    },
    run: (options, world) =>
      create(world, vault, {
        resourceGroupName: options.text("resource-group"),
        vaultName: options.text("name"),
        location: options.text("location"),
        tags: options.pairs("tags"),
        properties: {
          tenantId: subscription.tenantId,
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: options.text("enable-rbac-authorization") === "true",
          enablePurgeProtection: true,
          softDeleteRetentionInDays: Number(options.text("retention-days")),
        },
      }),
  },
  "keyvault key show": {
    options: { "vault-name": "text", name: "text" },
    run: (options, world) => {
      const { id } = found(world, vault, options.text("vault-name"));
      if (!hasRole(world, loginOf(world).principal.objectId, "Key Vault Crypto User", id))
        throw new CommandError("ERROR: (Forbidden) Caller is not authorized to perform action on resource.");
      const key = `${id}/keys/${options.text("name")}`;
      if (!world.keys.has(key.toLowerCase())) throw new CommandError("ERROR: (KeyNotFound)");
      return { key: { kid: key } };
    },
  },
  rest: {
    options: { method: "text", url: "text", body: "text" },
    run: (options, world): Json => {
      const url = options.text("url").replace(/\?.*$/, "");
      if (options.text("method") === "post" && url.endsWith("/Microsoft.KeyVault/checkNameAvailability")) {
        const { name } = JSON.parse(options.text("body")) as { name: string };
        return { nameAvailable: named(world, vault, name) === undefined && deletedVault(world, name) === undefined };
      }
      const key = /^(.*\/vaults\/([^/]+))\/keys\/[^/]+$/.exec(url);
      if (options.text("method") !== "put" || !key)
        throw new CommandError(`az rest: the stand-in knows no ${options.text("method")} ${url}`, 2);
      checkMayWrite(world, "Microsoft.KeyVault/vaults/keys/write");
      found(world, vault, key[2]!);
      world.keys.add(url.toLowerCase());
      return { id: url };
    },
  },
};

/** A deleted vault that keeps its name. */
export const deletedVault = (world: World, name: string): JsonObject | undefined =>
  deletedVaults(world).find((each) => each.name === name);

/** Deleted vaults, as az lists them. */
export function deletedVaults({ azure }: World): JsonObject[] {
  return [...azure.keptNames.values()]
    .filter(({ resource, until }) => resource.token === vault && (!until || !azure.now || azure.now < until))
    .map(({ resource, until }) => ({
      name: nameOf(resource.id),
      properties: {
        location: resource.inputs.location ?? "",
        ...(isProtected(resource.inputs) && { purgeProtectionEnabled: true }),
        scheduledPurgeDate: until?.toISOString() ?? "",
        vaultId: resource.id,
      },
    }));
}

const isProtected = ({ properties }: JsonObject): boolean => (properties as JsonObject).enablePurgeProtection === true;

function inGroup(world: World, token: string, group: string | undefined): Json {
  const all = resourcesOf(world, token);
  return all.filter(({ id }) => group === undefined || groupOf(id) === group).map((each) => shown(world, each));
}

/**
 * A resource by its type and name.
 *
 * @throws CommandError where it is not there
 */
export function found(world: World, token: string, name: string) {
  const resource = named(world, token, name);
  if (!resource)
    throw new CommandError(
      `ERROR: (ResourceNotFound) The Resource '${token.split(":").at(-1)}/${name}' was not found.`,
    );
  return resource;
}

/** Makes a resource by hand, or changes it. */
export function create(world: World, token: string, inputs: JsonObject): Json {
  checkMayWrite(world, `${token}/write`);
  const { id } = newResource(token, "az", inputs, world.azure);
  return { id, name: nameOf(id) };
}

/** Makes whoever is logged in prove a role on a container, and the network in between. */
export function checkBlobs(world: World, containerId: string): void {
  const account = found(world, storageAccount, /storageAccounts\/([^/]+)/i.exec(containerId)![1]!);
  if (!reachesData(world, account))
    throw new CommandError("ERROR: (AuthorizationFailure) This request is not authorized to perform this operation.");
  if (!hasRole(world, loginOf(world).principal.objectId, "Storage Blob Data Contributor", containerId))
    throw new CommandError(
      "ERROR: (AuthorizationPermissionMismatch) You do not have the required permissions needed to perform this operation.",
    );
}

/** The group that a command names, else the one that `az configure` has. */
export function groupGiven(options: Options, world: World): string {
  const group = options.optional("resource-group") ?? world.azDefaults.get("group");
  if (group === undefined)
    throw new CommandError("ERROR: the following arguments are required: --resource-group/-g", 2);
  return group;
}

/** Deletes what somebody made by hand. */
export function remove(world: World, token: string, id: string): void {
  deleteResource(token, id, world.azure);
}
