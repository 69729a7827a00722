import { maxSurgeOf, nodesWithSurge, type PoolNodes } from "@breakwater/azure-sizes";
import type { Settings } from "../schema";

/** The pools, in the order in which they come to be. */
export const poolKinds = ["system", "cpu", "gpu"] as const;

/** Paths of what bounds the number of nodes. */
export const nodeCountPaths = ["pools.system.count", "pools.cpu.maxCount", "pools.gpu.maxCount"];

/** A pool at its largest, with the surge of its upgrades. */
const poolNodes = ({ pools }: Settings, kind: (typeof poolKinds)[number]): PoolNodes => ({
  mostNodes: kind === "system" ? pools.system.count : pools[kind].maxCount,
  maxSurge: maxSurgeOf[kind],
});

/** Nodes that a pool may have at once: its most, and those that an upgrade adds to them. */
export const nodesOf = (settings: Settings, kind: (typeof poolKinds)[number]): number =>
  nodesWithSurge([poolNodes(settings, kind)]);

/** Nodes that all pools together may have at once. */
export const nodesOfAll = (settings: Settings): number =>
  nodesWithSurge(poolKinds.map((kind) => poolNodes(settings, kind)));
