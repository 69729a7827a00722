import type { JsonObject } from "@breakwater/plan-views";
import { objectsAt } from "./resource-type";
import type { AzureState } from "./state";

const cluster = "azure-native:containerservice:ManagedCluster";
const pool = "azure-native:containerservice:AgentPool";

/** Nodes that a pool has now; `undefined` for one that nobody made. */
export function nodesOf(azure: AzureState, poolId: string): number | undefined {
  return azure.nodeCounts.get(poolId.toLowerCase());
}

/**
 * The Cluster Autoscaler, or a person, moved a pool: what it is asked for next shows the new count.
 *
 * @param poolId ARM id of the pool, also of one that stands in its cluster: `<cluster's id>/agentPools/<name>`
 * @param count nodes
 */
export function scaleNodes(azure: AzureState, poolId: string, count: number): void {
  azure.nodeCounts.set(poolId.toLowerCase(), count);
}

/** A PUT's counts are obeyed; without one, a pool that is there keeps its nodes, and a new one starts with its minimum. */
export function rememberCounts(azure: AzureState, token: string, id: string, inputs: JsonObject): void {
  const pools: [string, JsonObject][] =
    token === pool
      ? [[id, inputs]]
      : token === cluster
        ? objectsAt(inputs, "agentPoolProfiles").map((profile) => [`${id}/agentPools/${String(profile.name)}`, profile])
        : [];
  for (const [poolId, { count, minCount }] of pools) {
    if (typeof count === "number") scaleNodes(azure, poolId, count);
    else if (nodesOf(azure, poolId) === undefined)
      scaleNodes(azure, poolId, typeof minCount === "number" ? minCount : 1);
  }
}
