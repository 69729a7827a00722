import { type DeclaredPool, type DeclaredResource, isCluster, poolsIn } from "@breakwater/plan-views";
import type { AzureState } from "./state";

/** Every node pool of a subscription with its ARM id, those that stand in their cluster among them. */
export function poolsOfState(state: AzureState): { id: string; pool: DeclaredPool<DeclaredResource> }[] {
  return [...state.resources.values()].flatMap(({ id, token, madeBy, inputs }) =>
    poolsIn({ type: token, name: madeBy, props: inputs }).map((pool) => ({
      id: isCluster({ type: token }) ? `${id}/agentPools/${pool.name}` : id,
      pool,
    })),
  );
}
