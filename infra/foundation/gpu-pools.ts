import type { Settings } from "../../stacks";

/** The part of the GPU pool's settings that one zone gets. */
export interface GpuPool {
  /** Pulumi's name of the pool. */
  name: string;
  poolName: string;
  zones: string[];
  minCount: number;
  maxCount: number;
  initialCount: number;
}

/**
 * The pools of model servers: one a zone, because the Cluster Autoscaler does not know zones, and a zone that has run out of
 * GPUs would block a pool over several. Their counts sum up to those of the settings, the first zones having one more where
 * they do not divide.
 */
export function gpuPools({ name, zones, minCount, maxCount, initialCount }: Settings["pools"]["gpu"]): GpuPool[] {
  if (zones.length === 0) return [{ name: "gpu", poolName: name, zones, minCount, maxCount, initialCount }];
  return zones.map((zone, index) => {
    const shareOf = (total: number) => Math.floor((total + zones.length - 1 - index) / zones.length);
    return {
      name: `gpu-z${zone}`,
      poolName: `${name}z${zone}`,
      zones: [zone],
      minCount: shareOf(minCount),
      maxCount: shareOf(maxCount),
      initialCount: shareOf(initialCount),
    };
  });
}
