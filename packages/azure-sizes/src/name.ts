import type { Architecture, UnknownVmSize } from "./vm-size";

/** What the name of a VM size says, and nothing more. */
export interface VmSizeName {
  known: true;
  vmSize: string;
  /** Family and sub-family, for example `D`, `NC`. */
  series: string;
  vcpus: number;
  /** The lower-case letters after the vCPUs, for example `ads`. */
  features: string;
  /** `undefined` where the name does not tell: the Arm of a GB200 is not in its name. */
  architecture: Architecture | undefined;
}

/** What any VM size of Azure is written like, known or not. No character of it means anything in a regular expression of Prometheus. */
export const vmSizePattern = /^Standard_[A-Z]+\d+[A-Za-z0-9_-]*$/;

/** Family letters, vCPUs, constrained vCPUs, features, accelerator (perhaps in several parts), version. */
const form = /^Standard_([A-Z]+)(\d+)(-\d+)?([a-z]*)((?:_(?!v\d+$)[A-Za-z0-9]+)*)(?:_v(\d+))?$/;

/*
 * Series whose numbers were vCPUs before the third version. In those of A, D and G they only count the sizes: a D3_v2 has four
 * vCPUs, a D11_v2 two.
 */
const vcpusFromTheStart = /^(B|E|F|FX|H[A-Z]*|L|M|N[A-Z]+)$/;

/**
 * Takes a VM size's name apart by Azure's convention (https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
 * For callers that need no more than vCPUs: memory, GPUs, disks and the quota's family are not in a name.
 */
export function readVmSizeName(vmSize: string): VmSizeName | UnknownVmSize {
  const [match, series = "", vcpus, constrained, features = "", , version] = form.exec(vmSize) ?? [];
  if (match === undefined) return unknown(vmSize, "its name is not of Azure's form, such as Standard_D8s_v5");
  if (constrained !== undefined)
    return unknown(vmSize, "it is a size with constrained vCPUs, which has two counts of them");
  if (Number(version ?? 1) < 3 && !vcpusFromTheStart.test(series)) {
    return unknown(vmSize, "the number in its name is older than the convention by which that is its vCPUs");
  }
  return {
    known: true,
    vmSize,
    series,
    vcpus: Number(vcpus),
    features,
    architecture: architectureOf(series, features),
  };
}

/**
 * Whether a size belongs to a series with GPUs (NC, ND, NG, NV), by its name. NP and NM have other accelerators.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/overview#gpu-accelerated
 */
export const isGpuSeries = (vmSize: string): boolean => /^Standard_N[CDGV]/i.test(vmSize);

/** Whether a size is burstable (B): it has its vCPUs only while it has credits for them. */
export const isBurstable = (vmSize: string): boolean => /^Standard_B/i.test(vmSize);

/** Why this platform has no node of Arm. */
export const armReason = "its processor is Arm's, and the platform's images are built for amd64 alone";
const amdReason = "its GPUs are AMD's, and the platform's device plugin counts NVIDIA's";

/**
 * Accelerators that this platform does not serve, by what stands in a size's name: AMD's Radeon and Instinct, the Instinct MI25 of NVv4, which its
 * name does not tell, FPGAs, Maia. https://learn.microsoft.com/azure/virtual-machines/sizes/overview#gpu-accelerated
 */
const otherAccelerators: readonly (readonly [form: RegExp, what: string])[] = [
  [/^Standard_N[A-Z]*\d+[a-z]*_(V\d{3}|MI\d+X?)_v\d+$/i, amdReason],
  [/^Standard_NV\d+as_v4$/i, amdReason],
  [/^Standard_NP\d/i, "its accelerators are FPGAs, and the platform's device plugin counts NVIDIA's GPUs"],
  [/^Standard_NM\d/i, "its accelerators are no GPUs, and the platform's device plugin counts NVIDIA's"],
  // Grace is Arm's; the name says so no other way.
  [/^Standard_N[A-Z]*\d+[a-z]*(_[A-Z]+)?_GB\d{3}_v\d+$/i, armReason],
];

/** Whether a size has GPUs of AMD, by its name: NVIDIA's device plugin does not see them. */
export const hasAmdGpus = (vmSize: string): boolean => unsupportedByName(vmSize) === amdReason;

/** What keeps a size from this platform that its name tells, as a clause; `undefined` where that is nothing. */
export const unsupportedByName = (vmSize: string): string | undefined =>
  otherAccelerators.find(([form]) => form.test(vmSize))?.[1] ??
  (/^Standard_[A-MO-Z][A-Z]*\d+(-\d+)?[a-z]*p/.test(vmSize) ? armReason : undefined);

function architectureOf(series: string, features: string): Architecture | undefined {
  if (features.includes("p")) return "arm64";
  return series.startsWith("N") ? undefined : "amd64";
}

const unknown = (vmSize: string, reason: string): UnknownVmSize => ({ known: false, vmSize, reason });
