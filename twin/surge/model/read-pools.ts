import { amountsOf, readProfile, type AutoscalerProfile } from "@breakwater/cluster-autoscaler";
import { findVmSize } from "@breakwater/azure-sizes";
import { addressedNodes } from "../../../policies/rules/autoscaling/room";
import { hourlyPriceOf } from "../../cost";
import { clusterOf, declaredQuotas, poolsOf, type Resource } from "@breakwater/plan-views";
import { nodeTemplates } from "../../nodes";
import type { Assumptions } from "../assumptions";
import type { PoolModel } from "./surge-model";

/**
 * The pools of a Plan, the cluster's own first.
 *
 * @param problems where what cannot be simulated is written down
 */
export function readPools(resources: readonly Resource[], { numbers }: Assumptions, problems: string[]): PoolModel[] {
  const daemons = [amountsOf({ cpu: numbers["nodes.daemonCpuCores"], memory: numbers["nodes.daemonMemoryBytes"] })];
  return poolsOf(resources).flatMap((pool): PoolModel[] => {
    const size = findVmSize(pool.vmSize);
    if (!size.known) {
      problems.push(`pool ${pool.name}: vmSize = "${pool.vmSize}" must be a size whose cores and memory are known`);
      return [];
    }
    const dollars = hourlyPriceOf(pool.vmSize);
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
      },
    ];
  });
}

/**
 * The Cluster Autoscaler's profile.
 *
 * @param problems where what cannot be simulated is written down
 */
export function readClusterProfile(resources: readonly Resource[], problems: string[]): AutoscalerProfile {
  const { profile, problems: own } = readProfile(clusterOf(resources)?.autoScalerProfile);
  problems.push(...own.map((problem) => `autoScalerProfile: ${problem}`));
  return profile;
}

/** vCPUs that the stack says are granted, by VM family in lower case. */
export function readQuotas(resources: readonly Resource[]): Map<string, number> {
  return new Map(Object.entries(declaredQuotas(resources)).map(([family, vcpus]) => [family.toLowerCase(), vcpus]));
}

/** Nodes that the cluster's pod addresses are enough for; Infinity where it names none. */
export function readMaxNodes(resources: readonly Resource[]): number {
  return addressedNodes(clusterOf(resources)?.podCidr);
}

const regionOf = (resources: readonly Resource[]): string => clusterOf(resources)?.location ?? "region";
