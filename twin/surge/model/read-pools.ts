import { amountsOf, readProfile, type AutoscalerProfile } from "@breakwater/cluster-autoscaler";
import { findVmSize, gpuMemoryGib } from "@breakwater/azure-sizes";
import { nodesInSubnets } from "../../../policies/rules/autoscaling/node-subnets";
import { addressedNodes } from "../../../policies/rules/autoscaling/room";
import { hourlyPriceOf } from "../../cost";
import { clusterOf, declaredQuotas, poolsOf, type Resource } from "@breakwater/plan-views";
import { nodeTemplates } from "../../nodes";
import type { Assumptions } from "../assumptions";
import type { PoolModel } from "./surge-model";

/**
 * The pools of a Plan, the cluster's own first.
 *
 * @returns what cannot be simulated in `problems`: a size that is not known, no pool at all
 */
export function readPools(
  resources: readonly Resource[],
  { numbers }: Assumptions,
): { pools: PoolModel[]; problems: string[] } {
  const problems: string[] = [];
  const daemons = [amountsOf({ cpu: numbers["nodes.daemonCpuCores"], memory: numbers["nodes.daemonMemoryBytes"] })];
  const pools = poolsOf(resources).flatMap((pool): PoolModel[] => {
    const size = findVmSize(pool.vmSize);
    if (!size.known) {
      problems.push(`pool ${pool.name}: vmSize = "${pool.vmSize}" must be a size whose cores and memory are known`);
      return [];
    }
    const dollars = hourlyPriceOf(pool.vmSize);
    const gpuGib = gpuMemoryGib(pool.vmSize);
    return [
      {
        name: pool.name,
        templates: nodeTemplates(pool, size, regionOf(resources), () => daemons),
        count: pool.count,
        ...(pool.bounds && { bounds: pool.bounds }),
        // Quotas are told apart without case.
        family: size.quotaFamily.toLowerCase(),
        vcpus: size.vcpus,
        ...(dollars !== undefined && { dollarsPerHour: dollars }),
        gpu: size.gpus !== undefined,
        ...(gpuGib !== undefined && { gpuMemoryBytes: gpuGib * 2 ** 30 }),
      },
    ];
  });
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

/** vCPUs that the stack says are granted, by VM family in lower case. */
export function readQuotas(resources: readonly Resource[]): Map<string, number> {
  return new Map(Object.entries(declaredQuotas(resources)).map(([family, vcpus]) => [family.toLowerCase(), vcpus]));
}

/** Nodes that the addresses of pods and of the nodes' subnets are enough for; Infinity where none are named. */
export function readMaxNodes(resources: readonly Resource[]): number {
  return Math.min(addressedNodes(clusterOf(resources)?.podCidr), nodesInSubnets(poolsOf(resources), resources));
}

const regionOf = (resources: readonly Resource[]): string => clusterOf(resources)?.location ?? "region";
