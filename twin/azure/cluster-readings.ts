import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { readResource } from "./get";
import { resourceGroupId } from "./identifiers";
import { getCluster } from "./managed-cluster";
import { objectsAt, textAt } from "./resource-type";
import type { AzureFunction } from "./resource-type";
import type { AzureState } from "./state";

/** What the functions answer that read a cluster and its pools: what a GET does. */
export const clusterReadings: Record<string, AzureFunction> = {
  "azure-native:containerservice:getAgentPool": getPool,
  "azure-native:containerservice:getManagedCluster": (args, state) => {
    const answer = getCluster(args, state);
    return { ...answer, ...clusterRead(args, state) };
  },
};

/** A pool, also one that stands in its cluster. Without a state there is none. */
function getPool(args: JsonObject, state: AzureState | undefined): JsonObject {
  const name = textAt(args, "agentPoolName");
  const pool = objectsAt(clusterRead(args, state) ?? {}, "agentPoolProfiles").find((profile) => profile.name === name);
  if (pool === undefined) {
    throw new AzureError(
      "NotFound",
      `The agent pool '${name}' of the managed cluster '${textAt(args, "resourceName")}' was not found.`,
    );
  }
  // Here `type` is the ARM type.
  return { ...pool, type: "Microsoft.ContainerService/managedClusters/agentPools" };
}

const clusterRead = (args: JsonObject, state: AzureState | undefined): JsonObject | undefined => {
  const group = resourceGroupId(textAt(args, "resourceGroupName"));
  const id = `${group}/providers/Microsoft.ContainerService/managedClusters/${textAt(args, "resourceName")}`;
  return state && readResource(id, state)?.state;
};
