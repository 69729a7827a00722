import type { SizedPool } from "@breakwater/cluster-autoscaler";

/** Why a rule cannot judge pools of a VM size that is not known; `undefined` where all are. */
export function unjudged(pools: readonly SizedPool[]): string | undefined {
  const unknown = pools.flatMap(({ name, declared, unknown: reason }) =>
    reason === undefined ? [] : [`VM size ${declared.vmSize} of pool ${name}: ${reason}`],
  );
  return unknown.length === 0 ? undefined : unknown.join("; ");
}

/** `cpu1 (at most 20 nodes), cpu2 (at most 5 nodes)`. */
export const namesOf = (pools: readonly SizedPool[]): string =>
  pools.map(({ name, declared }) => `${name} (at most ${declared.mostNodes} nodes)`).join(", ") || "none";

/** Items by what `keyOf` says of them, in the order in which the keys come. */
export function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
