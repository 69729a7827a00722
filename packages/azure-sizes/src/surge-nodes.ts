/*
 * Nodes that stand beside a pool's own while AKS upgrades it. They take vCPUs of the quota, an address of the nodes' subnet and a block of the
 * pods' network like any other, and AKS refuses the upgrade where one of these is lacking (Azure/AKS#1795). That holds for a pool that has
 * grown to its maximum, which is when an upgrade that repairs something cannot wait.
 */

/** What decides how many nodes of a pool there may be at once. */
export interface PoolNodes {
  /** Most nodes: the autoscaler's maximum, else the count. */
  mostNodes: number;
  /** `upgradeSettings.maxSurge`: a number of nodes or a share of them (`33%`). Default: AKS's own, 10 %. */
  maxSurge?: number | string | undefined;
  /** Whether its nodes are spot VMs, which AKS upgrades without a surge. Default: false. */
  spot?: boolean;
}

/** What AKS takes where a pool does not say (https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling). */
const defaultMaxSurge = "10%";

/** Surge of the pools of this platform, by kind: the components ask for it, the settings reckon with it. */
export const maxSurgeOf = {
  system: "33%",
  // Capacity first: new nodes stand before old ones drain.
  cpu: "33%",
  // One more GPU node than the pool has is what a quota just large enough for the pool refuses.
  gpu: "0",
} as const;

/**
 * Nodes that an upgrade adds to a pool at its largest. AKS rounds a share up
 * (https://learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling#customize-node-surge-upgrade); a spot pool has no surge
 * (https://learn.microsoft.com/azure/aks/spot-node-pool#upgrade-a-spot-node-pool).
 *
 * @throws RangeError of a surge that is neither a number of nodes nor a share of them
 */
export function surgeNodes({ mostNodes, maxSurge = defaultMaxSurge, spot = false }: PoolNodes): number {
  const [, amount, percent] = /^(\d+)(%?)$/.exec(String(maxSurge)) ?? [];
  if (amount === undefined) {
    throw new RangeError(
      `maxSurge ${JSON.stringify(maxSurge)} must be a number of nodes or a share of them, such as "33%"`,
    );
  }
  if (spot) return 0;
  return percent === "" ? Number(amount) : Math.ceil((mostNodes * Number(amount)) / 100);
}

/**
 * Most nodes that pools may have at once: all at their largest, each with its surge. Not only one pool's surge, because `pulumi up` upgrades
 * pools beside one another, and so does AKS where nodes of several get a new image.
 */
export const nodesWithSurge = (pools: readonly PoolNodes[]): number =>
  pools.reduce((nodes, pool) => nodes + pool.mostNodes + surgeNodes(pool), 0);
