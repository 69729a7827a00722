import { contains } from "@breakwater/cidr";
import type { JsonObject } from "@breakwater/plan-views";
import { readResource } from "../../../twin/azure";
import { findResource } from "../../../twin/azure/state";
import type { AzureResource } from "../../../twin/azure/state";
import { CommandError } from "./command-table";
import { azureRoles, groupsOf, type Machine, subscription, type World } from "./world";

/** Who is logged in to az. */
export function loginOf(world: World) {
  if (!world.login) throw new CommandError("ERROR: Please run 'az login' to setup account.");
  return world.login;
}

/** Resources of a type, without its API version. */
export function resourcesOf(world: World, token: string): AzureResource[] {
  const [, module, type] = token.split(":");
  const form = new RegExp(`^azure-native:${module}(/v\\d{8}\\w*)?:${type}$`);
  return [...world.azure.resources.values()].filter((resource) => form.test(resource.token));
}

/** The resource of a type with a name. */
export function named(world: World, token: string, name: string): AzureResource | undefined {
  return resourcesOf(world, token).find(({ id }) => nameOf(id).toLowerCase() === name.toLowerCase());
}

export const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
export const groupOf = (id: string): string => /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";

/** What a GET answers, as az prints it: with id, name and group. */
export function shown(world: World, resource: AzureResource): JsonObject {
  const state = readResource(resource.id, world.azure)?.state ?? {};
  return { ...state, id: resource.id, name: nameOf(resource.id), resourceGroup: groupOf(resource.id) };
}

/** Whether somebody has a role at a place or above it: in their own name or in a group's that they are in now. */
export function hasRole(world: World, objectId: string, role: string, scope: string): boolean {
  return holdsRole(world, [objectId, ...groupsOf(world, objectId)], role, scope);
}

function holdsRole(world: World, principals: readonly string[], role: string, scope: string): boolean {
  const roleId = azureRoles[role]!;
  const place = `${scope}/`.toLowerCase();
  return resourcesOf(world, "azure-native:authorization:RoleAssignment").some(
    ({ id, inputs }) =>
      !world.newRoles.has(id.toLowerCase()) &&
      principals.includes(String(inputs.principalId)) &&
      String(inputs.roleDefinitionId).toLowerCase().endsWith(roleId) &&
      place.startsWith(`${String(inputs.scope).replace(/\/$/, "")}/`.toLowerCase()),
  );
}

/** Whether whoever is logged in may change the subscription as a stack's program does: make, and assign roles. */
export function mayDeploy(world: World): boolean {
  const { principal } = loginOf(world);
  const scope = `/subscriptions/${subscription.id}`;
  const has = (role: string) => hasRole(world, principal.objectId, role, scope);
  return (
    has("Owner") ||
    (has("Contributor") && (has("User Access Administrator") || has("Role Based Access Control Administrator")))
  );
}

/** Why the API server of a cluster does not answer a machine; `undefined` where it does. */
export function apiServerRefusal(world: World, clusterId: string): string | undefined {
  const cluster = findResource(world.azure, clusterId);
  if (!cluster) return "the cluster is not there";
  const { state } = readResource(clusterId, world.azure)!;
  const { enablePrivateCluster, authorizedIPRanges = [] } = (cluster.inputs.apiServerAccessProfile ?? {}) as {
    enablePrivateCluster?: boolean;
    authorizedIPRanges?: string[];
  };
  const host = String(enablePrivateCluster ? (state.privateFQDN ?? "the private API server") : state.fqdn);
  if (enablePrivateCluster && !isInNetwork(world.machine, networkOfCluster(cluster)))
    return `Kubernetes cluster is unreachable: Get "https://${host}:443/version": dial tcp: lookup ${host}: no such host`;
  if (authorizedIPRanges.length > 0 && !isListed(world.machine, authorizedIPRanges))
    return `Kubernetes cluster is unreachable: Get "https://${host}:443/version": dial tcp: i/o timeout`;
  return undefined;
}

/** Why a cluster lets nobody of a login in; `undefined` where it does. It reads the token's groups, not those of now. */
export function kubernetesRefusal(world: World, clusterId: string): string | undefined {
  const { principal, groups } = loginOf(world);
  const { inputs } = findResource(world.azure, clusterId)!;
  const { adminGroupObjectIDs = [] } = (inputs.aadProfile ?? {}) as { adminGroupObjectIDs?: string[] };
  if (groups.some((group) => adminGroupObjectIDs.includes(group))) return undefined;
  const role = "Azure Kubernetes Service RBAC Cluster Admin";
  if (holdsRole(world, [principal.objectId, ...groups], role, clusterId)) return undefined;
  return `namespaces is forbidden: User "${principal.objectId}" cannot create resource "namespaces" in API group "" at the cluster scope: User does not have access to the resource in Azure. Update role assignment to allow access.`;
}

/**
 * Whether a machine reaches a service's data: publicly, as its firewall lets it, or over a private endpoint in the machine's network.
 *
 * @param rules what the service's own properties call its firewall
 */
export function reachesData(world: World, resource: AzureResource, machine: Machine = world.machine): boolean {
  const { publicNetworkAccess, ...properties } = { ...resource.inputs, ...(resource.inputs.properties as JsonObject) };
  if (endpointsOf(world, resource.id).some((networkId) => isInNetwork(machine, networkId))) return true;
  if (String(publicNetworkAccess).toLowerCase() === "disabled") return false;
  const rules = (properties.networkRuleSet ?? properties.networkAcls) as
    { defaultAction?: string; ipRules?: Record<string, string>[] } | undefined;
  if (rules?.defaultAction !== "Deny") return machine.address !== undefined;
  return isListed(
    machine,
    (rules.ipRules ?? []).flatMap((rule) => rule.iPAddressOrRange ?? rule.value ?? []),
  );
}

/** Networks in which a service has a private endpoint. */
function endpointsOf(world: World, targetId: string): string[] {
  return resourcesOf(world, "azure-native:network:PrivateEndpoint")
    .filter(({ inputs }) =>
      JSON.stringify(inputs.privateLinkServiceConnections).toLowerCase().includes(`"${targetId.toLowerCase()}"`),
    )
    .map(({ inputs }) => networkOf(String((inputs.subnet as JsonObject).id)));
}

const networkOf = (subnetId: string): string => subnetId.replace(/\/subnets\/[^/]+$/i, "");

function networkOfCluster({ inputs }: AzureResource): string {
  const [pool] = inputs.agentPoolProfiles as JsonObject[];
  return networkOf(String(pool!.vnetSubnetID));
}

const isInNetwork = ({ networkId }: Machine, other: string): boolean =>
  networkId?.toLowerCase() === other.toLowerCase();
const isListed = ({ address }: Machine, ranges: readonly string[]): boolean =>
  address !== undefined &&
  ranges.some((range) => contains(range.includes("/") ? range : `${range}/32`, `${address}/32`));
