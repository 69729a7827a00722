import type { Sku } from "./skus";

/** Quantities by resource name, as a node states them. */
export type Quantities = Record<string, string>;

/** What a node has, and what is left of it for pods. */
export interface NodeResources {
  capacity: Quantities;
  allocatable: Quantities;
}

/** Pods a node takes under Azure CNI overlay unless the pool says otherwise. */
export const defaultMaxPods = 250;

/** Memory below which the kubelet evicts, MiB, on AKS 1.29 and later (see `reservedMemory`). */
const evictionThreshold = 100;

/**
 * What AKS takes of a node's cores for the kubelet, millicores: 60 for the first core, 40 for the second, 20 each for the
 * next two, 10 for every further one. That is the table of learn.microsoft.com/azure/aks/node-resource-reservations
 * (1: 60, 2: 100, 4: 140, 8: 180, 16: 260, 32: 420, 64: 740) and what lies between its columns.
 */
export function reservedCpu(vcpus: number): number {
  const between = (low: number, high: number) => Math.max(0, Math.min(vcpus, high) - low);
  return 60 * between(0, 1) + 40 * between(1, 2) + 20 * between(2, 4) + 10 * between(4, Infinity);
}

/**
 * What AKS 1.29 and later takes of a node's memory, MiB: the lesser of 20 MB a pod + 50 MB and a quarter of the memory, and
 * the eviction threshold (same page; its MB are read as MiB, the larger of the two).
 */
export function reservedMemory(memoryMiB: number, maxPods: number): number {
  return Math.min(20 * maxPods + 50, memoryMiB / 4) + evictionThreshold;
}

/**
 * AKS' default size of the OS disk by vCPUs, GiB (learn.microsoft.com/azure/aks/concepts-storage, "Default OS disk sizing").
 */
export function defaultOsDisk(vcpus: number): number {
  if (vcpus < 8) return 128;
  if (vcpus < 16) return 256;
  return vcpus < 64 ? 512 : 1024;
}

/** Share of the disk that the kubelet keeps free: its eviction threshold `nodefs.available<10%`. */
const diskKeptFree = 0.1;

export function nodeResources(sku: Sku, maxPods: number, osDiskGiB = defaultOsDisk(sku.vcpus)): NodeResources {
  const memoryMiB = sku.memoryGiB * 1024;
  const common: Quantities = { pods: String(maxPods), ...(sku.gpus > 0 && { "nvidia.com/gpu": String(sku.gpus) }) };
  return {
    capacity: { ...common, cpu: String(sku.vcpus), memory: `${memoryMiB}Mi`, "ephemeral-storage": `${osDiskGiB}Gi` },
    allocatable: {
      ...common,
      cpu: `${sku.vcpus * 1000 - reservedCpu(sku.vcpus)}m`,
      memory: `${Math.floor(memoryMiB - reservedMemory(memoryMiB, maxPods))}Mi`,
      "ephemeral-storage": `${Math.floor(osDiskGiB * 1024 * (1 - diskKeptFree))}Mi`,
    },
  };
}
