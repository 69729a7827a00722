import { isObject, type JsonObject } from "@breakwater/plan-views";
import { nodesOf } from "./node-counts";
import { outputsOf } from "./outputs";
import { asObjects } from "./resource-type";
import { resourceTypes, typeOf } from "./resource-types";
import { findResource } from "./state";
import type { AzureResource, AzureState } from "./state";
import { providerTable } from "./table/provider-table";
import { childrenOf } from "./table/users";

/** What a GET answers. */
export interface AzureReading extends AzureResource {
  /** All outputs, defaults filled in; a secret has no value. */
  state: JsonObject;
}

const clusterToken = "azure-native:containerservice:ManagedCluster";
const poolToken = "azure-native:containerservice:AgentPool";

/**
 * What Azure answers to a GET of an ARM id: of a cluster all pools by name, of a pool the nodes that it has now, of
 * everything the defaults that the inputs do not say. `undefined` is Azure's 404.
 */
export function readResource(id: string, azure: AzureState): AzureReading | undefined {
  const resource = findResource(azure, id) ?? alwaysThere(id);
  if (!resource) return undefined;
  const { inputs, token } = resource;
  const isOrphan = providerTable[token]?.outlives && !findResource(azure, typeOf(token).parentId(inputs));
  return isOrphan ? undefined : { ...resource, state: stateOf(resource, azure) };
}

/** All outputs of a resource that exists. */
export function stateOf(resource: AzureResource, azure: AzureState): JsonObject {
  const { token, inputs } = resource;
  const type = typeOf(token);
  const request = requestOf(resource, azure);
  const defaults = providerTable[token]?.defaults?.values(inputs) ?? {};
  const state = filledIn(outputsOf(type, request, type.parentId(inputs)), defaults);
  if (token === clusterToken) return { ...state, agentPoolProfiles: poolsOf(resource, azure) };
  return token === poolToken ? withCount(state, resource.id, azure) : state;
}

/** What exists in every subscription, as nobody has changed it. */
function alwaysThere(id: string): AzureResource | undefined {
  for (const [token, { existence }] of Object.entries(providerTable)) {
    if (existence.kind !== "always") continue;
    const { segment, nameInput } = resourceTypes[token]!;
    const [, scope, name] =
      new RegExp(`^(/subscriptions/[^/]+)/${segment.replaceAll(".", "\\.")}/([^/]+)$`, "i").exec(id) ?? [];
    if (scope === undefined) continue;
    return { id, madeBy: "", token, inputs: { scopeId: scope, [nameInput]: name!, ...existence.untouched } };
  }
  return undefined;
}

/** All pools of a cluster by name: Azure lists those that were made on their own too (azure-native#1298, azurerm#4560). */
function poolsOf(cluster: AzureResource, azure: AzureState): JsonObject[] {
  const others = childrenOf(azure, cluster.id, poolToken).map((pool) => profileOf(stateOf(pool, azure)));
  const names = new Set(others.map(({ name }) => name));
  const folder = `${cluster.id}/agentPools/`;
  // A request of the cluster may name a pool that was made on its own, and that has gone since: it has no nodes to be counted.
  const isCounted = [...azure.nodeCounts.keys()].some((pool) => pool.startsWith(folder.toLowerCase()));
  const isGone = (name: unknown) => isCounted && nodesOf(azure, folder + String(name)) === undefined;
  const { agentPoolProfiles } = typeOf(clusterToken).outputs(requestOf(cluster, azure));
  const inline = asObjects(agentPoolProfiles)
    .filter(({ name }) => !names.has(name) && !isGone(name))
    .map((pool) => withCount(pool, folder + String(pool.name), azure));
  return [...inline, ...others].toSorted((a, b) => (String(a.name) < String(b.name) ? -1 : 1));
}

/** A pool as its cluster shows it: with its name, without where it stands. */
function profileOf(pool: JsonObject): JsonObject {
  const places = ["resourceGroupName", "resourceName", "agentPoolName", "type"];
  const profile = Object.entries(pool).filter(([key]) => !places.includes(key));
  return { ...Object.fromEntries(profile), name: pool.name!, type: "VirtualMachineScaleSets" };
}

function withCount(pool: JsonObject, poolId: string, azure: AzureState): JsonObject {
  const count = nodesOf(azure, poolId);
  return count === undefined ? pool : { ...pool, count };
}

/** Values with what they do not say filled in, at every depth of objects. */
function filledIn(values: JsonObject, defaults: JsonObject): JsonObject {
  const filled = Object.entries(defaults).map(([key, value]) => {
    const given = values[key];
    return [key, isObject(value) && isObject(given) ? filledIn(given, value) : (given ?? value)] as const;
  });
  return { ...values, ...Object.fromEntries(filled) };
}

const requestOf = (resource: AzureResource, state: AzureState) => ({
  id: resource.id,
  name: resource.id.slice(resource.id.lastIndexOf("/") + 1),
  inputs: resource.inputs,
  state,
  existing: resource,
});
