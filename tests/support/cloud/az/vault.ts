import { nameOf } from "../access";
import { type CommandTable, CommandError } from "../command-table";
import type { World } from "../world";
import { deletedVault, deletedVaults } from "./data";

/** Deleted vaults, and the logs of deleted workspaces. */
export const vaultCommands: CommandTable<World> = {
  "keyvault list-deleted": {
    options: { "resource-type": "text" },
    run: (_, world) => deletedVaults(world),
  },
  "keyvault purge": {
    options: { name: "text", location: "text" },
    run: (options, world) => {
      const name = options.text("name");
      const deleted = deletedVault(world, name)?.properties as { purgeProtectionEnabled?: boolean } | undefined;
      if (!deleted)
        throw new CommandError(`ERROR: (DeletedVaultNotFound) The specified deleted vault '${name}' does not exist.`);
      if (deleted.purgeProtectionEnabled)
        throw new CommandError(
          `ERROR: (Forbidden) Operation "purge" is not allowed because purge protection is enabled for this vault.`,
        );
      for (const [key, { resource }] of world.azure.keptNames)
        if (nameOf(resource.id) === name) world.azure.keptNames.delete(key);
      return undefined;
    },
  },
  "keyvault recover": {
    options: { name: "text", location: "text" },
    run: (options, world) => {
      const name = options.text("name");
      for (const [key, { resource }] of world.azure.keptNames) {
        if (nameOf(resource.id) !== name) continue;
        world.azure.keptNames.delete(key);
        world.azure.resources.set(resource.id.toLowerCase(), resource);
        return { id: resource.id };
      }
      throw new CommandError(`ERROR: (DeletedVaultNotFound) The specified deleted vault '${name}' does not exist.`);
    },
  },
};
