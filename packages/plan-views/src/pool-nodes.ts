import { architectureOf, findVmSize, nodeResources, type VmSize } from "@breakwater/azure-sizes";
import type { Pool } from "./pools";
import type { PoolTaint } from "./taints";

/** Label that tells which pool a node belongs to. */
export const agentPoolLabel = "kubernetes.azure.com/agentpool";
/** Label that tells the VM size of a node. */
const sizeLabel = "node.kubernetes.io/instance-type";
/** Label that tells the zone of a node. */
export const zoneLabel = "topology.kubernetes.io/zone";

/** AKS puts it on spot nodes of its own accord, taint and label alike (https://learn.microsoft.com/azure/aks/spot-node-pool). */
const spot = { key: "kubernetes.azure.com/scalesetpriority", value: "spot" };

/** Where a node is. */
export interface NodePlace {
  /** Azure region, for example `koreacentral`; where it is not known, no label tells region and zone. */
  region: string | undefined;
  /** A zone of the pool, for example `1`; absent where the pool names none. */
  zone: string | undefined;
}

/**
 * Labels of a pool's node, but for its own name: those of the program, and what AKS and the cloud's controller add or set right
 * (https://learn.microsoft.com/azure/aks/use-labels#reserved-system-labels). What AKS tells of images and disks is left out.
 */
export function nodeLabelsOf(pool: Pool, { region, zone }: NodePlace): Record<string, string> {
  const size = findVmSize(pool.vmSize);
  const processor = architectureOf(pool.vmSize);
  return {
    ...pool.labels,
    ...(processor.known && { "kubernetes.io/arch": processor.architecture }),
    "kubernetes.io/os": pool.windows ? "windows" : "linux",
    [sizeLabel]: pool.vmSize,
    ...(region !== undefined && {
      // A node outside of zones carries its fault domain, of which there is one here.
      [zoneLabel]: zone === undefined ? "0" : `${region}-${zone}`,
      "topology.kubernetes.io/region": region,
    }),
    [agentPoolLabel]: pool.name,
    agentpool: pool.name,
    "kubernetes.azure.com/mode": pool.mode.toLowerCase(),
    ...(size.known && size.gpus !== undefined && { "kubernetes.azure.com/accelerator": "nvidia" }),
    ...(pool.spot && { [spot.key]: spot.value }),
  };
}

/** What a pool's node of that size has, and what AKS leaves of it for pods. */
export const nodeResourcesOf = ({ maxPods, osDiskGiB, osDiskType }: Pool, size: VmSize) =>
  nodeResources(size, { maxPods, osDisk: { gib: osDiskGiB, type: osDiskType } });

/** Taints of a pool's nodes: those of the program, and that of spot nodes. */
export const nodeTaintsOf = ({ taints, spot: isSpot }: Pick<Pool, "taints" | "spot">): PoolTaint[] =>
  isSpot && !taints.some(({ key }) => key === spot.key) ? [...taints, { ...spot, effect: "NoSchedule" }] : [...taints];
