import { type DeclaredPool, type DeclaredQuotas, gpusOf, type Workload } from "@breakwater/plan-views";
import { gpusOfVmSize, hasGpus } from "../../resources/pools";
import { parseQuantity } from "../../resources/quantities";
import { allocatableCpu, parseVmSize } from "../../resources/vm-sizes";

const mostNodes = ({ mostNodes: most }: DeclaredPool): number => most;

/** vCPUs that a pod of the workload asks for. */
export const cpuOf = (workload: Workload): number =>
  workload.containers.reduce(
    (sum, container) => sum + (parseQuantity(container.resources?.requests?.cpu ?? 0) || 0),
    0,
  );

const gpusOfPod = (workload: Workload): number =>
  workload.containers.reduce((sum, container) => sum + gpusOf(container), 0);

/** vCPUs of a pool's nodes that pods can have. */
export const coresOf = (pools: readonly DeclaredPool[]): number =>
  pools.reduce((sum, pool) => sum + mostNodes(pool) * allocatableCpu(parseVmSize(pool.vmSize)?.vCpus ?? 0), 0);

/** Pods that the pools' most nodes hold, by the CPU and the GPUs that they ask for; `nodes` says how many nodes a pool has. */
export function podsOn(pools: readonly DeclaredPool[], workload: Workload, nodes = mostNodes): number {
  const [cpu, gpus] = [cpuOf(workload), gpusOfPod(workload)];
  return pools.reduce((sum, pool) => {
    const byCpu = Math.floor(allocatableCpu(parseVmSize(pool.vmSize)?.vCpus ?? 0) / Math.max(cpu, 0.001));
    // Of a size whose GPUs are not known here, the CPU alone bounds the pods.
    const byGpu = gpus > 0 ? Math.floor((gpusOfVmSize(pool) ?? Infinity) / gpus) : Infinity;
    return sum + nodes(pool) * Math.max(0, Math.min(byCpu, byGpu));
  }, 0);
}

/** Pools that take the pods of a workload: its selector matches, they are no system pool, and GPUs are for those who ask. */
export function poolsFor(workload: Workload, pools: readonly DeclaredPool[]): DeclaredPool[] {
  const selector = workload.podSpec.nodeSelector ?? {};
  const needsGpu = gpusOfPod(workload) > 0;
  return pools.filter(
    (pool) =>
      hasGpus(pool) === needsGpu &&
      pool.mode !== "System" &&
      Object.entries(selector).every(([key, value]) => pool.labels[key] === undefined || pool.labels[key] === value),
  );
}

/** `cpu1 (at most 20 nodes), cpu2 (at most 5 nodes)`. */
export const namesOf = (pools: readonly DeclaredPool[]): string =>
  pools.map((pool) => `${pool.name} (at most ${mostNodes(pool)} nodes)`).join(", ") || "none";

/** What full pools lack: of a VM family's quota, or of the pods' address space. */
export interface Shortage {
  /** With its figures. */
  words: string;
  /** Of the nodes that are asked for, the part that can be had. */
  share: number;
  /** The pools that it keeps from growing. */
  pools: DeclaredPool[];
}

/** Families whose pools may grow beyond what the subscription grants. */
export function quotaShortages(pools: readonly DeclaredPool[], quotas: DeclaredQuotas): Shortage[] {
  // Azure tells families apart without case: StandardNCadsH100v5Family, StandardNCADSA100v4Family.
  const grants = new Map(Object.entries(quotas).map(([family, vCpus]) => [family.toLowerCase(), vCpus]));
  return [...grouped(pools, ({ vmSize }) => parseVmSize(vmSize)?.family)].flatMap(([family, members]) => {
    const granted = grants.get(family?.toLowerCase() ?? "");
    const needed = members.reduce((sum, pool) => sum + mostNodes(pool) * parseVmSize(pool.vmSize)!.vCpus, 0);
    if (granted === undefined || granted >= needed) return [];
    const words = `quota of ${family}: ${granted} vCPUs granted, the pools may need ${needed}`;
    return [{ words, share: granted / needed, pools: members }];
  });
}

/**
 * Nodes that the pods' address space is enough for; Infinity where none is named. Azure CNI overlay gives each node a /24.
 * https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay
 */
export function addressedNodes(podCidr: string | undefined): number {
  const prefix = Number(podCidr?.split("/")[1] ?? NaN);
  return Number.isNaN(prefix) ? Infinity : 2 ** (24 - prefix);
}

/** Whether the pods' addresses are too few for all pools at their largest. */
export function addressShortages(pools: DeclaredPool[], podCidr: string | undefined): Shortage[] {
  const nodes = pools.reduce((sum, pool) => sum + mostNodes(pool), 0);
  const room = addressedNodes(podCidr);
  if (room >= nodes) return [];
  return [
    {
      words: `pod addresses ${podCidr} are enough for ${room} nodes, the pools may have ${nodes}`,
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
