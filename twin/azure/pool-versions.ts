import type { JsonObject } from "@breakwater/plan-views";
import { objectsAt } from "./resource-type";
import type { AzureState } from "./state";
import { childrenOf } from "./table/users";

/**
 * Whether a cluster's PUT names a Kubernetes version for some of its pools and not for all, those included that stand on
 * their own: AKS wants all or none (AKS PR#2889, AKS#4765, azure-native#2094).
 */
export function partlyVersioned(clusterId: string, inputs: JsonObject, azure: AzureState): boolean {
  const profiles = objectsAt(inputs, "agentPoolProfiles");
  const named = profiles.filter(({ orchestratorVersion }) => (orchestratorVersion ?? null) !== null);
  if (named.length === 0) return false;
  const names = new Set(named.map(({ name }) => name));
  const others = childrenOf(azure, clusterId, "azure-native:containerservice:AgentPool");
  return (
    profiles.some(({ name }) => !names.has(name)) || others.some(({ inputs: pool }) => !names.has(pool.agentPoolName))
  );
}
