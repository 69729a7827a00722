import { burstableV1 } from "./burstable-v1";
import { cpuSeries, type Series } from "./cpu-series";
import { gpuSeries } from "./gpu-sizes";
import { isGpuSeries, readVmSizeName, unsupportedByName } from "./name";
import type { Architecture, UnknownVmSize, VmSize, VmSizeResult } from "./vm-size";

const pages = "https://learn.microsoft.com/azure/virtual-machines/sizes/";

function sizesOf(series: Series): VmSize[] {
  const { quotaFamily, gibPerVcpu, memoryGib, localDisks } = series;
  return series.vcpus.map((vcpus) => {
    const vmSize = `Standard_${series.name.replace("#", String(vcpus))}`;
    return {
      ...{ known: true as const, vmSize, vcpus, quotaFamily, source: pages + series.page },
      memoryGib: memoryGib?.[vcpus] ?? vcpus * gibPerVcpu,
      architecture: featuresOf(series.name).includes("p") ? "arm64" : "amd64",
      ...(localDisks && { localDisks: localDisks(vcpus) }),
      ephemeralOsDisk: localDisks !== undefined,
      premiumStorage: featuresOf(series.name).includes("s"),
    };
  });
}

/** `ads` of `D#ads_v5`. */
const featuresOf = (name: string): string => /#([a-z]*)/.exec(name)?.[1] ?? "";

const shared = { known: true, architecture: "amd64", ephemeralOsDisk: true, premiumStorage: true } as const;

const burstable = burstableV1.map(([name, vcpus, memoryGib, gib]): VmSize => {
  const [quotaFamily, source] = ["standardBSFamily", `${pages}general-purpose/bv1-series`];
  return {
    ...shared,
    vmSize: `Standard_${name}`,
    vcpus,
    memoryGib,
    localDisks: { count: 1, gib },
    quotaFamily,
    source,
  };
});

const withGpus = gpuSeries.flatMap(({ quotaFamily, page, retired, sizes }) =>
  sizes.map(({ name, vcpus, memoryGib, gpus, temporaryGib }): VmSize => {
    const localDisks = { count: 1, gib: temporaryGib };
    return {
      ...shared,
      vmSize: `Standard_${name}`,
      vcpus,
      memoryGib,
      gpus,
      localDisks,
      quotaFamily,
      ...(retired !== undefined && { retired }),
      source: pages + page,
    };
  }),
);

/** Every VM size that is known here. */
export const knownVmSizes: readonly VmSize[] = [...cpuSeries.flatMap(sizesOf), ...burstable, ...withGpus];

const byName = new Map(knownVmSizes.map((size) => [size.vmSize.toLowerCase(), size]));

/**
 * What Azure publishes about a VM size, or that it is not known. Azure tells sizes apart without case.
 *
 * @param vmSize for example `Standard_D8s_v5`
 */
export function findVmSize(vmSize: string): VmSizeResult {
  const reason = unsupportedByName(vmSize) ?? "it is not in the table of VM sizes";
  return byName.get(vmSize.toLowerCase()) ?? { known: false, vmSize, reason };
}

/**
 * The same for callers that take no other size.
 *
 * @throws RangeError that names the size and says why it is not known
 */
export function knownVmSize(vmSize: string): VmSize {
  const size = findVmSize(vmSize);
  if (!size.known) throw new RangeError(`VM size ${JSON.stringify(vmSize)}: ${size.reason}`);
  return size;
}

/** How many vCPUs a VM has. */
export interface Vcpus {
  known: true;
  vcpus: number;
  /** Whether it stands in a published table, or follows from the name alone. */
  from: "table" | "name";
}

/** vCPUs of a VM size: of the table, else of its name. */
export function vcpusOf(vmSize: string): Vcpus | UnknownVmSize {
  const size = findVmSize(vmSize);
  if (size.known) return { known: true, vcpus: size.vcpus, from: "table" };
  const name = readVmSizeName(vmSize);
  return name.known ? { known: true, vcpus: name.vcpus, from: "name" } : name;
}

/** GPUs that a node offers. */
export interface GpuCount {
  known: true;
  /** What the node has as `nvidia.com/gpu`; 0 for a size of a series without GPUs, whether or not the size itself is known. */
  gpus: number;
}

/** GPUs that a node of a VM size offers. A size of a GPU series that is not in the table is unknown, never one GPU. */
export function gpusOf(vmSize: string): GpuCount | UnknownVmSize {
  const size = findVmSize(vmSize);
  if (size.known) return { known: true, gpus: size.gpus?.count ?? 0 };
  if (isGpuSeries(vmSize)) return size;
  const name = readVmSizeName(vmSize);
  return name.known ? { known: true, gpus: 0 } : name;
}

const bytesOfGb = 1e9;
const bytesOfGib = 1024 ** 3;

/**
 * Memory of one GPU of a VM size, GiB: what CUDA reports, and of a part of a GPU all that is on the box, because no more is published.
 * `undefined` for a size that has no GPU, or of which none is known.
 */
export function gpuMemoryGib(vmSize: string): number | undefined {
  const size = findVmSize(vmSize);
  if (!size.known || size.gpus === undefined) return undefined;
  const { usableGib, memoryGb } = size.gpus;
  return usableGib ?? (memoryGb * bytesOfGb) / bytesOfGib;
}

/** The instruction set of a VM. */
export interface KnownArchitecture {
  known: true;
  architecture: Architecture;
}

/** The instruction set of a VM size: of the table, else of its name. */
export function architectureOf(vmSize: string): KnownArchitecture | UnknownVmSize {
  const size = findVmSize(vmSize);
  if (size.known) return { known: true, architecture: size.architecture };
  const name = readVmSizeName(vmSize);
  if (!name.known) return name;
  // A size with an accelerator does not have its processor in its name.
  return name.architecture === undefined ? size : { known: true, architecture: name.architecture };
}
