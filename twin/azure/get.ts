import type { JsonObject } from "@breakwater/plan-views";
import { nodesOf } from "./node-counts";
import { stateOf } from "./put";
import { asObjects } from "./resource-type";
import { typeOf } from "./resource-types";
import { findResource } from "./state";
import type { AzureResource, AzureState } from "./state";

/** What a GET answers. */
export interface AzureReading extends AzureResource {
  /** All outputs, defaults filled in; a secret has no value. */
  state: JsonObject;
}

const clusterToken = "azure-native:containerservice:ManagedCluster";
const poolToken = "azure-native:containerservice:AgentPool";

/** What Azure answers to a GET of an ARM id; `undefined` is its 404. */
export function readResource(id: string, azure: AzureState): AzureReading | undefined {
  const resource = findResource(azure, id);
  if (!resource) return undefined;
  const { token, inputs } = resource;
  const type = typeOf(token);
  const name = resource.id.slice(resource.id.lastIndexOf("/") + 1);
  const request = { id: resource.id, name, inputs, state: azure, existing: resource };
  const state = stateOf(type, request, type.parentId(inputs));
  if (token === clusterToken) return { ...resource, state: { ...state, agentPoolProfiles: poolsOf(resource, azure) } };
  if (token === poolToken) return { ...resource, state: withCount(state, resource.id, azure) };
  return { ...resource, state };
}

/** All pools of a cluster by name: Azure lists those that were made on their own too (azure-native#1298, azurerm#4560). */
function poolsOf(cluster: AzureResource, azure: AzureState): JsonObject[] {
  const folder = `${cluster.id}/agentPools/`;
  const inline = asObjects(typeOf(clusterToken).outputs(requestOf(cluster, azure)).agentPoolProfiles).map((pool) =>
    withCount(pool, folder + String(pool.name), azure),
  );
  const others = [...azure.resources.values()]
    .filter(({ token, id }) => token === poolToken && id.toLowerCase().startsWith(folder.toLowerCase()))
    .map((pool) =>
      profileOf(withCount({ ...pool.inputs, ...typeOf(poolToken).outputs(requestOf(pool, azure)) }, pool.id, azure)),
    );
  const names = new Set(others.map(({ name }) => name));
  return [...inline.filter(({ name }) => !names.has(name)), ...others].toSorted((a, b) =>
    String(a.name) < String(b.name) ? -1 : 1,
  );
}

/** A pool as its cluster shows it: by name, without where it stands. */
function profileOf({ resourceGroupName: _, resourceName: __, agentPoolName, ...pool }: JsonObject): JsonObject {
  return { ...pool, name: agentPoolName! };
}

function withCount(pool: JsonObject, poolId: string, azure: AzureState): JsonObject {
  const count = nodesOf(azure, poolId);
  return count === undefined ? pool : { ...pool, count };
}

const requestOf = (resource: AzureResource, state: AzureState) => ({
  id: resource.id,
  name: resource.id.slice(resource.id.lastIndexOf("/") + 1),
  inputs: resource.inputs,
  state,
  existing: resource,
});
