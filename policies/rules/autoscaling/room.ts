import {
  allocatableMillicores,
  findVmSize,
  gpusOf,
  ofFamily,
  type UnknownVmSize,
  vcpusOf,
} from "@breakwater/azure-sizes";
import { overlayNodes, readBlock } from "@breakwater/cidr";
import type { Quantity } from "@breakwater/kubernetes-rules";
import { type DeclaredPool, type DeclaredQuotas, nodeResourcesOf, type Workload } from "@breakwater/plan-views";

const mostNodes = ({ mostNodes: most }: DeclaredPool): number => most;

/** Which nodes of pools are counted. */
export interface NodeCount {
  of: (pool: DeclaredPool) => number;
  /** After "the pools may have 20 nodes". */
  when: string;
}

/** Nodes of pools that have grown to their most. */
export const ofFullPools: NodeCount = { of: mostNodes, when: "" };
/** Those, and the nodes that stand beside them while AKS upgrades the pools. */
export const ofUpgradedPools: NodeCount = {
  of: (pool) => pool.mostNodes + pool.surgeNodes,
  when: " during an upgrade",
};

/** vCPUs that a pod of the workload asks for. */
export const cpuOf = ({ requests }: Workload): number => (requests["cpu"]?.milliValue() ?? 0) / 1000;

const gpusOfPod = ({ requests }: Workload): number => requests["nvidia.com/gpu"]?.value() ?? 0;

/** What the DaemonSets of a node ask for together: an estimate, as the surge's assumptions have it, rounded up. */
const daemons = { cores: 0.5, memoryMib: 1024 };

/** vCPUs of a node that are left for pods. */
function coresOfNode({ vmSize }: DeclaredPool): { known: true; cores: number } | UnknownVmSize {
  const size = vcpusOf(vmSize);
  return size.known ? { known: true, cores: allocatableMillicores(size.vcpus) / 1000 - daemons.cores } : size;
}

/** vCPUs of pools' nodes that pods can have, or the first pool's VM size of which that is not known. */
export function coresOf(pools: readonly DeclaredPool[]): { known: true; cores: number } | UnknownVmSize {
  let cores = 0;
  for (const pool of pools) {
    const node = coresOfNode(pool);
    if (!node.known) return node;
    cores += mostNodes(pool) * node.cores;
  }
  return { known: true, cores };
}

/** Pods of a workload that one node of a pool holds, by what they ask for. */
function podsOnNode(pool: DeclaredPool, workload: Workload): { known: true; pods: number } | UnknownVmSize {
  const node = coresOfNode(pool);
  if (!node.known) return node;
  const limits = [
    Math.floor(node.cores / Math.max(cpuOf(workload), 0.001)),
    pool.maxPods,
    ...memoryAndDisk(pool, workload),
  ];
  const asked = gpusOfPod(workload);
  if (asked > 0) {
    const offered = gpusOf(pool.vmSize);
    if (!offered.known) return offered;
    limits.push(Math.floor(offered.gpus / asked));
  }
  return { known: true, pods: Math.max(0, Math.min(...limits)) };
}

/** Pods that a node's memory and disk hold; of a VM size whose vCPUs alone are known they are no limit. */
function memoryAndDisk(pool: DeclaredPool, { requests }: Workload): number[] {
  const size = findVmSize(pool.vmSize);
  if (!size.known) return [];
  const { memoryMib, ephemeralStorageMib } = nodeResourcesOf(pool, size).allocatable;
  const holds = (mib: number, asked: Quantity | undefined): number =>
    asked === undefined || asked.isZero ? Infinity : Math.floor((mib * 2 ** 20) / asked.value());
  return [
    holds(memoryMib - daemons.memoryMib, requests["memory"]),
    holds(ephemeralStorageMib, requests["ephemeral-storage"]),
  ];
}

/**
 * Pods that the pools' most nodes hold, or the first pool's VM size of which that is not known.
 *
 * @param nodes how many nodes a pool has. Default: its most
 */
export function podsOn(
  pools: readonly DeclaredPool[],
  workload: Workload,
  nodes = mostNodes,
): { known: true; pods: number } | UnknownVmSize {
  let pods = 0;
  for (const pool of pools) {
    const node = podsOnNode(pool, workload);
    if (!node.known) return node;
    pods += nodes(pool) * node.pods;
  }
  return { known: true, pods };
}

/** Why a rule cannot judge pools of a VM size that is not known; `undefined` where all are. */
export function unjudged(pools: readonly DeclaredPool[]): string | undefined {
  const unknown = pools.flatMap(({ name, vmSize }) => {
    const size = findVmSize(vmSize);
    return size.known ? [] : [`VM size ${vmSize} of pool ${name}: ${size.reason}`];
  });
  return unknown.length === 0 ? undefined : unknown.join("; ");
}

/** `cpu1 (at most 20 nodes), cpu2 (at most 5 nodes)`. */
export const namesOf = (pools: readonly DeclaredPool[]): string =>
  pools.map((pool) => `${pool.name} (at most ${mostNodes(pool)} nodes)`).join(", ") || "none";

/** What pools lack: of a VM family's quota, or of addresses. */
export interface Shortage {
  /** What there is too little of, for example `quota of standardDSv5Family`. */
  of: string;
  /** With its figures. */
  words: string;
  /** Of the nodes that are asked for, the part that can be had. */
  share: number;
  /** The pools that it keeps from growing. */
  pools: DeclaredPool[];
}

/** Families whose pools may grow beyond what the subscription grants. */
export function quotaShortages(
  pools: readonly DeclaredPool[],
  quotas: DeclaredQuotas,
  count: NodeCount = ofFullPools,
): Shortage[] {
  // Which quota a size draws on that is not known, nobody can say: `unjudged` names it.
  const known = pools.flatMap((pool) => {
    const size = findVmSize(pool.vmSize);
    return size.known ? [{ pool, size }] : [];
  });
  return [...grouped(known, ({ size }) => size.quotaFamily)].flatMap(([family, members]) => {
    const granted = ofFamily(quotas, family);
    const needed = members.reduce((sum, { pool, size }) => sum + count.of(pool) * size.vcpus, 0);
    if (granted === undefined || granted >= needed) return [];
    const words = `quota of ${family}: ${granted} vCPUs granted, the pools may need ${needed}${count.when}`;
    return [{ of: `quota of ${family}`, words, share: granted / needed, pools: members.map(({ pool }) => pool) }];
  });
}

/**
 * Nodes that the pods' address space is enough for; Infinity where none is named.
 */
export function addressedNodes(podCidr: string | undefined): number {
  return podCidr === undefined || readBlock(podCidr) === undefined ? Infinity : overlayNodes(podCidr);
}

/** Whether the pods' addresses are too few for all pools at their largest. */
export function addressShortages(
  pools: DeclaredPool[],
  podCidr: string | undefined,
  count: NodeCount = ofFullPools,
): Shortage[] {
  const nodes = pools.reduce((sum, pool) => sum + count.of(pool), 0);
  const room = addressedNodes(podCidr);
  if (room >= nodes) return [];
  return [
    {
      of: "pod addresses",
      words: `pod addresses ${podCidr} are enough for ${room} nodes, the pools may have ${nodes}${count.when}`,
      share: room / nodes,
      pools,
    },
  ];
}

/** Items by what `keyOf` says of them, in the order in which the keys come. */
export function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
