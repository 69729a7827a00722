import type { Cluster, Node } from "../scheduler/cluster";
import { NodeGroup, type Instance } from "./node-group";
import type { AutoscalerProfile } from "./profile";
import { RemovalSimulation } from "./scale-down";
import { chooseExpansion, unservedPods, type Random } from "./scale-up";

/** Pods below this priority neither ask for nodes nor keep them (`--expendable-pods-priority-cutoff`). */
const expendablePriority = -10;

/** What the Cluster Autoscaler works with. */
export interface ClusterAutoscalerArgs {
  cluster: Cluster;
  groups: readonly NodeGroup[];
  profile: AutoscalerProfile;
  /** vCPUs that the subscription grants, by VM family in lower case; a family without an entry has no limit. */
  quotas: ReadonlyMap<string, number>;
  /** Nodes of all pools together that there are pod addresses for. Default: no limit */
  maxNodes?: number;
  /** How long a new node takes to join, seconds; Infinity for one that never does. */
  provisionSeconds: (group: NodeGroup) => number;
  random: Random;
}

/** Why pending pods get no node from a pool. */
export interface Limit {
  group: NodeGroup;
  reason: "max" | "quota" | "addresses" | "back-off";
}

/** What a scan came to. */
export interface ScanResult {
  /** Nodes asked for: the caller lets each join at its `readyAt`. */
  requested: Instance[];
  /** Nodes given up because they did not come in time. */
  abandoned: Instance[];
  /** Nodes to be removed, cordoned since: the caller evicts their pods and then calls `removed`. */
  draining: Node[];
  /** What keeps pods that have no place, and will have none, from getting one. */
  limits: Limit[];
}

/** The Cluster Autoscaler over AKS' node pools, in virtual time: no clock, no randomness but the generator that it is given. */
export class ClusterAutoscaler {
  private readonly unneededSince = new Map<Node, number>();
  private lastScaleUp = -Infinity;
  private lastDelete = -Infinity;

  constructor(private readonly args: ClusterAutoscalerArgs) {}

  /** One pass, after one of the scheduler. The caller asks again after the profile's `scanInterval`. */
  scan(now: number): ScanResult {
    const result: ScanResult = { requested: [], abandoned: this.abandon(now), draining: [], limits: [] };
    this.scaleUp(now, result);
    this.updateUnneeded(now);
    // A scan that adds nodes removes none.
    if (result.requested.length === 0) this.scaleDown(now, result);
    return result;
  }

  /** A node has joined: none where it had been given up. */
  joined(instance: Instance): Node | undefined {
    const { group } = instance;
    if (!group.coming.delete(instance)) return undefined;
    const node = this.args.cluster.addNode(group.nextTemplate());
    group.nodes.add(node);
    return node;
  }

  /** A drained node is gone. */
  removed(node: Node, now: number): void {
    for (const { nodes } of this.args.groups) nodes.delete(node);
    this.unneededSince.delete(node);
    this.lastDelete = now;
    this.args.cluster.removeNode(node);
  }

  /** Gives up the nodes that are overdue, and backs off from their pools. */
  private abandon(now: number): Instance[] {
    const { groups, profile } = this.args;
    const overdue = groups.flatMap(({ coming }) =>
      [...coming].filter(({ requestedAt }) => now - requestedAt > profile.maxNodeProvisionTime),
    );
    for (const group of new Set(overdue.map((instance) => instance.group))) group.fail(now);
    for (const instance of overdue) instance.group.coming.delete(instance);
    return overdue;
  }

