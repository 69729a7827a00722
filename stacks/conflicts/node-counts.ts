import type { Settings } from "../schema";

/** The pools, in the order in which they come to be. */
export const poolKinds = ["system", "cpu", "gpu"] as const;

/** Paths of what bounds the number of nodes. */
export const nodeCountPaths = ["pools.system.count", "pools.cpu.maxCount", "pools.gpu.maxCount"];

/** Nodes that a pool can grow to. */
export const mostNodes = ({ pools }: Settings, kind: (typeof poolKinds)[number]): number =>
  kind === "system" ? pools.system.count : pools[kind].maxCount;

/** Nodes that all pools together can grow to. */
export const mostNodesOfAll = (settings: Settings): number =>
  poolKinds.reduce((nodes, kind) => nodes + mostNodes(settings, kind), 0);
