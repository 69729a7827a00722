import { temporaryDiskFsv2, temporaryDiskV5, temporaryNvme } from "./local-disks";
import type { LocalDisks } from "./vm-size";

/** Sizes that differ in their number only. */
export interface Series {
  /** Name with `#` for the vCPUs, without `Standard_`. */
  name: string;
  vcpus: readonly number[];
  /** Memory of a size for each of its vCPUs, GiB. */
  gibPerVcpu: number;
  /** Memory, GiB, of sizes that break that rule, by vCPUs. */
  memoryGib?: Readonly<Record<number, number>>;
  localDisks?: (vcpus: number) => LocalDisks;
  quotaFamily: string;
  /** Its page under https://learn.microsoft.com/azure/virtual-machines/sizes/. */
  page: string;
}

const to32 = [2, 4, 8, 16, 32];
const to64 = [...to32, 48, 64];
const to96 = [...to64, 96];
const to128 = [...to96, 128];
const to160 = [...to128, 160];
const with20 = (vcpus: readonly number[]): number[] => [...vcpus, 20].sort((left, right) => left - right);

const general = (name: string, vcpus: readonly number[], quotaFamily: string, page: string): Series => ({
  ...{ name, vcpus, quotaFamily, gibPerVcpu: 4, page: `general-purpose/${page}` },
});
const lowMemory = (name: string, vcpus: readonly number[], quotaFamily: string, page: string): Series => ({
  ...general(name, vcpus, quotaFamily, page),
  gibPerVcpu: 2,
});
const memory = (name: string, vcpus: readonly number[], quotaFamily: string, page: string): Series => ({
  ...{ name, vcpus, quotaFamily, gibPerVcpu: 8, page: `memory-optimized/${page}` },
});
const compute = (name: string, vcpus: readonly number[], quotaFamily: string, page: string, gib: number): Series => ({
  ...{ name, vcpus, quotaFamily, gibPerVcpu: gib, page: `compute-optimized/${page}` },
});

/** Exceptions of memory in the largest sizes, GiB. */
const arm64D = { memoryGib: { 64: 208 } };
const arm32E = { memoryGib: { 32: 208 } };
const e96 = { memoryGib: { 96: 672 } };
const scsi = { localDisks: temporaryDiskV5 };
const nvme = { localDisks: temporaryNvme };

/*
 * vCPUs, memory and disks as in the tables of each series' page. The families are no function of the names (`standardDADSv5Family`,
 * `standardDadv6Family`, `StandardDadsv7Family`): they are what `az vm list-skus` says in `family`, of which the Cluster Autoscaler has a
 * recording (cluster-autoscaler/cloudprovider/azure/azure_instance_types.go), for version 7 karpenter-provider-azure
 * (pkg/providers/instancetype/known_skus.yaml).
 */

