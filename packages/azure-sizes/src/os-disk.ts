import type { VmSize } from "./vm-size";

/** A managed disk, by what Azure bills. */
export interface ManagedDisk {
  kind: "managed";
  /** Size, GiB. */
  gib: number;
  /** Azure's name of size and price, for example `P10`. */
  tier: string;
}

/** A disk on the host, which costs nothing. */
export interface EphemeralDisk {
  kind: "ephemeral";
  gib: number;
}

/** The OS disk of a node. */
export type OsDisk = ManagedDisk | EphemeralDisk;

/** Sizes that Azure bills, GiB, with the number in their names. https://learn.microsoft.com/azure/virtual-machines/disks-types */
const tiers = [
  [4, 1],
  [8, 2],
  [16, 3],
  [32, 4],
  [64, 6],
  [128, 10],
  [256, 15],
  [512, 20],
  [1024, 30],
  [2048, 40],
  [4096, 50],
  [8192, 60],
  [16384, 70],
  [32767, 80],
] as const;

/**
 * The tier by which a managed disk is billed: the smallest that it fits into.
 *
 * @param gib its size, GiB
 * @param premium whether it is a Premium SSD (`P10`) rather than a Standard SSD (`E10`)
 * @throws RangeError beyond 32,767 GiB, which no managed disk has
 */
export function managedDiskTier(gib: number, premium = true): string {
  const tier = tiers.find(([most]) => gib <= most);
  if (!tier || !(gib > 0)) throw new RangeError(`a managed disk has 1 to 32767 GiB, not ${gib}`);
  return `${premium ? "P" : "E"}${tier[1]}`;
}

/** Least temporary storage that AKS puts an OS disk on by itself, GiB. */
const leastEphemeralGib = 128;
/** Largest OS disk of a pool, GiB: the API's bound of `osDiskSizeGB`. */
const mostOsDiskGib = 2048;

/**
 * Size of the managed OS disk that AKS makes where a pool does not say, GiB.
 * https://learn.microsoft.com/azure/aks/concepts-storage#managed-os-disks
 */
export function defaultManagedOsDiskGib(vcpus: number): number {
  if (vcpus < 8) return 128;
  if (vcpus < 16) return 256;
  return vcpus < 64 ? 512 : 1024;
}

/** What a pool says of its OS disk. */
export interface OsDiskSettings {
  /** `osDiskSizeGB`, GiB; absent or 0 leaves it to AKS. */
  gib?: number;
  /** `osDiskType`; absent leaves it to AKS. */
  type?: "Managed" | "Ephemeral";
}

/**
 * The OS disk that a pool's nodes get (https://learn.microsoft.com/azure/aks/concepts-storage#default-os-disk-sizing-in-aks): where the pool
 * does not say, an ephemeral one as large as the temporary disk if the size has one of 128 GiB or more, else a managed one by vCPUs. Of
 * several NVMe disks it takes one (https://learn.microsoft.com/azure/aks/best-practices-storage-nvme).
 */
export function osDiskOf(size: VmSize, { gib, type }: OsDiskSettings = {}): OsDisk {
  const asked = gib !== undefined && gib > 0 ? gib : undefined;
  const local = size.ephemeralOsDisk ? Math.floor(size.localDisks?.gib ?? 0) : 0;
  const fits = asked === undefined ? local >= leastEphemeralGib : local >= asked;
  const managedGib = asked ?? defaultManagedOsDiskGib(size.vcpus);
  if (type === "Ephemeral" || (type === undefined && fits)) {
    // One that was asked for and does not fit is Azure's to refuse.
    return { kind: "ephemeral", gib: asked ?? (fits ? Math.min(local, mostOsDiskGib) : managedGib) };
  }
  return { kind: "managed", gib: managedGib, tier: managedDiskTier(managedGib, size.premiumStorage) };
}
