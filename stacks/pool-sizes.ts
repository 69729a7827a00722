import { findVmSize, type Gpus, type VmSize } from "@breakwater/azure-sizes";
import type { Settings } from "./schema";

/**
 * The VM size of the CPU or the GPU pool: what namespaces may take and how far the model server scales is counted in it.
 *
 * @throws Error of a size that is not known; `loadSettings` refuses such settings before
 */
export function vmSizeOfPool({ pools }: Settings, kind: "cpu" | "gpu"): VmSize {
  const size = findVmSize(pools[kind].vmSize);
  if (!size.known) throw new Error(`pools.${kind}.vmSize = ${JSON.stringify(size.vmSize)}: ${size.reason}`);
  return size;
}

/** The GPUs of one node of the GPU pool, counted as pods ask for them: of a GPU that Azure cuts up, a part is one. */
export function gpusOfGpuPool(settings: Settings): Gpus {
  const { gpus, vmSize } = vmSizeOfPool(settings, "gpu");
  if (gpus === undefined) throw new Error(`pools.gpu.vmSize = ${JSON.stringify(vmSize)}: it has no GPUs`);
  return gpus;
}
