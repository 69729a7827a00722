import { isGpuSeries } from "@breakwater/azure-sizes";
import type { Pool } from "@breakwater/plan-views";

/** Whether a pool's VM size has GPUs. */
export const hasGpus = ({ vmSize }: Pick<Pool, "vmSize">): boolean => isGpuSeries(vmSize);
