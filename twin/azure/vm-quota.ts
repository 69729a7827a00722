import { findVmSize } from "@breakwater/azure-sizes";
import { type JsonObject, type Pool, poolsIn } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { poolsOfState } from "./pools-of-state";
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
  const [asked] = poolsIn({ type: "azure-native:containerservice:AgentPool", name: id, props: pool });
  const requested = vcpusOf(asked!, size.quotaFamily);
  const used = poolsOfState(state)
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
function vcpusOf({ vmSize, count, spot }: Pool, family: string): number {
  const size = findVmSize(vmSize);
  return !size.known || size.quotaFamily !== family || spot ? 0 : size.vcpus * count;
}
