import type { JsonObject } from "@breakwater/plan-views";
import { type AzureState, createAzureState } from "../../../twin/azure";
import { deployerObjectId, guidOf, subscriptionId, tenantId } from "../../../twin/azure/identifiers";

/** A machine that commands are typed at. */
export interface Machine {
  name: string;
  /** Public address that it is seen as; absent where it has no way out. */
  address?: string;
  /** ARM id of the virtual network that it stands in; absent outside of Azure. */
  networkId?: string;
}

/** Somebody in Entra ID. */
export interface Principal {
  objectId: string;
  type: "User" | "ServicePrincipal" | "Group";
  name: string;
  /** Object ids of a group's members. */
  members: string[];
}

/** Who is logged in to az, and what the token of that day says. */
export interface Login {
  principal: Principal;
  /** Object ids of the groups that the token names: those of the moment in which it was issued. */
  groups: string[];
}

/** Everything that is outside of a project's folder. It holds data alone, so that a copy of it can be kept. */
export interface World {
  azure: AzureState;
  /** What Pulumi's backend keeps, by stack; a stack that was made and never deployed has `null`. */
  stacks: Map<string, unknown>;
  /** Where Pulumi is logged in to, `azblob://…`. */
  backend?: string;
  /** Keys of vaults, by their ids in lower case. */
  keys: Set<string>;
  directory: Map<string, Principal>;
  login?: Login;
  machines: Map<string, Machine>;
  /** Where the command in progress was typed. */
  machine: Machine;
  /** Whether somebody sits there who answers questions. */
  person: boolean;
  /** Images of registries: tags by digest, by name of the registry. */
  images: Map<string, Map<string, Set<string>>>;
  /** Blobs, as `account/container/path`. */
  blobs: Set<string>;
  /** Defender's plans of the subscription that are on. */
  defenderPlans: Map<string, JsonObject>;
  /** `az configure --defaults`. */
  azDefaults: Map<string, string>;
  /** Clusters whose credentials kubectl has, by ARM id; the last is the current one. */
  contexts: string[];
  /** Secrets of vaults, by `vault/name`; their versions, the newest last. */
  secretVersions: Map<string, string[]>;
  /** Role assignments, by ARM id in lower case, that do not hold yet: each new one where `slowRoles` is set. */
  newRoles: Set<string>;
  slowRoles: boolean;
  /** End of the URN of the resource during whose creation the next `up` is killed. */
  killedDuring?: string;
}

/** Roles by the names that az calls them by. Ids: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const azureRoles: Readonly<Record<string, string>> = {
  Owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
  Contributor: "b24988ac-6180-42a0-ab88-20f7382dd24c",
  Reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
  "User Access Administrator": "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
  "Role Based Access Control Administrator": "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
  "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
  "Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
};

export const subscription = { id: subscriptionId, name: "Shop", tenantId };

/** The operator's own machine, somewhere on the internet. */
const desk: Machine = { name: "desk", address: "203.0.113.7" };

/** What time it is in the simulated cloud. */
export const worldBegins = "2026-12-03T09:00:00Z";

/** An empty subscription whose Owner sits at a desk and is not logged in. */
export function createWorld(): World {
  const ada: Principal = { objectId: deployerObjectId, type: "User", name: "ada@shop.example", members: [] };
  const world: World = {
    azure: createAzureState([], { now: new Date(worldBegins) }),
    stacks: new Map(),
    keys: new Set(),
    directory: new Map([[ada.objectId, ada]]),
    machines: new Map([
      [desk.name, desk],
      // A runner of GitHub's: an address that nobody knows beforehand.
      ["hosted-runner", { name: "hosted-runner", address: "198.51.100.44" }],
    ]),
    machine: desk,
    person: false,
    images: new Map(),
    blobs: new Set(),
    defenderPlans: new Map(),
    azDefaults: new Map(),
    contexts: [],
    secretVersions: new Map(),
    newRoles: new Set(),
    slowRoles: false,
  };
  assignByHand(world, ada.objectId, "Owner", `/subscriptions/${subscriptionId}`);
  return world;
}

/** A role that nobody's program assigned. */
export function assignByHand(world: World, principalId: string, role: string, scope: string): string {
  const roleId = azureRoles[role]!;
  const id = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidOf(`${scope}${principalId}${roleId}`)}`;
  world.azure.resources.set(id.toLowerCase(), {
    id,
    madeBy: "az",
    token: "azure-native:authorization:RoleAssignment",
    inputs: {
      scope,
      principalId,
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
    },
  });
  return id;
}

/** Groups that somebody is in. */
export function groupsOf(world: World, objectId: string): string[] {
  return [...world.directory.values()]
    .filter(({ type, members }) => type === "Group" && members.includes(objectId))
    .map((group) => group.objectId);
}
