import { findVmSize, ofFamily } from "@breakwater/azure-sizes";
import { overlayNodes, readBlock } from "@breakwater/cidr";
import { clusterOf, declaredQuotas, type DeclaredPool, type Resource } from "@breakwater/plan-views";
import { grouped } from "./grouped";
import { nodeSubnets, nodesInSubnets } from "./node-subnets";

/** Which nodes of pools are counted. */
export interface NodeCount {
  of: (pool: DeclaredPool) => number;
  /** After "the pools may have 20 nodes". */
  when: string;
}

/** Nodes of pools that have grown to their most. */
export const ofFullPools: NodeCount = { of: ({ mostNodes }) => mostNodes, when: "" };
/** Those, and the nodes that stand beside them while AKS upgrades the pools. */
export const ofUpgradedPools: NodeCount = {
  of: ({ mostNodes, surgeNodes }) => mostNodes + surgeNodes,
  when: " during an upgrade",
};

/** What pools lack: of a VM family's quota, or of addresses. */
export interface Shortage {
  /** What there is too little of, for example `quota of standardDSv5Family`. */
  of: string;
  /** With its figures. */
  words: string;
  /** The pools that it keeps from growing. */
  pools: readonly DeclaredPool[];
}

/** Families whose pools may grow beyond what the subscription grants. */
export function quotaShortages(
  pools: readonly DeclaredPool[],
  resources: readonly Resource[],
  count: NodeCount,
): Shortage[] {
  const quotas = declaredQuotas(resources);
  // Which quota a size draws on that is not known, nobody can say.
  const known = pools.flatMap((pool) => {
    const size = findVmSize(pool.vmSize);
    return size.known ? [{ pool, size }] : [];
  });
  return [...grouped(known, ({ size }) => size.quotaFamily)].flatMap(([family, members]) => {
    const granted = ofFamily(quotas, family);
    const needed = members.reduce((sum, { pool, size }) => sum + count.of(pool) * size.vcpus, 0);
    if (granted === undefined || granted >= needed) return [];
    const words = `quota of ${family}: ${granted} vCPUs granted, the pools may need ${needed}${count.when}`;
    return [{ of: `quota of ${family}`, words, pools: members.map(({ pool }) => pool) }];
  });
}

/** Nodes that the pods' address space is enough for; Infinity where none is named. */
const addressedNodes = (podCidr: string | undefined): number =>
  podCidr === undefined || readBlock(podCidr) === undefined ? Infinity : overlayNodes(podCidr);

/** Whether the pods' addresses are too few for all pools at their largest. */
export function addressShortages(
  pools: readonly DeclaredPool[],
  resources: readonly Resource[],
  count: NodeCount,
): Shortage[] {
  const podCidr = clusterOf(resources)?.podCidr;
  const nodes = pools.reduce((sum, pool) => sum + count.of(pool), 0);
  const room = addressedNodes(podCidr);
  if (room >= nodes) return [];
  const words = `pod addresses ${podCidr} are enough for ${room} nodes, the pools may have ${nodes}${count.when}`;
  return [{ of: "pod addresses", words, pools }];
}

/** Subnets that have too few addresses for their pools' nodes. */
export function subnetShortages(
  pools: readonly DeclaredPool[],
  resources: readonly Resource[],
  count: NodeCount,
): Shortage[] {
  return nodeSubnets(pools, resources).flatMap(({ name, block, pools: inside, nodes: room }) => {
    const nodes = inside.reduce((sum, pool) => sum + count.of(pool), 0);
    if (room >= nodes) return [];
    const words = `subnet ${name} (${block}) has addresses for ${room} nodes, the pools may have ${nodes}${count.when}`;
    return [{ of: `subnet ${name}`, words, pools: inside }];
  });
}

/** Nodes that the addresses of pods and of the nodes' subnets are enough for; Infinity where none are named. */
export const mostNodesOf = (pools: readonly DeclaredPool[], resources: readonly Resource[]): number =>
  Math.min(addressedNodes(clusterOf(resources)?.podCidr), nodesInSubnets(pools, resources));
