import { findVmSize, gpusOf, nodeResources, vcpusOf, type VmSize } from "@breakwater/azure-sizes";
import { clusterOf, ifKnown, nodeLabelsOf, poolsOf, type DeclaredPool, type Resource } from "@breakwater/plan-views";
import { admits, type NodeTemplate } from "../cluster/node-template";
import type { PodTemplate } from "../cluster/pod-template";
import { amountsOf, cpuIndex, gpuIndex, podsIndex, type Amounts } from "../cluster/resources";
import { NodeLabels } from "./node-choice";
import { nodeTemplates } from "./node-templates";

/** A pool of a Plan, as far as there is room on its nodes. */
export interface PlanPool {
  name: string;
  /** One for each of its zones. */
  templates: NodeTemplate[];
  /** Nodes at creation. */
  count: number;
  /** Of the Cluster Autoscaler; absent where it is off. */
  bounds?: { min: number; max: number };
  /** For the quota: lower-case, empty where it is not known, and vCPUs of a node. */
  family: string;
  vcpus: number;
}

/** A pool with what declares it. */
export interface SizedPool extends PlanPool {
  declared: DeclaredPool;
  /** Absent for a size that is not in the table. Then nothing that is not known limits what a node holds. */
  size: VmSize | undefined;
  /** Why it is not known what a node holds; absent where it is. */
  unknown?: string;
}

/** What DaemonSets of AKS itself ask for on each node, with monitoring and CSI drivers, which no Plan says: cores and bytes. */
export const usualDaemons = amountsOf({ cpu: 0.4, memory: 700 * 2 ** 20 });

/** Stands for a region that is not known, where nodes must have names of zones all the same. */
export const anyRegion = "region";

/** Azure region of the cluster; `undefined` where it is not known. */
export const regionOf = (resources: readonly Resource[]): string | undefined =>
  ifKnown(() => clusterOf(resources)?.location);

/** What can be told of the labels of a Plan's nodes. */
export function nodeLabelsOfPlan(
  resources: readonly Resource[],
  pools: readonly DeclaredPool[] = poolsOf(resources),
): NodeLabels {
  const region = regionOf(resources);
  const told = pools.map((pool) => nodeLabelsOf(pool, { region: region ?? anyRegion, zone: pool.zones[0] }));
  return new NodeLabels(told, pools, region);
}

/**
 * The pools of a Plan, the cluster's own first.
 *
 * @param assumed what DaemonSets that no Plan shows ask for on each node
 * @param daemonSets those of the Plan
 */
export function planPools(
  resources: readonly Resource[],
  assumed: Amounts,
  daemonSets: readonly PodTemplate[],
  pools: readonly DeclaredPool[] = poolsOf(resources),
): SizedPool[] {
  const region = regionOf(resources) ?? anyRegion;
  const daemonsOn = (node: NodeTemplate): Amounts[] => [
    assumed,
    ...daemonSets.filter((daemon) => admits(node, daemon)).map(({ requests }) => requests),
  ];
  return pools.map((declared): SizedPool => {
    const size = findVmSize(declared.vmSize);
    const { name, count, bounds } = declared;
    const of = { name, count, ...(bounds && { bounds }), declared };
    if (!size.known) return { ...of, size: undefined, unknown: size.reason, ...unsized(declared, region, daemonsOn) };
    const templates = nodeTemplates(declared, size, region, daemonsOn);
    // Quotas are told apart without case.
    return { ...of, size, templates, family: size.quotaFamily.toLowerCase(), vcpus: size.vcpus };
  });
}

/** More than any node has of anything. */
const plenty = Number.MAX_SAFE_INTEGER;

/** Nodes of a size that is not in the table: what its name does not tell is plenty. */
function unsized(
  pool: DeclaredPool,
  region: string,
  daemonsOn: (node: NodeTemplate) => readonly Amounts[],
): Pick<PlanPool, "templates" | "family" | "vcpus"> {
  const [vcpus, gpus] = [vcpusOf(pool.vmSize), gpusOf(pool.vmSize)];
  const some: VmSize = { ...placeholder, vmSize: pool.vmSize, vcpus: vcpus.known ? vcpus.vcpus : placeholder.vcpus };
  const cores = nodeResources(some, { maxPods: pool.maxPods }).allocatable.millicores;
  const templates = nodeTemplates(pool, some, region, daemonsOn).map((template): NodeTemplate => {
    const amounts = template.allocatable.map((_, index) => {
      if (index === cpuIndex && vcpus.known) return cores;
      if (index === gpuIndex && gpus.known) return gpus.gpus;
      return index === podsIndex ? pool.maxPods : plenty;
    });
    return { ...template, capacity: amounts, allocatable: amounts };
  });
  return { templates, family: "", vcpus: vcpus.known ? vcpus.vcpus : 0 };
}

const placeholder = findVmSize("Standard_D8s_v5") as VmSize;
