import type { Cluster, Node, Pod } from "../cluster/cluster";
import type { Random } from "./expander";
import { hindranceOf, type Limit, type Refusal } from "./limits";
import type { Instance, NodeGroup } from "./node-group";
import type { AutoscalerProfile } from "./profile";
import { isEmpty } from "./removal";
import { chooseExpansion } from "./scale-up";
import { UnneededNodes } from "./unneeded";
import { areVeryNew, expendableBelow, unservedPods } from "./unserved";

/** What the Cluster Autoscaler works with. */
export interface ClusterAutoscalerArgs {
  groups: readonly NodeGroup[];
  profile: AutoscalerProfile;
  /** vCPUs that the subscription grants, by VM family in lower case; a family without an entry has no limit. Default: none has */
  quotas?: ReadonlyMap<string, number>;
  /** Nodes of all pools together that there are pod addresses for. Default: no limit */
  maxNodes?: number;
  /** How long a new node takes to join, seconds; Infinity for one that never does. */
  provisionSeconds: (group: NodeGroup) => number;
  /** Whether nodes came for a pod and it stands on none: then no further one is asked for. Default: never */
  isHopeless?: (pod: Pod) => boolean;
  /** Whether nodes for pods that are very new are asked for later, since more of them may come. Default: always */
  waitsForMore?: () => boolean;
  /**
   * Whether pods are taken to have come one after the other, so that what quotas and addresses leave is used up before Azure refuses a request. Default:
   * never, all nodes are asked for in one request, and it is refused whole
   */
  asksInParts?: () => boolean;
  random: Random;
}

/** What a scan came to. */
export interface ScanResult {
  /** Nodes asked for: the caller lets each join at its `readyAt`, and then asks `arrived` of its group. */
  requested: Instance[];
  /** Nodes given up because they did not come in time. */
  abandoned: Instance[];
  /** Nodes to be removed, cordoned since: the caller evicts their pods, removes them and then calls `removed`. */
  draining: Node[];
  /** What keeps pods that have no place, and will have none, from getting one. */
  limits: Limit[];
  /** The pods that no scan will give a node as things are. */
  refusals: Refusal[];
  /** A pool was refused its nodes, and another may be asked in the next scan. */
  isRefused: boolean;
}

/** Nodes from which pods are evicted at once (`--max-drain-parallelism`, which AKS does not let one change). */
const drainsAtOnce = 1;

/**
 * The Cluster Autoscaler over AKS' node pools: no clock, no randomness but what it is given. It follows Kubernetes' own
 * (kubernetes/autoscaler, cluster-autoscaler-1.35.2, cluster-autoscaler/core/static_autoscaler.go, `RunOnce`); see the package's index for what it leaves out.
 */
export class ClusterAutoscaler {
  private readonly unneeded = new UnneededNodes();
  private lastScaleUp = -Infinity;
  private lastDelete = -Infinity;
  /** Names of the nodes that are drained, until they are gone. */
  private readonly drained = new Set<string>();

  constructor(private readonly args: ClusterAutoscalerArgs) {}

  /**
   * One pass, after one of the scheduler. The caller asks again after the profile's `scanInterval`.
   *
   * @param now seconds
   * @param cluster as it is now. Nodes are known from scan to scan by their names; those of the groups are in `nodes` of each group
   */
  scan(now: number, cluster: Cluster): ScanResult {
    const { groups, profile } = this.args;
    const { isWaiting, ...result } = this.grow(now, cluster);
    this.unneeded.update(now, cluster, groups, profile);
    if (!isWaiting) result.draining = this.scaleDown(now, cluster);
    return result;
  }

  /** The half of a scan that asks for nodes. */
  grow(now: number, cluster: Cluster): ScanResult & { isWaiting: boolean } {
    const result: ScanResult = {
      requested: [],
      abandoned: this.abandon(now),
      draining: [],
      limits: [],
      refusals: [],
      isRefused: false,
    };
    return { ...this.scaleUp(now, cluster, result), ...result };
  }

  /** A drained node is gone. */
  removed({ name }: Pick<Node, "name">): void {
    this.unneeded.forget(name);
    this.drained.delete(name);
  }

  /** Gives up the nodes that are overdue, and backs off from their pools. */
  private abandon(now: number): Instance[] {
    const { groups, profile } = this.args;
    return groups.flatMap((group) => {
      const overdue = [...group.coming].filter(({ requestedAt }) => now - requestedAt > profile.maxNodeProvisionTime);
      if (overdue.length > 0) group.fail(now, overdue);
      return overdue;
    });
  }

