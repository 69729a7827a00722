import { findVmSize } from "./find";
import { armReason, isBurstable, vmSizePattern } from "./name";
import type { UnknownVmSize, VmSize } from "./vm-size";
import { textRule, type ValueRule } from "./value-rule";

/** What a pool of this platform is for: the cluster's add-ons, ordinary workloads, or model servers. */
export type PoolKind = "system" | "cpu" | "gpu";

/**
 * Fewest vCPUs and least memory of a node that AKS takes for a system pool (its error `SystemPoolSkuTooLow`) and for any other pool, GiB
 * (https://learn.microsoft.com/azure/aks/aks-virtual-machine-sizes#why-certain-vm-sizes-might-not-be-available).
 */
const least = { system: { vcpus: 2, memoryGib: 4 }, user: { vcpus: 2, memoryGib: 2 } };

/** What a pool of a kind may have as its VM size: completes the sentence "must be …". */
const allowedSizes: Record<PoolKind, string> = {
  system: "a known amd64 VM size without GPUs that AKS takes for a system pool, such as Standard_D4s_v5",
  cpu: "a known amd64 VM size without GPUs, such as Standard_D8s_v5",
  gpu: "a known amd64 VM size with NVIDIA GPUs, such as Standard_NC24ads_A100_v4",
};

/**
 * The VM sizes that a pool of a kind may have. This is the one list of what the platform supports: amd64, because its images are built for
 * nothing else; GPUs of NVIDIA, because the device plugin counts no others; sizes whose figures are known, because quota, namespaces and
 * model servers are reckoned in them.
 */
export const poolSizeRules: Readonly<Record<PoolKind, ValueRule>> = {
  system: poolSizeRule("system"),
  cpu: poolSizeRule("cpu"),
  gpu: poolSizeRule("gpu"),
};

function poolSizeRule(kind: PoolKind): ValueRule {
  const allowed = allowedSizes[kind];
  return textRule(allowed, (vmSize) => {
    if (!vmSizePattern.test(vmSize)) return allowed;
    const fault = faultOf(findVmSize(vmSize), kind);
    return fault === undefined ? undefined : `${allowed}: ${fault}`;
  });
}

/** Why a pool of a kind cannot have a size, as a clause; `undefined` where it can. */
function faultOf(size: VmSize | UnknownVmSize, kind: PoolKind): string | undefined {
  if (!size.known) return size.reason;
  if (size.architecture !== "amd64") return armReason;
  if (size.retired !== undefined) return `Azure retired its series in ${size.retired}`;
  if (kind === "gpu") return size.gpus === undefined ? "its series has no GPUs" : undefined;
  if (size.gpus !== undefined) return "its GPUs would stand idle, they belong into the GPU pool";
  const { vcpus, memoryGib } = kind === "system" ? least.system : least.user;
  if (size.vcpus < vcpus || size.memoryGib < memoryGib) {
    return `it has ${size.vcpus} vCPUs and ${size.memoryGib} GiB, and AKS takes ${vcpus} and ${memoryGib} at least`;
  }
  // https://learn.microsoft.com/azure/aks/use-system-pools#system-and-user-node-pools
  return kind === "system" && isBurstable(size.vmSize)
    ? "it is burstable, and AKS supports no system pool of the B series"
    : undefined;
}
