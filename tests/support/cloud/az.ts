import type { Json } from "@breakwater/plan-views";
import { AzureError } from "../../../twin/azure";
import { account } from "./az/account";
import { clusterCommands } from "./az/cluster";
import { dataCommands } from "./az/data";
import { machineCommands } from "./az/machines";
import { registryCommands } from "./az/registry";
import { subscriptionCommands } from "./az/subscription";
import { vaultCommands } from "./az/vault";
import { printed } from "./az-output";
import { type CommandTable, CommandError, readCommand } from "./command-table";
import type { World } from "./world";

/**
 * The commands of az that our pages and scripts use, each with the options that they use. The names are az 2.91's: what stands here was held against
 * `az … --help`.
 */
export const azCommands: CommandTable<World> = {
  ...account,
  ...subscriptionCommands,
  ...dataCommands,
  ...vaultCommands,
  ...registryCommands,
  ...clusterCommands,
  ...machineCommands,
};

/** Options of every command of az. */
export const azOptions = {
  output: "text",
  o: "text",
  query: "text",
  subscription: "text",
  "only-show-errors": "flag",
} as const;

/** What az does and prints. */
export async function az(args: readonly string[], world: World): Promise<string> {
  const { name, command, options } = readCommand("az", azCommands, args, azOptions);
  // Everything but a login takes one.
  if (name !== "login" && name !== "cloud show" && !world.login)
    throw new CommandError("ERROR: Please run 'az login' to setup account.");
  let answer: Json | undefined;
  try {
    answer = await command.run(options, world);
  } catch (error) {
    if (error instanceof AzureError)
      throw new CommandError(`ERROR: (${error.code}) ${error.message.replace(`${error.code}: `, "")}`);
    throw error;
  }
  if (name === "aks get-credentials") return `${String(answer)}\n`;
  return printed(answer, options.optional("query"), options.optional("output") ?? options.optional("o"));
}