  /** @returns whether it waits for more pods to come */
  private scaleUp(now: number, cluster: Cluster, result: ScanResult): { isWaiting: boolean } {
    const { groups, profile, random, waitsForMore = () => true, asksInParts = () => false } = this.args;
    const waiting = [...cluster.pending].filter((pod) => this.asksForNode(pod));
    if (waiting.length === 0) return { isWaiting: false };
    const unserved = this.withoutHopeless(unservedPods(cluster, waiting, groups, now), result);
    // Also a pod that is too young has its part of the room.
    const pods = unserved.filter(({ createdAt }) => now - createdAt >= profile.newPodScaleUpDelay);
    if (pods.length === 0) return { isWaiting: false };
    if (waitsForMore() && areVeryNew(pods, now)) return { isWaiting: true };
    const limits: Limit[] = [];
    const growing = groups.filter((group) => {
      const reason = group.backoff.isActive(now) ? "back-off" : group.size >= group.max ? "max" : undefined;
      if (reason) limits.push({ group, reason });
      return reason === undefined;
    });
    for (const { group, pods: podsOfNodes } of chooseExpansion(cluster, pods, growing, profile, random)) {
      const { nodes, reason } = this.roomFor(group, cluster);
      const asked = asksInParts() && nodes > 0 ? podsOfNodes.slice(0, nodes) : podsOfNodes;
      if (asked.length > nodes) {
        // Azure refuses the whole request, and none of its nodes comes.
        group.fail(now);
        limits.push({ group, reason });
        result.isRefused = true;
        // The pools after it are not asked any more (core/scaleup/orchestrator/executor.go).
        break;
      }
      result.requested.push(...this.request(group, asked, now));
    }
    if (result.requested.length > 0) this.lastScaleUp = now;
    const helped = new Set(result.requested.flatMap((instance) => instance.pods));
    const left = pods.filter((pod) => !helped.has(pod));
    const hindrance = hindranceOf(cluster, left, groups, limits);
    result.limits = hindrance.limits;
    result.refusals.push(...hindrance.refusals);
    return { isWaiting: false };
  }

  private withoutHopeless(pods: Pod[], { refusals }: ScanResult): Pod[] {
    const { isHopeless } = this.args;
    if (!isHopeless) return pods;
    const hopeless = pods.filter((pod) => isHopeless(pod));
    if (hopeless.length > 0) refusals.push({ pods: hopeless, reason: { kind: "no-help" } });
    return pods.filter((pod) => !isHopeless(pod));
  }

  private asksForNode({ template, nominated, unschedulable, deleting }: Pod): boolean {
    return unschedulable && !deleting && !nominated && !template.daemon && template.priority >= expendableBelow;
  }

  /** Nodes of a pool that addresses and quota still leave, and which of the two leaves fewer. */
  private roomFor({ family, vcpus }: NodeGroup, cluster: Cluster): { nodes: number; reason: "quota" | "addresses" } {
    const { groups, quotas, maxNodes = Infinity } = this.args;
    const coming = groups.reduce((sum, group) => sum + group.coming.size, 0);
    const ofAddresses = maxNodes - cluster.nodes.length - coming;
    const alike = groups.filter((group) => group.family === family);
    const used = alike.reduce((sum, group) => sum + group.size * group.vcpus, 0);
    const left = (quotas?.get(family) ?? Infinity) - used;
    const ofQuota = vcpus === 0 ? (left < 0 ? 0 : Infinity) : Math.floor(left / vcpus);
    return ofAddresses <= ofQuota
      ? { nodes: Math.max(ofAddresses, 0), reason: "addresses" }
      : { nodes: Math.max(ofQuota, 0), reason: "quota" };
  }

  private request(group: NodeGroup, podsOfNodes: readonly (readonly Pod[])[], now: number): Instance[] {
    const instances = podsOfNodes.map((pods): Instance => ({
      group,
      requestedAt: now,
      readyAt: now + this.args.provisionSeconds(group),
      pods,
    }));
    group.request(instances);
    return instances;
  }

  /**
   * Nodes that have not been needed for long enough: empty ones together, and one that must be drained
   * (cluster-autoscaler/core/scaledown/budgets, `CropNodes`).
   */
  private scaleDown(now: number, cluster: Cluster): Node[] {
    const { profile, groups } = this.args;
    const isCooling =
      now < this.lastScaleUp + profile.scaleDownDelayAfterAdd ||
      now < this.lastDelete + profile.scaleDownDelayAfterDelete;
    if (isCooling) return [];
    const due = this.unneeded.due(now, groups, profile);
    const leaving = cluster.nodes.filter((node) => node.leaving);
    const parallel = Math.max(profile.maxEmptyBulkDelete - leaving.length, 0);
    const empty = due.filter(isEmpty).slice(0, parallel);
    const drains = drainsAtOnce - this.drained.size;
    const toDrain = due
      .filter((node) => !isEmpty(node))
      .slice(0, Math.max(Math.min(drains, parallel - empty.length), 0));
    for (const { name } of toDrain) this.drained.add(name);
    const going = [...empty, ...toDrain];
    for (const node of going) node.cordoned = node.leaving = true;
    if (going.length > 0) this.lastDelete = now;
    return going;
  }
}