  private scaleUp(now: number, result: ScanResult): void {
    const { cluster, groups, profile, random } = this.args;
    const waiting = [...cluster.pending].filter(
      ({ template, createdAt, nominated }) =>
        !nominated && template.priority >= expendablePriority && now - createdAt >= profile.newPodScaleUpDelay,
    );
    if (waiting.length === 0) return;
    const pods = unservedPods(cluster, waiting, groups);
    if (pods.length === 0) return;
    const limits: Limit[] = [];
    const growing = groups.filter((group) => {
      const reason = group.isBackedOff(now) ? "back-off" : group.size >= group.max ? "max" : undefined;
      if (reason) limits.push({ group, reason });
      return reason === undefined;
    });
    for (const [group, count] of chooseExpansion(cluster, pods, growing, profile, random)) {
      const reason = this.refusal(group, count);
      if (reason) {
        // Azure refuses the whole request, and none of its nodes comes.
        group.fail(now);
        limits.push({ group, reason });
      } else {
        this.lastScaleUp = now;
        for (let ordered = 0; ordered < count; ordered++) result.requested.push(this.request(group, now));
      }
    }
    const unserved = unservedPods(cluster, pods, groups);
    const concerns = ({ template }: NodeGroup): boolean =>
      unserved.some((pod) => cluster.admits(template, pod.template));
    result.limits = limits.filter(({ group }) => concerns(group));
  }

  private refusal({ family, template }: NodeGroup, count: number): "quota" | "addresses" | undefined {
    const { groups, cluster, maxNodes = Infinity } = this.args;
    const coming = groups.reduce((sum, group) => sum + group.coming.size, 0);
    if (cluster.nodes.length + coming + count > maxNodes) return "addresses";
    const quota = this.args.quotas.get(family) ?? Infinity;
    const alike = groups.filter((group) => group.family === family);
    const used = alike.reduce((sum, group) => sum + group.size * group.template.vcpus, 0);
    return used + count * template.vcpus > quota ? "quota" : undefined;
  }

  private request(group: NodeGroup, now: number): Instance {
    const instance = { group, requestedAt: now, readyAt: now + this.args.provisionSeconds(group) };
    group.coming.add(instance);
    return instance;
  }

  /** Remembers since when each node has not been needed. */
  private updateUnneeded(now: number): void {
    const { cluster, groups, profile } = this.args;
    const simulation = new RemovalSimulation(cluster, profile);
    for (const group of groups) {
      let spare = group.size - group.min;
      // Those that have long not been needed first, so that others do not take their turn.
      const nodes = [...group.nodes].sort((a, b) => this.since(a) - this.since(b));
      for (const node of nodes) {
        if (node.cordoned) spare--;
        else if (spare > 0 && simulation.tryRemove(node)) {
          spare--;
          if (!this.unneededSince.has(node)) this.unneededSince.set(node, now);
        } else this.unneededSince.delete(node);
      }
    }
  }

  private since(node: Node): number {
    return this.unneededSince.get(node) ?? Number.MAX_VALUE;
  }

  /** Nodes that have not been needed for long enough: the empty ones together, else one that must be drained. */
  private scaleDown(now: number, result: ScanResult): void {
    const { scaleDownDelayAfterAdd, scaleDownDelayAfterDelete, scaleDownUnneededTime, maxEmptyBulkDelete } =
      this.args.profile;
    const isCooling =
      now < this.lastScaleUp + scaleDownDelayAfterAdd || now < this.lastDelete + scaleDownDelayAfterDelete;
    if (isCooling) return;
    const due = [...this.unneededSince].filter(([, since]) => now - since >= scaleDownUnneededTime);
    const nodes = due.map(([node]) => node).filter(({ cordoned }) => !cordoned);
    const empty = nodes.filter(({ pods }) => pods.size === 0).slice(0, maxEmptyBulkDelete);
    const isDraining = this.args.cluster.nodes.some(({ cordoned, pods }) => cordoned && pods.size > 0);
    const toDrain = isDraining ? [] : nodes.filter(({ pods }) => pods.size > 0).slice(0, 1);
    for (const node of empty.length > 0 ? empty : toDrain) {
      node.cordoned = true;
      result.draining.push(node);
    }
  }
}
