import type { Cluster, Pod } from "../cluster/cluster";
import { isSimilar, type NodeTemplate } from "../cluster/node-template";
import { cpuIndex, memoryIndex } from "../cluster/resources";
import { choose, type Option, type Random } from "./expander";
import type { NodeGroup } from "./node-group";
import { newBin, pack, takes } from "./pack";
import type { AutoscalerProfile } from "./profile";

/** How many nodes to ask of a pool, and which pods each is for. */
export interface Expansion {
  group: NodeGroup;
  /** One list for each node. */
  pods: (readonly Pod[])[];
}

/**
 * What to ask of which pools for these pods; nothing where no pool would do. One option is taken at a time, with the pools that are alike
 * (cluster-autoscaler/core/scaleup/orchestrator): what it leaves is for the next scan.
 *
 * @param groups those that may grow
 */
export function chooseExpansion(
  cluster: Cluster,
  pods: readonly Pod[],
  groups: readonly NodeGroup[],
  { expander, balanceSimilarNodeGroups }: AutoscalerProfile,
  random: Random,
): Expansion[] {
  const options = groups
    .flatMap((group) => {
      const sample = sampleFor(cluster, pods, group);
      if (!sample) return [];
      const candidates = takenBy(cluster, pods, sample);
      const isAlike = (other: NodeGroup): boolean =>
        other !== group && isSimilar(other.template, group.template) && takesAll(cluster, other, candidates);
      return [optionOf(cluster, candidates, { group, sample }, balanceSimilarNodeGroups ? groups.filter(isAlike) : [])];
    })
    .filter(({ bins }) => bins.length > 0);
  const best = choose(options, expander, random);
  return best ? balance(best) : [];
}

/**
 * A sample of a pool's next node: in a zone where the first pod that it would take may be. Azure's provider draws one of the zones
 * (cloudprovider/azure/azure_template.go, `buildGenericLabels`), and tries again where it was another one's turn.
 */
function sampleFor(cluster: Cluster, pods: readonly Pod[], { templates }: NodeGroup): NodeTemplate | undefined {
  const workloads = new Set(pods.map(({ template }) => template));
  for (const workload of workloads) {
    const sample = templates.find((template) => takes(newBin(cluster, template), workload));
    if (sample) return sample;
  }
  return undefined;
}

/** The pods that would have room on a node that is empty but for its DaemonSets. */
function takenBy(cluster: Cluster, pods: readonly Pod[], sample: NodeTemplate): Pod[] {
  const workloads = new Set(pods.map(({ template }) => template));
  for (const workload of workloads) if (!takes(newBin(cluster, sample), workload)) workloads.delete(workload);
  return pods.filter(({ template }) => workloads.has(template));
}

const takesAll = (cluster: Cluster, { template }: NodeGroup, pods: readonly Pod[]): boolean => {
  const empty = newBin(cluster, template);
  return [...new Set(pods.map((pod) => pod.template))].every((pod) => takes(empty, pod));
};

/** As many nodes as the pods need (cluster-autoscaler/estimator/binpacking_estimator.go), of the room that the pools have together. */
function optionOf(
  cluster: Cluster,
  pods: readonly Pod[],
  { group, sample }: { group: NodeGroup; sample: NodeTemplate },
  similar: readonly NodeGroup[],
): Option {
  let most = [group, ...similar].reduce((sum, { max, size }) => sum + max - size, 0);
  const { placed, opened } = pack(bySize(pods, sample), [], () => (most-- > 0 ? newBin(cluster, sample) : undefined));
  return { group, similar, bins: opened, pods: placed };
}

/** The largest first, by the share of a node that a pod takes (`DecreasingPodOrderer`); those of one workload together. */
function bySize(pods: readonly Pod[], { allocatable }: NodeTemplate): Pod[] {
  const size = ({ template: { requests } }: Pod): number =>
    requests[cpuIndex]! / allocatable[cpuIndex]! + requests[memoryIndex]! / allocatable[memoryIndex]!;
  return pods.toSorted(
    (pod, other) =>
      size(other) - size(pod) || pod.template.id.localeCompare(other.template.id) || pod.serial - other.serial,
  );
}

/** One node after the other to the smallest of the pools that may still grow, the chosen one first of equals (`BalanceScaleUpBetweenGroups`). */
function balance({ group, similar, bins }: Option): Expansion[] {
  const expansions = [group, ...similar].map((member): Expansion => ({ group: member, pods: [] }));
  const sizeOf = (expansion: Expansion): number => expansion.group.size + expansion.pods.length;
  for (const { pods } of bins) {
    const growing = expansions.filter((expansion) => sizeOf(expansion) < expansion.group.max);
    const smallest = growing.toSorted((expansion, other) => sizeOf(expansion) - sizeOf(other))[0];
    smallest?.pods.push(pods);
  }
  return expansions.filter(({ pods }) => pods.length > 0);
}
