/*
 * What AKS keeps of a node for the kubelet. https://learn.microsoft.com/azure/aks/node-resource-reservations
 */

/**
 * Cores that AKS keeps, millicores: 60 of the first, 40 of the second, 20 of each of the next two, 10 of every further one. That is the page's
 * table (1: 60, 2: 100, 4: 140, 8: 180, 16: 260, 32: 420, 64: 740), what lies between its columns, and its last step beyond them.
 */
export function reservedMillicores(vcpus: number): number {
  const between = (low: number, high: number) => Math.max(0, Math.min(vcpus, high) - low);
  return 60 * between(0, 1) + 40 * between(1, 2) + 20 * between(2, 4) + 10 * between(4, Infinity);
}

/** A node, as far as AKS' share of its memory goes. */
export interface NodeMemory {
  memoryMib: number;
  maxPods: number;
  /** The cluster's Kubernetes version, for example `1.35`. Default: any from 1.29 on. */
  kubernetesVersion?: string;
}

/**
 * Memory that pods cannot have, MiB: what is reserved for the kubelet, and the free memory below which it evicts. From Kubernetes 1.29 on the
 * former is the lesser of 20 MB for each pod + 50 MB and a quarter of the memory; before it goes down in steps with the memory, whatever
 * the pods. The page's MB are read as MiB, the larger of the two.
 */
export function reservedMemoryMib({ memoryMib, maxPods, kubernetesVersion }: NodeMemory): number {
  if (isBefore129(kubernetesVersion)) return steps(memoryMib) + 750;
  return Math.min(20 * maxPods + 50, memoryMib / 4) + 100;
}

/** A quarter of the first 4 GiB, a fifth of the next 4, a tenth of the next 8, 6 % of the next 112, 2 % of the rest. */
function steps(memoryMib: number): number {
  const between = (low: number, high: number) => Math.max(0, Math.min(memoryMib / 1024, high) - low);
  const gib =
    0.25 * between(0, 4) +
    0.2 * between(4, 8) +
    0.1 * between(8, 16) +
    0.06 * between(16, 128) +
    0.02 * between(128, Infinity);
  return gib * 1024;
}

function isBefore129(version = ""): boolean {
  return Number(/^v?1\.(\d+)/.exec(version)?.[1]) < 29;
}
