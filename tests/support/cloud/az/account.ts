import { guidOf } from "../../../../twin/azure/identifiers";
import { loginOf } from "../access";
import { type CommandTable, CommandError } from "../command-table";
import { groupsOf, type Principal, subscription, type World } from "../world";

/** Who is logged in, and Entra ID. */
export const account: CommandTable<World> = {
  login: {
    options: {
      tenant: "text",
      "service-principal": "flag",
      username: "text",
      "federated-token": "text",
    },
    run: (options, world) => {
      if (options.optional("tenant") !== subscription.tenantId)
        throw new CommandError(`ERROR: AADSTS90002: Tenant '${options.optional("tenant")}' not found.`);
      const name = options.has("service-principal") ? options.text("username") : "ada@shop.example";
      login(world, principalNamed(world, name));
      return [{ id: subscription.id, name: subscription.name, tenantId: subscription.tenantId }];
    },
  },
  "account show": {
    options: {},
    run: (_, world) => {
      const { principal } = loginOf(world);
      return {
        id: subscription.id,
        name: subscription.name,
        tenantId: subscription.tenantId,
        state: "Enabled",
        user: { name: principal.name, type: principal.type === "User" ? "user" : "servicePrincipal" },
      };
    },
  },
  "account set": {
    options: {},
    run: (options) => {
      if (options.optional("subscription") !== subscription.id)
        throw new CommandError(
          `ERROR: The subscription of '${options.optional("subscription")}' doesn't exist in cloud 'AzureCloud'.`,
        );
      return undefined;
    },
  },
  "account get-access-token": { options: { scope: "texts" }, run: () => ({ accessToken: "…", tokenType: "Bearer" }) },
  "cloud show": { options: {}, run: () => ({ name: "AzureCloud", suffixes: { storageEndpoint: "core.windows.net" } }) },
  configure: {
    options: { defaults: "pairs" },
    run: (options, world) => {
      for (const [key, value] of Object.entries(options.pairs("defaults"))) {
        if (value === "''" || value === "") world.azDefaults.delete(key);
        else world.azDefaults.set(key, value);
      }
      return undefined;
    },
  },
  "ad signed-in-user show": {
    options: {},
    run: (_, world) => {
      const { principal } = loginOf(world);
      if (principal.type !== "User")
        throw new CommandError("ERROR: /me request is only valid with delegated authentication flow.");
      return { id: principal.objectId, userPrincipalName: principal.name };
    },
  },
  "ad sp show": {
    options: { id: "text" },
    run: (options, world) => ({ id: principalNamed(world, options.text("id")).objectId }),
  },
  "ad group create": {
    options: { "display-name": "text", "mail-nickname": "text" },
    run: (options, world) => {
      const name = options.text("display-name");
      options.text("mail-nickname");
      const group: Principal = { objectId: guidOf(`group ${name}`), type: "Group", name, members: [] };
      world.directory.set(group.objectId, group);
      return { id: group.objectId, displayName: name };
    },
  },
  "ad group show": {
    options: { group: "text" },
    run: (options, world) => {
      const { objectId, name } = groupNamed(world, options.text("group"));
      return { id: objectId, displayName: name };
    },
  },
  "ad group member add": {
    options: { group: "text", "member-id": "text" },
    run: (options, world) => {
      const group = groupNamed(world, options.text("group"));
      const member = options.text("member-id");
      if (!world.directory.has(member))
        throw new CommandError(
          `ERROR: Resource '${member}' does not exist or one of its queried reference-property objects are not present.`,
        );
      group.members.push(member);
      return undefined;
    },
  },
};

/** Takes a token, which names the groups of this moment. */
function login(world: World, principal: Principal): void {
  world.login = { principal, groups: groupsOf(world, principal.objectId) };
  world.azure.deployer = {
    objectId: principal.objectId,
    principalType: principal.type === "User" ? "User" : "ServicePrincipal",
  };
}

/** Somebody by name or object id. */
function principalNamed(world: World, name: string): Principal {
  const found = [...world.directory.values()].find(
    (principal) => principal.name === name || principal.objectId === name,
  );
  if (!found) throw new CommandError(`ERROR: ${name} does not exist in the directory.`);
  return found;
}

function groupNamed(world: World, name: string): Principal {
  const group = principalNamed(world, name);
  if (group.type !== "Group") throw new CommandError(`ERROR: No group matches the name of '${name}'`);
  return group;
}
