import type { ModelSize } from "./model-size";

const bytesOfGb = 1e9;
const bytesOfGib = 1024 ** 3;

/*
 * Memory of one GPU by the VM size that it is in, GiB: what CUDA reports, which is a little less than what is on the box. Which GPU is in
 * which size: https://learn.microsoft.com/azure/virtual-machines/sizes/overview#gpu-accelerated.
 */
const gpus = [
  { pattern: /^Standard_NC\d+ads_A100_v4$/, gib: 79.1 },
  { pattern: /^Standard_NC\d+adi?s_H100_v5$/, gib: 93 },
  { pattern: /^Standard_ND96amsr_A100_v4$/, gib: 79.1 },
  { pattern: /^Standard_ND96asr_(A100_)?v4$/, gib: 39.4 },
  { pattern: /^Standard_ND96isr_H100_v5$/, gib: 79.1 },
  { pattern: /^Standard_ND96isr_H200_v5$/, gib: 139.8 },
  { pattern: /^Standard_NC\d+as_T4_v3$/, gib: 14.5 },
  { pattern: /^Standard_NV(36|72)adm?s_A10_v5$/, gib: 22 },
  { pattern: /^Standard_NC\d+r?s_v3$/, gib: 15.7 },
];

/** Memory of one GPU of a VM size, GiB; `undefined` for a size that is not known here. */
export const gpuMemoryGib = (vmSize: string): number | undefined =>
  gpus.find(({ pattern }) => pattern.test(vmSize))?.gib;

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
