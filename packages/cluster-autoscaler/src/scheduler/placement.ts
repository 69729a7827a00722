import type { Cluster, Node } from "../cluster/cluster";
import { reserved } from "../cluster/fit";
import type { Spread } from "../cluster/pod-constraints";
import type { PodTemplate } from "../cluster/pod-template";
import { cpuIndex, isRoom, memoryIndex } from "../cluster/resources";
import type { SpreadDomains } from "../cluster/spread-domains";

/** Scores of the scheduler are 0 to 100. */
const maxScore = 100;
/** Weight of PodTopologySpread in the default profile (pkg/scheduler/apis/config); those of resources are 1. */
const spreadWeight = 2;
/** What a pod that requests nothing is taken to use, thousandths of a core and bytes (pkg/scheduler/util/pod_resources.go). */
const defaultCpu = 100;
const defaultMemory = 200 * 2 ** 20;

/**
 * Where pods of a workload may go, during one pass of the scheduler. What holds for all of its pods is worked out once; after each
 * pod that is bound only its node is looked at again.
 */
export class Placement {
  private readonly nodes: readonly Node[];
  private readonly indexOf = new Map<Node, number>();
  /** Score by resources; NaN where there is no room. */
  private readonly scores: Float64Array;
  private readonly preferred: readonly PreferredSpread[];
  private readonly required: readonly SpreadDomains[];
  /** Pods of the workload around each node, weighted over all preferred constraints. */
  private readonly crowding: Float64Array;

  constructor(
    private readonly cluster: Cluster,
    private readonly template: PodTemplate,
  ) {
    this.nodes = cluster.nodes.filter(
      (node) => node.ready && !node.cordoned && cluster.admits(node.template, template),
    );
    this.scores = new Float64Array(this.nodes.length);
    this.crowding = new Float64Array(this.nodes.length);
    this.preferred = template.spread
      .filter(({ required }) => !required)
      .map((spread) => new PreferredSpread(spread, this.nodes));
    this.required = cluster.spreadDomains(template);
    for (const [index, node] of this.nodes.entries()) {
      this.indexOf.set(node, index);
      this.refresh(node);
    }
  }

  /** Looks again at a node on which something has changed. */
  refresh(node: Node): void {
    const index = this.indexOf.get(node);
    if (index === undefined) return;
    const isFree = isRoom(node.template.allocatable, reserved(node, this.template), this.template.requests);
    this.scores[index] = isFree ? resourceScore(node, this.template) : NaN;
  }

  /** The node that the scheduler takes; none where there is no room. */
  best(): Node | undefined {
    const [fewest, most] = this.weighCrowding();
    const fewestPods = this.required.map((domains) => domains.fewest());
    let best: Node | undefined;
    let highest = -Infinity;
    for (let index = 0; index < this.nodes.length; index++) {
      const spread = most === 0 ? maxScore : Math.trunc((maxScore * (most + fewest - this.crowding[index]!)) / most);
      const score = this.scores[index]! + spreadWeight * spread;
      // Of equals the first: the scheduler itself draws one.
      if (!(score > highest) || !this.isAllowed(this.nodes[index]!, fewestPods)) continue;
      best = this.nodes[index]!;
      highest = score;
    }
    return best;
  }

  /** @returns the least and the most of the nodes with room */
  private weighCrowding(): [fewest: number, most: number] {
    if (this.preferred.length === 0) return [0, 0];
    this.crowding.fill(0);
    for (const constraint of this.preferred) constraint.addTo(this.crowding, this.cluster);
    let fewest = Infinity;
    let most = 0;
    for (let index = 0; index < this.nodes.length; index++) {
      if (Number.isNaN(this.scores[index]!)) continue;
      fewest = Math.min(fewest, this.crowding[index]!);
      most = Math.max(most, this.crowding[index]!);
    }
    return [fewest, most];
  }

  private isAllowed(node: Node, fewestPods: readonly number[]): boolean {
    return (
      this.required.every((domains, index) => domains.allows(node, fewestPods[index]!)) &&
      this.cluster.allowsBeside(this.template, node)
    );
  }
}

/** A constraint that is only preferred (PodTopologySpread, `ScheduleAnyway`): domains with fewer pods of the workload first. */
class PreferredSpread {
  /** The domain of each node, and one node of each domain. */
  private readonly domainOf: Int32Array;
  private readonly representatives: readonly Node[];
  private readonly counts: Float64Array;
  private readonly weight: number;

  constructor(
    private readonly spread: Spread,
    nodes: readonly Node[],
  ) {
    const domains = new Map<string, number>();
    const representatives: Node[] = [];
    this.domainOf = Int32Array.from(nodes, (node) => {
      const domain = node.template.labels[spread.topologyKey] ?? node.name;
      let index = domains.get(domain);
      if (index === undefined) {
        domains.set(domain, (index = representatives.length));
        representatives.push(node);
      }
      return index;
    });
    this.representatives = representatives;
    this.counts = new Float64Array(representatives.length);
    // The more domains, the more one pod weighs.
    this.weight = Math.log(representatives.length + 2);
  }

  addTo(crowding: Float64Array, cluster: Cluster): void {
    const { topologyKey, maxSkew } = this.spread;
    for (let domain = 0; domain < this.counts.length; domain++) {
      this.counts[domain] = cluster.countInDomain(this.spread, topologyKey, this.representatives[domain]!) ?? 0;
    }
    for (let index = 0; index < crowding.length; index++) {
      crowding[index]! += this.counts[this.domainOf[index]!]! * this.weight + (maxSkew - 1);
    }
  }
}

/** Emptier nodes first (NodeResourcesFit, LeastAllocated), and those whose CPU and memory fill up alike (BalancedAllocation). */
function resourceScore({ template, used }: Node, { requests }: PodTemplate): number {
  const cpuShare = Math.min(
    (used[cpuIndex]! + (requests[cpuIndex]! || defaultCpu)) / template.allocatable[cpuIndex]!,
    1,
  );
  const memoryShare = Math.min(
    (used[memoryIndex]! + (requests[memoryIndex]! || defaultMemory)) / template.allocatable[memoryIndex]!,
    1,
  );
  const free = Math.trunc((Math.trunc((1 - cpuShare) * maxScore) + Math.trunc((1 - memoryShare) * maxScore)) / 2);
  return free + Math.trunc((1 - Math.abs(cpuShare - memoryShare) / 2) * maxScore);
}
