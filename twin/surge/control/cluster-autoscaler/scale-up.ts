import type { Cluster, Pod } from "../scheduler/cluster";
import { isSimilar, type NodeTemplate } from "../scheduler/node-template";
import { addTo, cpu, isRoom, memory, type Amounts } from "../scheduler/resources";
import type { NodeGroup } from "./node-group";
import type { AutoscalerProfile } from "./profile";

/** Draws a number from 0 to 1, 1 excluded. */
export type Random = () => number;

/** A node in thought. */
interface Bin {
  template: NodeTemplate;
  used: Amounts;
}

/** What a pool would do for the pending pods. */
interface Option {
  group: NodeGroup;
  /** Pools that would do it alike, with `group` itself. */
  similar: NodeGroup[];
  nodes: number;
  pods: Pod[];
  /** Share of the new nodes' CPU plus share of their memory that would be left over. */
  waste: number;
}

/** How many nodes to ask of which pools. */
export type Expansion = Map<NodeGroup, number>;

/**
 * The pods that will have no place even when all nodes that are coming have come, the first-come first.
 */
export function unservedPods(cluster: Cluster, pods: readonly Pod[], groups: readonly NodeGroup[]): Pod[] {
  const bins = groups.flatMap(({ coming, template }) => [...coming].map(() => emptyBin(template)));
  return pack(cluster, pods, bins).left;
}

/** What to ask of which pools for these pods; nothing where no pool would do. */
export function chooseExpansion(
  cluster: Cluster,
  pods: readonly Pod[],
  groups: readonly NodeGroup[],
  profile: AutoscalerProfile,
  random: Random,
): Expansion {
  const options = groups
    .map((group) => {
      const isAlike = (other: NodeGroup) =>
        profile.balanceSimilarNodeGroups && isSimilar(other.template, group.template);
      const similar = groups.filter((other) => other === group || isAlike(other));
      return optionOf(cluster, pods, group, similar);
    })
    .filter(({ nodes }) => nodes > 0);
  const best = choose(options, profile.expander, random);
  return best ? balance(best) : new Map();
}

function optionOf(cluster: Cluster, pods: readonly Pod[], group: NodeGroup, similar: NodeGroup[]): Option {
  const most = similar.reduce((sum, { max, size }) => sum + Math.max(max - size, 0), 0);
  const { placed, bins } = pack(cluster, pods, [], { template: group.template, most });
  return { group, similar, nodes: bins.length, pods: placed, waste: wasteOf(bins) };
}

/** Puts pods into bins, the largest first and each into the first with room, and opens up to `more.most` new ones. */
function pack(
  cluster: Cluster,
  pods: readonly Pod[],
  bins: readonly Bin[],
  more?: { template: NodeTemplate; most: number },
): { placed: Pod[]; left: Pod[]; bins: Bin[] } {
  const open = [...bins];
  const placed: Pod[] = [];
  const left: Pod[] = [];
  let full: Pod["template"] | undefined;
  for (const pod of more ? bySize(pods, more.template) : pods) {
    const { template } = pod;
    // Pods of one workload are alike and follow one another.
    if (template === full) {
      left.push(pod);
      continue;
    }
    let bin = open.find(
      (candidate) => cluster.admits(candidate.template, template) && hasRoom(candidate, template.requests),
    );
    if (!bin && more && open.length < bins.length + more.most && cluster.admits(more.template, template)) {
      const fresh = emptyBin(more.template);
      if (hasRoom(fresh, template.requests)) open.push((bin = fresh));
    }
    if (bin) {
      addTo(bin.used, template.requests);
      placed.push(pod);
    } else {
      full = template;
      left.push(pod);
    }
  }
  return { placed, left, bins: open.slice(bins.length) };
}

const emptyBin = (template: NodeTemplate): Bin => ({ template, used: template.daemons.slice() });
const hasRoom = ({ template, used }: Bin, requests: Amounts): boolean => isRoom(template.allocatable, used, requests);

/** The largest first, by the share of a node that a pod takes; those of one workload together. */
function bySize(pods: readonly Pod[], { allocatable }: NodeTemplate): Pod[] {
  const size = ({ template: { requests } }: Pod): number =>
    requests[cpu]! / allocatable[cpu]! + requests[memory]! / allocatable[memory]!;
  return pods.toSorted(
    (a, b) => size(b) - size(a) || a.template.id.localeCompare(b.template.id) || a.serial - b.serial,
  );
}

function wasteOf(bins: readonly Bin[]): number {
  const share = (resource: number): number => {
    const offered = bins.reduce((sum, { template }) => sum + template.allocatable[resource]!, 0);
    const used = bins.reduce((sum, bin) => sum + bin.used[resource]!, 0);
    return offered === 0 ? 0 : (offered - used) / offered;
  };
  return share(cpu) + share(memory);
}

/** The expander: of several best ones it draws one, as the Cluster Autoscaler does. */
function choose(
  options: readonly Option[],
  expander: AutoscalerProfile["expander"],
  random: Random,
): Option | undefined {
  const score = ({ waste, pods }: Option): number => {
    switch (expander) {
      case "least-waste":
        return -waste;
      case "most-pods":
        return pods.length;
      case "random":
        return 0;
      default: {
        const unknown: never = expander;
        return unknown;
      }
    }
  };
  const highest = Math.max(...options.map(score));
  const best = options.filter((option) => score(option) === highest);
  return best.length > 1 ? best[Math.floor(random() * best.length)] : best[0];
}

/** One node after the other to the smallest of the similar pools that may still grow. */
function balance({ similar, nodes }: Option): Expansion {
  const expansion: Expansion = new Map();
  const sizeOf = (group: NodeGroup): number => group.size + (expansion.get(group) ?? 0);
  for (let left = nodes; left > 0; left--) {
    let smallest: NodeGroup | undefined;
    for (const group of similar) {
      if (sizeOf(group) < group.max && (!smallest || sizeOf(group) < sizeOf(smallest))) smallest = group;
    }
    if (!smallest) break;
    expansion.set(smallest, (expansion.get(smallest) ?? 0) + 1);
  }
  return expansion;
}
