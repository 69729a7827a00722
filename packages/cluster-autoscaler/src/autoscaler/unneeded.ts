import type { Cluster, Node } from "../cluster/cluster";
import type { NodeGroup } from "./node-group";
import type { AutoscalerProfile } from "./profile";
import { isEmpty, RemovalSimulation } from "./removal";
import { isBooting } from "./unserved";

/** Since when each node has not been needed (cluster-autoscaler-1.35.2, core/scaledown/planner and unneeded). Nodes are known by their names. */
export class UnneededNodes {
  private readonly since = new Map<string, number>();

  /** Looks again which nodes are not needed; none of a group that is at its minimum. */
  update(now: number, cluster: Cluster, groups: readonly NodeGroup[], profile: AutoscalerProfile): void {
    const simulation = new RemovalSimulation(cluster, profile, now);
    const known = new Set<string>();
    const most = this.mostUnneeded(profile);
    for (const { node } of this.candidates(groups, now)) {
      if (known.size >= most) break;
      if (!simulation.tryRemove(node)) continue;
      known.add(node.name);
      if (!this.since.has(node.name)) this.since.set(node.name, now);
    }
    for (const name of this.since.keys()) if (!known.has(name)) this.since.delete(name);
  }

  /** Those that have not been needed for long enough, as they are known longest; never so many of a group that it would fall below its minimum. */
  due(now: number, groups: readonly NodeGroup[], profile: AutoscalerProfile): Node[] {
    if (this.since.size === 0) return [];
    const spare = new Map(groups.map((group) => [group, group.size - group.min - leavingOf(group)]));
    return this.candidates(groups, now).flatMap(({ node, group }) => {
      const time = node.ready ? profile.scaleDownUnneededTime : profile.scaleDownUnreadyTime;
      const left = spare.get(group)!;
      if (left <= 0 || now - this.sinceOf(node.name) < time) return [];
      spare.set(group, left - 1);
      return [node];
    });
  }

  forget(name: string): void {
    this.since.delete(name);
  }

  /** Most nodes that are counted at a time: more would not be removed soon anyway (core/scaledown/planner, `unneededNodesLimit`). */
  private mostUnneeded({ maxEmptyBulkDelete, scaleDownUnneededTime, scanInterval }: AutoscalerProfile): number {
    const scans = Math.max(Math.floor(scaleDownUnneededTime / scanInterval), 1);
    return Math.min(this.since.size + 2 * maxEmptyBulkDelete, (scans + 1) * maxEmptyBulkDelete);
  }

  /**
   * The nodes in the order in which they are looked at: the empty ones, then those that have long not been needed, so that others do not
   * take their turn (cluster-autoscaler/processors/scaledowncandidates: emptycandidates, previouscandidates). One that is still booting is none.
   */
  private candidates(groups: readonly NodeGroup[], now: number): { node: Node; group: NodeGroup }[] {
    const shrinkable = groups.filter(({ size, min }) => size > min);
    const all = shrinkable.flatMap((group) =>
      [...group.nodes]
        .filter((node) => !node.leaving && !isBooting(node, now))
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