/** General purpose. */
const generalPurpose: readonly Series[] = [
  general("D#_v5", to96, "standardDv5Family", "dv5-series"),
  general("D#s_v5", to96, "standardDSv5Family", "dsv5-series"),
  general("D#as_v5", to96, "standardDASv5Family", "dasv5-series"),
  lowMemory("D#ls_v5", to96, "standardDLSv5Family", "dlsv5-series"),
  { ...general("D#ps_v5", to64, "standardDPSv5Family", "dpsv5-series"), ...arm64D },
  lowMemory("D#pls_v5", to64, "standardDPLSv5Family", "dplsv5-series"),
  { ...general("D#d_v5", to96, "standardDDv5Family", "ddv5-series"), ...scsi },
  { ...general("D#ds_v5", to96, "standardDDSv5Family", "ddsv5-series"), ...scsi },
  { ...general("D#ads_v5", to96, "standardDADSv5Family", "dadsv5-series"), ...scsi },
  { ...lowMemory("D#lds_v5", to96, "standardDLDSv5Family", "dldsv5-series"), ...scsi },
  { ...general("D#pds_v5", to64, "standardDPDSv5Family", "dpdsv5-series"), ...arm64D, ...scsi },
  { ...lowMemory("D#plds_v5", to64, "standardDPLDSv5Family", "dpldsv5-series"), ...scsi },
  general("D#s_v6", to128, "StandardDsv6Family", "dsv6-series"),
  general("D#as_v6", to96, "standardDav6Family", "dasv6-series"),
  lowMemory("D#ls_v6", to128, "StandardDlsv6Family", "dlsv6-series"),
  lowMemory("D#als_v6", to96, "standardDalv6Family", "dalsv6-series"),
  general("D#ps_v6", to96, "StandardDpsv6Family", "dpsv6-series"),
  lowMemory("D#pls_v6", to96, "StandardDplsv6Family", "dplsv6-series"),
  { ...general("D#ds_v6", to128, "StandardDdsv6Family", "ddsv6-series"), ...nvme },
  { ...general("D#ads_v6", to96, "standardDadv6Family", "dadsv6-series"), ...nvme },
  { ...lowMemory("D#lds_v6", to128, "StandardDldsv6Family", "dldsv6-series"), ...nvme },
  { ...lowMemory("D#alds_v6", to96, "standardDaldv6Family", "daldsv6-series"), ...nvme },
  { ...general("D#pds_v6", to96, "StandardDpdsv6Family", "dpdsv6-series"), ...nvme },
  { ...lowMemory("D#plds_v6", to96, "StandardDpldsv6Family", "dpldsv6-series"), ...nvme },
  general("D#as_v7", to160, "StandardDasv7Family", "dasv7-series"),
  lowMemory("D#als_v7", to160, "StandardDalsv7Family", "dalsv7-series"),
  { ...general("D#ads_v7", to160, "StandardDadsv7Family", "dadsv7-series"), ...nvme },
  { ...lowMemory("D#alds_v7", to160, "StandardDaldsv7Family", "daldsv7-series"), ...nvme },
  // Burstable, without a temporary disk.
  general("B#s_v2", to32, "standardBsv2Family", "bsv2-series"),
  lowMemory("B#ls_v2", to32, "standardBsv2Family", "bsv2-series"),
  general("B#as_v2", to32, "standardBasv2Family", "basv2-series"),
  lowMemory("B#als_v2", to32, "standardBasv2Family", "basv2-series"),
  general("B#ps_v2", [2, 4, 8, 16], "standardBpsv2Family", "bpsv2-series"),
  lowMemory("B#pls_v2", [2, 4, 8, 16], "standardBpsv2Family", "bpsv2-series"),
];

/** Memory optimized. */
const memoryOptimized: readonly Series[] = [
  { ...memory("E#_v5", with20(to96), "standardEv5Family", "ev5-series"), ...e96 },
  { ...memory("E#s_v5", with20(to96), "standardESv5Family", "esv5-series"), ...e96 },
  { ...memory("E#as_v5", with20(to96), "standardEASv5Family", "easv5-series"), ...e96 },
  { ...memory("E#ps_v5", with20(to32), "standardEPSv5Family", "epsv5-series"), ...arm32E },
  { ...memory("E#d_v5", with20(to96), "standardEDv5Family", "edv5-series"), ...e96, ...scsi },
  { ...memory("E#ds_v5", with20(to96), "standardEDSv5Family", "edsv5-series"), ...e96, ...scsi },
  { ...memory("E#ads_v5", with20(to96), "standardEADSv5Family", "eadsv5-series"), ...e96, ...scsi },
  { ...memory("E#pds_v5", with20(to32), "standardEPDSv5Family", "epdsv5-series"), ...arm32E, ...scsi },
  memory("E#s_v6", with20(to128), "StandardEsv6Family", "esv6-series"),
  { ...memory("E#as_v6", with20(to96), "standardEav6Family", "easv6-series"), ...e96 },
  { ...memory("E#ps_v6", to96, "StandardEpsv6Family", "epsv6-series"), ...e96 },
  { ...memory("E#ds_v6", with20(to128), "StandardEdsv6Family", "edsv6-series"), ...nvme },
  { ...memory("E#ads_v6", with20(to96), "standardEadv6Family", "eadsv6-series"), ...e96, ...nvme },
  { ...memory("E#pds_v6", to96, "StandardEpdsv6Family", "epdsv6-series"), ...e96, ...nvme },
  memory("E#as_v7", to160, "StandardEasv7Family", "easv7-series"),
  { ...memory("E#ads_v7", to160, "StandardEadsv7Family", "eadsv7-series"), ...nvme },
];

/** Compute optimized. */
const computeOptimized: readonly Series[] = [
  { ...compute("F#s_v2", [...to64, 72], "standardFSv2Family", "fsv2-series", 2), localDisks: temporaryDiskFsv2 },
  compute("F#als_v6", to64, "StandardFalsv6Family", "falsv6-series", 2),
  compute("F#as_v6", to64, "StandardFasv6Family", "fasv6-series", 4),
  compute("F#ams_v6", to64, "StandardFamsv6Family", "famsv6-series", 8),
];

/** The series without GPUs whose sizes follow one rule. */
export const cpuSeries: readonly Series[] = [...generalPurpose, ...memoryOptimized, ...computeOptimized];
