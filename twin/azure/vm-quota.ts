import type { JsonObject } from "../plan/types";
import { AzureError } from "./error";
import { objectsAt } from "./resource-type";
import type { AzureState } from "./state";

/**
 * Refuses a pool whose nodes need more vCPUs of their family than the subscription has left.
 *
 * @throws AzureError `ErrCode_InsufficientVCPUQuota`
 */
export function checkQuota(pool: JsonObject, { at, id, state }: { at: string; id: string; state: AzureState }): void {
  const size = sizeOf(pool.vmSize);
  const quota = size && state.quotas.get(size.family);
  if (!size || quota === undefined) return;
  const requested = vcpusOf(pool);
  const used = poolsOf(state)
    .filter((other) => other.id.toLowerCase() !== id.toLowerCase() && sizeOf(other.pool.vmSize)?.family === size.family)
    .reduce((vcpus, other) => vcpus + vcpusOf(other.pool), 0);
  if (used + requested <= quota) return;
  throw new AzureError(
    "ErrCode_InsufficientVCPUQuota",
    `Insufficient vcpu quota requested ${requested}, remaining ${quota - used} for family ${size.family}.`,
    `${at}count`,
  );
}

/**
 * The family of `Standard_NC24ads_A100_v4` is `StandardNCADSA100v4Family`, its vCPUs are the first number
 * (https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions). Families are told apart without case.
 */
function sizeOf(vmSize: unknown): { family: string; vcpus: number } | undefined {
  const [, series, vcpus, features, rest] = /^Standard_([A-Z]+)(\d+)([a-z]*)_(\w+)$/.exec(String(vmSize)) ?? [];
  if (series === undefined || features === undefined || rest === undefined) return undefined;
  // An isolated size (`i`) counts into its family like the others.
  const family = `standard${series}${features.replace("i", "")}${rest.replaceAll("_", "")}family`.toLowerCase();
  return { family, vcpus: Number(vcpus) };
}

/** A spot pool has a quota of its own. */
function vcpusOf(pool: JsonObject): number {
  if (pool.scaleSetPriority === "Spot") return 0;
  return (sizeOf(pool.vmSize)?.vcpus ?? 0) * (typeof pool.count === "number" ? pool.count : 1);
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
