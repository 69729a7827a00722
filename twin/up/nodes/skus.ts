/** What a VM size of Azure offers to a node. */
export interface Sku {
  vcpus: number;
  memoryGiB: number;
  /** NVIDIA GPUs; 0 for none. */
  gpus: number;
}

/** Sizes of one family: a fixed amount of memory per vCPU. */
interface Family {
  pattern: RegExp;
  sizes: readonly number[];
  memoryPerVcpu: number;
}

/** learn.microsoft.com/azure/virtual-machines/sizes: general purpose (D), memory optimised (E) and compute optimised (F). */
const families: readonly Family[] = [
  { pattern: /^Standard_D(\d+)(?:d|s|ds|as|ads)?_v[56]$/, sizes: [2, 4, 8, 16, 32, 48, 64, 96], memoryPerVcpu: 4 },
  { pattern: /^Standard_E(\d+)(?:d|s|ds|as|ads)?_v[56]$/, sizes: [2, 4, 8, 16, 20, 32, 48, 64], memoryPerVcpu: 8 },
  { pattern: /^Standard_F(\d+)s_v2$/, sizes: [2, 4, 8, 16, 32, 48, 64], memoryPerVcpu: 2 },
];

/** learn.microsoft.com/azure/virtual-machines/sizes/gpu-accelerated: each series' table of sizes. */
const gpuSizes: Readonly<Record<string, Sku>> = {
  Standard_NC4as_T4_v3: { vcpus: 4, memoryGiB: 28, gpus: 1 },
  Standard_NC8as_T4_v3: { vcpus: 8, memoryGiB: 56, gpus: 1 },
  Standard_NC16as_T4_v3: { vcpus: 16, memoryGiB: 110, gpus: 1 },
  Standard_NC64as_T4_v3: { vcpus: 64, memoryGiB: 440, gpus: 4 },
  Standard_NV36ads_A10_v5: { vcpus: 36, memoryGiB: 440, gpus: 1 },
  Standard_NV72ads_A10_v5: { vcpus: 72, memoryGiB: 880, gpus: 2 },
  Standard_NC24ads_A100_v4: { vcpus: 24, memoryGiB: 220, gpus: 1 },
  Standard_NC48ads_A100_v4: { vcpus: 48, memoryGiB: 440, gpus: 2 },
  Standard_NC96ads_A100_v4: { vcpus: 96, memoryGiB: 880, gpus: 4 },
  Standard_NC40ads_H100_v5: { vcpus: 40, memoryGiB: 320, gpus: 1 },
  Standard_NC80adis_H100_v5: { vcpus: 80, memoryGiB: 640, gpus: 2 },
  Standard_ND96asr_v4: { vcpus: 96, memoryGiB: 900, gpus: 8 },
  Standard_ND96amsr_A100_v4: { vcpus: 96, memoryGiB: 1900, gpus: 8 },
  Standard_ND96isr_H100_v5: { vcpus: 96, memoryGiB: 1900, gpus: 8 },
  Standard_ND96isr_H200_v5: { vcpus: 96, memoryGiB: 1850, gpus: 8 },
};

/** What a VM size offers; `undefined` for one that the twin does not know, because a guess would place pods that Azure would not. */
export function findSku(vmSize: string): Sku | undefined {
  const listed = Object.hasOwn(gpuSizes, vmSize) ? gpuSizes[vmSize] : undefined;
  if (listed) return listed;
  for (const { pattern, sizes, memoryPerVcpu } of families) {
    const vcpus = Number(pattern.exec(vmSize)?.[1]);
    if (sizes.includes(vcpus)) return { vcpus, memoryGiB: vcpus * memoryPerVcpu, gpus: 0 };
  }
  return undefined;
}
