import type { ModelSize } from "./model-size";

const bytesOfGb = 1e9;
const bytesOfGib = 1024 ** 3;

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
