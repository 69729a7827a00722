import type { JsonObject } from "@breakwater/plan-views";
import { deleteResource, newResource } from "../../../../twin/azure";
import { groupOf, loginOf, mayDeploy, nameOf, resourcesOf, shown } from "../access";
import { type CommandTable, CommandError } from "../command-table";
import { assignByHand, azureRoles, subscription, type World } from "../world";

const group = "azure-native:resources:ResourceGroup";
const lock = "azure-native:authorization:ManagementLockByScope";

/** What a subscription always has, by the name of the plan: Defender's, all of them "Free" (azure-native#3934). */
const defenderPlanNames = ["Arm", "Containers", "KeyVaults", "StorageAccounts", "VirtualMachines"];

/** Groups, roles, locks, providers and plans of the subscription. */
export const subscriptionCommands: CommandTable<World> = {
  "group list": { options: {}, run: (_, world) => resourcesOf(world, group).map((each) => shown(world, each)) },
  "group create": {
    options: { name: "text", location: "text", tags: "pairs" },
    run: (options, world) => {
      checkMayWrite(world, "Microsoft.Resources/subscriptions/resourcegroups/write");
      const inputs: JsonObject = { resourceGroupName: options.text("name"), location: options.text("location") };
      if (options.has("tags")) inputs.tags = options.pairs("tags");
      const { id } = newResource(group, "az", inputs, world.azure);
      return { id, name: options.text("name") };
    },
  },
  "group exists": {
    options: { name: "text" },
    run: (options, world) => findGroup(world, options.text("name")) !== undefined,
  },
  "group delete": {
    options: { name: "text", yes: "flag" },
    run: (options, world) => {
      const found = findGroup(world, options.text("name"));
      if (!found)
        throw new CommandError(
          `ERROR: (ResourceGroupNotFound) Resource group '${options.text("name")}' could not be found.`,
        );
      if (!options.has("yes"))
        throw new CommandError("ERROR: Unable to prompt for confirmation as no tty available. Use --yes.");
      deleteResource(group, found.id, world.azure);
      return undefined;
    },
  },
  "resource list": {
    options: { "resource-group": "text" },
    run: (options, world) =>
      [...world.azure.resources.values()]
        .filter(
          ({ id }) => groupOf(id) === options.text("resource-group") && nameOf(id) !== options.text("resource-group"),
        )
        .map((each) => ({ id: each.id, name: nameOf(each.id), type: String(shown(world, each).type) })),
  },
  "role assignment create": {
    options: { "assignee-object-id": "text", "assignee-principal-type": "text", role: "text", scope: "text" },
    run: (options, world) => {
      checkMayWrite(world, "Microsoft.Authorization/roleAssignments/write");
      const role = options.text("role");
      if (azureRoles[role] === undefined) throw new CommandError(`ERROR: Role '${role}' doesn't exist.`);
      const principal = world.directory.get(options.text("assignee-object-id"));
      const type = options.text("assignee-principal-type");
      if (principal?.type !== type)
        throw new CommandError(
          `ERROR: (UnmatchedPrincipalType) The PrincipalId has type '${principal?.type}', which is different from '${type}'.`,
        );
      const id = assignByHand(world, principal.objectId, role, options.text("scope"));
      return { id };
    },
  },
  "lock list": {
    options: { "resource-group": "text" },
    run: (options, world) =>
      resourcesOf(world, lock)
        .filter(({ id }) => groupOf(id) === (options.optional("resource-group") ?? world.azDefaults.get("group")))
        .map((each) => shown(world, each)),
  },
  "lock delete": {
    options: { ids: "texts" },
    run: (options, world) => {
      for (const id of options.texts("ids")) deleteResource(lock, id, world.azure);
      return undefined;
    },
  },
  "monitor log-analytics workspace list": {
    options: { "resource-group": "text" },
    run: (options, world) =>
      resourcesOf(world, "azure-native:operationalinsights:Workspace")
        .filter(({ id }) => groupOf(id) === options.text("resource-group"))
        .map((each) => shown(world, each)),
  },
  "provider register": { options: { namespace: "text", wait: "flag" }, run: () => undefined },
  "security pricing list": {
    options: {},
    run: (_, world) => ({
      value: defenderPlanNames.map((name) => ({
        name,
        pricingTier: world.defenderPlans.has(name) ? "Standard" : "Free",
        ...world.defenderPlans.get(name),
      })),
    }),
  },
  "security pricing create": {
    options: { name: "text", tier: "text", subplan: "text", extensions: "pairs" },
    run: (options, world) => {
      checkMayWrite(world, "Microsoft.Security/pricings/write");
      const name = options.text("name");
      if (!defenderPlanNames.includes(name))
        throw new CommandError(`ERROR: (InvalidInput) Pricing bundle '${name}' does not exist.`);
      const tier = options.text("tier").toLowerCase();
      if (tier === "standard")
        world.defenderPlans.set(name, options.has("subplan") ? { subPlan: options.text("subplan") } : {});
      else world.defenderPlans.delete(name);
      return { name, pricingTier: tier };
    },
  },
};

function findGroup(world: World, name: string) {
  return resourcesOf(world, group).find(({ id }) => nameOf(id).toLowerCase() === name.toLowerCase());
}

/** Makes whoever is logged in prove the right to make things in the subscription. */
export function checkMayWrite(world: World, action: string): void {
  if (mayDeploy(world)) return;
  const { principal } = loginOf(world);
  throw new CommandError(
    `ERROR: (AuthorizationFailed) The client '${principal.name}' with object id '${principal.objectId}' does not have authorization to perform action '${action}' over scope '/subscriptions/${subscription.id}'.`,
  );
}
