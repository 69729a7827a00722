import { findVmSize } from "@breakwater/azure-sizes";
import type { JsonObject } from "../plan";
import { AzureError } from "./error";
import { objectsAt } from "./resource-type";
import type { AzureState } from "./state";

/**
 * Refuses a pool whose nodes need more vCPUs of their family than the subscription has left.
 *
 * @throws AzureError `ErrCode_InsufficientVCPUQuota`
 */
export function checkQuota(pool: JsonObject, { at, id, state }: { at: string; id: string; state: AzureState }): void {
  const size = findVmSize(String(pool.vmSize));
  // Which quota a size draws on that is not known, its name does not tell.
  if (!size.known) return;
  const quota = state.quotas.get(size.quotaFamily.toLowerCase());
  if (quota === undefined) return;
  const requested = vcpusOf(pool, size.quotaFamily);
  const used = poolsOf(state)
    .filter((other) => other.id.toLowerCase() !== id.toLowerCase())
    .reduce((vcpus, other) => vcpus + vcpusOf(other.pool, size.quotaFamily), 0);
  if (used + requested <= quota) return;
  throw new AzureError(
    "ErrCode_InsufficientVCPUQuota",
    `Insufficient vcpu quota requested ${requested}, remaining ${quota - used} for family ${size.quotaFamily}.`,
    `${at}count`,
  );
}

/** What a pool draws on a family's quota. A spot pool has a quota of its own. */
function vcpusOf({ vmSize, count, scaleSetPriority }: JsonObject, family: string): number {
  const size = findVmSize(String(vmSize));
  if (!size.known || size.quotaFamily !== family || scaleSetPriority === "Spot") return 0;
  return size.vcpus * (typeof count === "number" ? count : 1);
}

function poolsOf(state: AzureState): { id: string; pool: JsonObject }[] {
  return [...state.resources.values()].flatMap(({ id, token, inputs }) => {
    if (token.endsWith(":AgentPool")) return [{ id, pool: inputs }];
    if (!token.endsWith(":ManagedCluster")) return [];
    return objectsAt(inputs, "agentPoolProfiles").map((pool) => ({
      id: `${id}/agentPools/${String(pool.name)}`,
      pool,
    }));
  });
}
