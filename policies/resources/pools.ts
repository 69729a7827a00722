import type { Pool } from "@breakwater/plan-views";

/**
 * Whether a VM size has GPUs: Azure's N series (NC, ND, NG, NV), by the name's first letters.
 * https://learn.microsoft.com/azure/virtual-machines/sizes/overview
 */
export const hasGpus = ({ vmSize }: Pick<Pool, "vmSize">): boolean => /^Standard_N[CDGV]/i.test(vmSize);

/**
 * GPUs of one node, by the series' tables (https://learn.microsoft.com/azure/virtual-machines/sizes/overview#gpu-accelerated);
 * `undefined` for a size that they are not known of here.
 */
export function gpusOfVmSize({ vmSize }: Pick<Pool, "vmSize">): number | undefined {
  const [, letters, vCpus = NaN, accelerator] = /^Standard_(N[CDGV])(\d+).*?_([A-Z]+\d+)_v\d+$/.exec(vmSize) ?? [];
  const cores = Number(vCpus);
  if (letters === "NC" && accelerator === "A100") return cores / 24;
  if (letters === "NC" && accelerator === "H100") return cores / 40;
  if (letters === "NC" && accelerator === "T4") return cores === 64 ? 4 : 1;
  // A part of an A10 is offered as one GPU.
  if (letters === "NV" && accelerator === "A10") return Math.max(1, cores / 36);
  return letters === "ND" && cores === 96 ? 8 : undefined;
}
