import type { LocalDisks } from "./vm-size";

/**
 * Temporary disk of the version 5 series with a `d`: 37.5 GiB for each vCPU.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/ddsv5-series, the same in dadsv5, dpdsv5, dldsv5, edsv5, epdsv5.
 */
export const temporaryDiskV5 = (vcpus: number): LocalDisks => ({ count: 1, gib: 37.5 * vcpus });

/** By vCPUs: how many NVMe disks, and GiB of each. */
const nvme: Readonly<Record<number, LocalDisks>> = {
  2: { count: 1, gib: 110 },
  4: { count: 1, gib: 220 },
  8: { count: 1, gib: 440 },
  16: { count: 2, gib: 440 },
  20: { count: 2, gib: 550 },
  32: { count: 4, gib: 440 },
  48: { count: 6, gib: 440 },
  64: { count: 4, gib: 880 },
  96: { count: 6, gib: 880 },
  128: { count: 4, gib: 1760 },
  160: { count: 4, gib: 2200 },
};

/**
 * Temporary NVMe disks of the series with a `d` from version 6 on.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/general-purpose/ddsv6-series, the same in dadsv6, dpdsv6, dadsv7, edsv6, eadsv6,
 * epdsv6, eadsv7.
 */
export const temporaryNvme = (vcpus: number): LocalDisks => nvme[vcpus]!;

/** Temporary disk of Fsv2: 8 GiB for each vCPU. https://learn.microsoft.com/azure/virtual-machines/sizes/compute-optimized/fsv2-series */
export const temporaryDiskFsv2 = (vcpus: number): LocalDisks => ({ count: 1, gib: 8 * vcpus });
