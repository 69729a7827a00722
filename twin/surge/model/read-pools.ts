import { findVmSize } from "@breakwater/azure-sizes";
import { addressedNodes } from "../../../policies/rules/autoscaling/room";
import { hourlyPriceOf } from "../../cost";
import type { JsonObject, Plan } from "../../plan";
import { clusterType, poolsOf } from "../../nodes";
import type { Assumptions } from "../assumptions";
import { amountsOf, nodeTemplates, readProfile, type AutoscalerProfile } from "../control";
import type { PoolModel } from "./surge-model";

/**
 * The pools of a Plan, the cluster's own first.
 *
 * @param problems where what cannot be simulated is written down
 */
export function readPools(plan: Plan, { numbers }: Assumptions, problems: string[]): PoolModel[] {
  const daemons = [amountsOf({ cpu: numbers["nodes.daemonCpuCores"], memory: numbers["nodes.daemonMemoryBytes"] })];
  return plan.resources.flatMap(({ type, inputs }) =>
    poolsOf(type, inputs).flatMap((pool): PoolModel[] => {
      const size = findVmSize(pool.vmSize);
      if (!size.known) {
        problems.push(`pool ${pool.name}: vmSize = "${pool.vmSize}" must be a size whose cores and memory are known`);
        return [];
      }
      const dollars = hourlyPriceOf(pool.vmSize);
      return [
        {
          name: pool.name,
          templates: nodeTemplates(pool, size, regionOf(plan), daemons),
          count: pool.count,
          ...(pool.bounds && { bounds: pool.bounds }),
          // Quotas are told apart without case.
          family: size.quotaFamily.toLowerCase(),
          ...(dollars !== undefined && { dollarsPerHour: dollars }),
          gpu: size.gpus !== undefined,
        },
      ];
    }),
  );
}

/** The Cluster Autoscaler's profile. */
export function readClusterProfile({ resources }: Plan): AutoscalerProfile {
  const cluster = resources.find(({ type }) => type === clusterType);
  return readProfile(cluster?.inputs.autoScalerProfile, "autoScalerProfile of the cluster");
}

/** vCPUs that the stack says are granted, by VM family in lower case. */
export function readQuotas({ outputs }: Plan): Map<string, number> {
  const quotas = (outputs.quotas ?? {}) as JsonObject;
  return new Map(Object.entries(quotas).map(([family, vcpus]) => [family.toLowerCase(), Number(vcpus)]));
}

/** Nodes that the cluster's pod addresses are enough for; Infinity where it names none. */
export function readMaxNodes({ resources }: Plan): number {
  const network = resources.find(({ type }) => type === clusterType)?.inputs.networkProfile as JsonObject | undefined;
  return addressedNodes(network?.podCidr as string | undefined);
}

const regionOf = ({ resources }: Plan): string =>
  String(resources.find(({ type }) => type === clusterType)?.inputs.location ?? "region");
