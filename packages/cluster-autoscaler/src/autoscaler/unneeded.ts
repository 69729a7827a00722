import type { Cluster, Node } from "../cluster/cluster";
import type { NodeGroup } from "./node-group";
import type { AutoscalerProfile } from "./profile";
import { isEmpty, RemovalSimulation } from "./removal";

/** Since when each node has not been needed (cluster-autoscaler/core/scaledown/unneeded). Nodes are known by their names. */
export class UnneededNodes {
  private readonly since = new Map<string, number>();

  /** Looks again which nodes are not needed; never so many of a group that it would fall below its minimum. */
  update(now: number, cluster: Cluster, groups: readonly NodeGroup[], profile: AutoscalerProfile): void {
    const simulation = new RemovalSimulation(cluster, profile);
    const spare = new Map(groups.map((group) => [group, group.size - group.min - leavingOf(group)]));
    const known = new Set<string>();
    for (const { node, group } of this.candidates(groups.filter((group) => spare.get(group)! > 0))) {
      const left = spare.get(group)!;
      if (left <= 0 || !simulation.tryRemove(node)) continue;
      spare.set(group, left - 1);
      known.add(node.name);
      if (!this.since.has(node.name)) this.since.set(node.name, now);
    }
    for (const name of this.since.keys()) if (!known.has(name)) this.since.delete(name);
  }

  /** Those that have not been needed for long enough, as they are known longest. */
  due(now: number, groups: readonly NodeGroup[], profile: AutoscalerProfile): Node[] {
    if (this.since.size === 0) return [];
    return this.candidates(groups)
      .map(({ node }) => node)
      .filter(({ name, ready }) => {
        const time = ready ? profile.scaleDownUnneededTime : profile.scaleDownUnreadyTime;
        return now - this.sinceOf(name) >= time;
      });
  }

  forget(name: string): void {
    this.since.delete(name);
  }

  /**
   * The nodes in the order in which they are looked at: the empty ones, then those that have long not been needed, so that others do not
   * take their turn (cluster-autoscaler/processors/scaledowncandidates: emptycandidates, previouscandidates).
   */
  private candidates(groups: readonly NodeGroup[]): { node: Node; group: NodeGroup }[] {
    const all = groups.flatMap((group) =>
      [...group.nodes]
        .filter(({ leaving }) => !leaving)
        .map((node) => ({ node, group, isEmpty: isEmpty(node), since: this.sinceOf(node.name) })),
    );
    return all.sort((a, b) => Number(b.isEmpty) - Number(a.isEmpty) || compare(a.since, b.since));
  }

  /** Infinity for a node that is needed. */
  private sinceOf(name: string): number {
    return this.since.get(name) ?? Infinity;
  }
}

const compare = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

function leavingOf({ nodes }: NodeGroup): number {
  let count = 0;
  for (const { leaving } of nodes) if (leaving) count += 1;
  return count;
}
