import type { Gpus } from "./vm-size";

/** A GPU as it is on the box: memory in GB as Azure's pages have it, and in GiB as CUDA reports it. */
const gpu = (model: string, memoryGb: number, usableGib: number) => ({ model, memoryGb, usableGib, share: 1 });

const t4 = gpu("T4", 16, 14.5);
const v100 = gpu("V100", 16, 15.7);
const a10 = gpu("A10", 24, 22);
const a100With40Gb = gpu("A100", 40, 39.4);
const a100 = gpu("A100", 80, 79.1);
/** The two cards' NVL form, which has more memory than the one of the ND series. */
const h100Nvl = gpu("H100 NVL", 94, 93);
const h100 = gpu("H100", 80, 79.1);
const h200 = gpu("H200", 141, 139.8);

/** A part of an A10: what CUDA can take of it nobody has published. */
const partOfA10 = (share: number, memoryGb: number): Omit<Gpus, "count"> => ({
  ...{ model: "A10", share, memoryGb, usableGib: undefined },
});

/** A size with GPUs. */
export interface GpuSize {
  /** Without `Standard_`. */
  name: string;
  vcpus: number;
  memoryGib: number;
  gpus: Gpus;
  /** Size of the temporary disk, GiB. */
  temporaryGib: number;
}

/** Sizes that count into one quota and stand on one page. */
export interface GpuSeries {
  quotaFamily: string;
  /** Its page under https://learn.microsoft.com/azure/virtual-machines/sizes/. */
  page: string;
  /** When Azure has retired it; absent where it has not. */
  retired?: string;
  sizes: readonly GpuSize[];
}

const size = (
  name: string,
  vcpus: number,
  memoryGib: number,
  [count, kind]: readonly [number, Omit<Gpus, "count">],
  temporaryGib: number,
): GpuSize => ({ name, vcpus, memoryGib, gpus: { count, ...kind }, temporaryGib });

/**
 * The sizes with NVIDIA's GPUs. vCPUs, memory, GPUs and temporary disk as in the tables of each series' page, the families as
 * `az vm list-skus` writes them, blanks included.
 */
export const gpuSeries: readonly GpuSeries[] = [
  {
    quotaFamily: "Standard NCASv3_T4 Family",
    page: "gpu-accelerated/ncast4v3-series",
    sizes: [
      size("NC4as_T4_v3", 4, 28, [1, t4], 176),
      size("NC8as_T4_v3", 8, 56, [1, t4], 352),
      size("NC16as_T4_v3", 16, 110, [1, t4], 352),
      size("NC64as_T4_v3", 64, 440, [4, t4], 2816),
    ],
  },
  {
    quotaFamily: "standardNCSv3Family",
    retired: "September 2025",
    page: "gpu-accelerated/ncv3-series",
    sizes: [
      size("NC6s_v3", 6, 112, [1, v100], 736),
      size("NC12s_v3", 12, 224, [2, v100], 1474),
      size("NC24s_v3", 24, 448, [4, v100], 2948),
      size("NC24rs_v3", 24, 448, [4, v100], 2948),
    ],
  },
  {
    quotaFamily: "StandardNVADSA10v5Family",
    page: "gpu-accelerated/nvadsa10v5-series",
    sizes: [
      size("NV6ads_A10_v5", 6, 55, [1, partOfA10(1 / 6, 4)], 180),
      size("NV12ads_A10_v5", 12, 110, [1, partOfA10(1 / 3, 8)], 360),
      size("NV18ads_A10_v5", 18, 220, [1, partOfA10(1 / 2, 12)], 720),
      size("NV36ads_A10_v5", 36, 440, [1, a10], 1440),
      size("NV36adms_A10_v5", 36, 880, [1, a10], 2880),
      size("NV72ads_A10_v5", 72, 880, [2, a10], 2880),
    ],
  },
  {
    quotaFamily: "StandardNCADSA100v4Family",
    page: "gpu-accelerated/nca100v4-series",
    sizes: [
      size("NC24ads_A100_v4", 24, 220, [1, a100], 64),
      size("NC48ads_A100_v4", 48, 440, [2, a100], 128),
      size("NC96ads_A100_v4", 96, 880, [4, a100], 256),
    ],
  },
  {
    quotaFamily: "StandardNCadsH100v5Family",
    page: "gpu-accelerated/ncadsh100v5-series",
    sizes: [
      size("NC40ads_H100_v5", 40, 320, [1, h100Nvl], 3576),
      size("NC80adis_H100_v5", 80, 640, [2, h100Nvl], 7152),
    ],
  },
  {
    quotaFamily: "Standard NDASv4_A100 Family",
    page: "gpu-accelerated/ndasra100v4-series",
    sizes: [size("ND96asr_v4", 96, 900, [8, a100With40Gb], 6000)],
  },
  {
    quotaFamily: "standard NDAMSv4_A100Family",
    page: "gpu-accelerated/ndma100v4-series",
    // The page says 1900 GB; the API, of which the Cluster Autoscaler has a recording, 1800 GiB: the smaller one, which every node has.
    sizes: [size("ND96amsr_A100_v4", 96, 1800, [8, a100], 6400)],
  },
  {
    quotaFamily: "standardNDSH100v5Family",
    page: "gpu-accelerated/ndh100v5-series",
    sizes: [size("ND96isr_H100_v5", 96, 1900, [8, h100], 1024)],
  },
  {
    quotaFamily: "standardNDISRH200V5Family",
    page: "gpu-accelerated/nd-h200-v5-series",
    sizes: [size("ND96isr_H200_v5", 96, 1850, [8, h200], 1024)],
  },
];
