/** What a VM size is made of, as far as settings can be checked by it. */
export interface VmSize {
  /** vCPUs of one VM. */
  vcpus: number;
  /** GPUs of one VM. */
  gpus: number;
  /** The family that Azure counts the vCPUs of a subscription under: the `name.value` of `az vm list-usage`. */
  family: string;
}

/*
 * Families by the shape of their names, the vCPUs being the first number in it
 * (https://learn.microsoft.com/azure/virtual-machines/vm-naming-conventions). `vcpusPerGpu` as in the tables of
 * https://learn.microsoft.com/azure/virtual-machines/sizes/gpu-accelerated/nca100v4-series and …/ncadsh100v5-series.
 */
const families = [
  { pattern: /^Standard_D(\d+)s_v5$/, family: "standardDSv5Family" },
  { pattern: /^Standard_D(\d+)ds_v5$/, family: "standardDDSv5Family" },
  { pattern: /^Standard_D(\d+)as_v5$/, family: "standardDASv5Family" },
  { pattern: /^Standard_D(\d+)ads_v5$/, family: "standardDADSv5Family" },
  { pattern: /^Standard_E(\d+)s_v5$/, family: "standardESv5Family" },
  { pattern: /^Standard_NC(\d+)ads_A100_v4$/, family: "StandardNCADSA100v4Family", vcpusPerGpu: 24 },
  { pattern: /^Standard_NC(\d+)adi?s_H100_v5$/, family: "StandardNCadsH100v5Family", vcpusPerGpu: 40 },
];

/** What `name` is made of, or `undefined` for a family that is not known here. */
export function vmSizeOf(name: string): VmSize | undefined {
  for (const { pattern, family, vcpusPerGpu } of families) {
    const vcpus = Number(pattern.exec(name)?.[1]);
    if (!Number.isNaN(vcpus)) return { vcpus, family, gpus: vcpusPerGpu === undefined ? 0 : vcpus / vcpusPerGpu };
  }
  return undefined;
}
