import { findVmSize } from "@breakwater/azure-sizes";
import type { ModelSize } from "./model-size";

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

/** Activations of a full batch, CUDA graphs and what CUDA takes for itself, GiB: an allowance of ours. vLLM measures it at its start. */
const overheadGib = 4;

/**
 * Memory that vLLM must be able to take to start at all, GiB: weights, overhead, and the KV cache of one request of the longest
 * length. vLLM refuses to start with less, after minutes of loading.
 */
export const neededGib = ({ weightsGb, kvBytesPerToken }: ModelSize, maxModelLen: number): number =>
  (weightsGb * bytesOfGb + kvBytesPerToken * maxModelLen) / bytesOfGib + overheadGib;

/** Memory that vLLM takes of one GPU, GiB. */
export const offeredGib = (gpuGib: number, gpuMemoryUtilization: number): number => gpuGib * gpuMemoryUtilization;
