import { gpuMemoryGib } from "@breakwater/azure-sizes";
import {
  amountsOf,
  readProfile,
  type AutoscalerProfile,
  type PodTemplate,
  planPools,
} from "@breakwater/cluster-autoscaler";
import { hourlyPriceOf } from "../../cost";
import { clusterOf, type Resource } from "@breakwater/plan-views";
import type { Assumptions } from "../assumptions";
import type { PoolModel } from "./surge-model";

/**
 * The pools of a Plan, the cluster's own first.
 *
 * @param daemonSets those of the Plan, beside the assumed ones of AKS
 * @returns what cannot be simulated in `problems`: a size that is not known, no pool at all
 */
export function readPools(
  resources: readonly Resource[],
  daemonSets: readonly PodTemplate[],
  { numbers }: Assumptions,
): { pools: PoolModel[]; problems: string[] } {
  const problems: string[] = [];
  const assumed = amountsOf({ cpu: numbers["nodes.daemonCpuCores"], memory: numbers["nodes.daemonMemoryBytes"] });
  const pools = planPools(resources, assumed, daemonSets).flatMap(
    ({ declared, size, unknown: _, ...pool }): PoolModel[] => {
      if (size === undefined) {
        problems.push(
          `pool ${pool.name}: vmSize = "${declared.vmSize}" must be a size whose cores and memory are known`,
        );
        return [];
      }
      const dollars = hourlyPriceOf(declared.vmSize);
      const gpuGib = gpuMemoryGib(declared.vmSize);
      return [
        {
          ...pool,
          ...(dollars !== undefined && { dollarsPerHour: dollars }),
          gpu: size.gpus !== undefined,
          ...(gpuGib !== undefined && { gpuMemoryBytes: gpuGib * 2 ** 30 }),
        },
      ];
    },
  );
  if (pools.length === 0 && problems.length === 0) problems.push("it has no node pool");
  return { pools, problems };
}

/**
 * The Cluster Autoscaler's profile.
 *
 * @returns settings that are wrong in `problems`
 */
export function readClusterProfile(resources: readonly Resource[]): { profile: AutoscalerProfile; problems: string[] } {
  const { profile, problems } = readProfile(clusterOf(resources)?.autoScalerProfile);
  return { profile, problems: problems.map((problem) => `autoScalerProfile: ${problem}`) };
}
