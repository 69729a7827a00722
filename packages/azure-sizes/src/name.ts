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

function architectureOf(series: string, features: string): Architecture | undefined {
  if (features.includes("p")) return "arm64";
  return series.startsWith("N") ? undefined : "amd64";
}

const unknown = (vmSize: string, reason: string): UnknownVmSize => ({ known: false, vmSize, reason });
