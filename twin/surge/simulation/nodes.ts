import {
  ClusterAutoscaler,
  isEvictable,
  NodeGroup,
  type Cluster,
  type Instance,
  type Limit,
  type Node,
} from "@breakwater/cluster-autoscaler";
import type { EventKind, EventQueue, Random } from "../events";
import { LogNormal } from "../events";
import type { Assumptions } from "../assumptions";
import type { PoolModel, SurgeModel } from "../model";
import type { ReachedLimits } from "./reached-limits";
import type { Fleet } from "./fleet";
import type { LivePods } from "./live-pods";
import { every } from "./scaling";

/** Seconds between two tries to evict what a disruption budget keeps on a node. */
const evictionRetry = 5;

/** What the nodes work with. */
export interface NodesArgs {
  queue: EventQueue;
  random: Random;
  cluster: Cluster;
  model: SurgeModel;
  assumptions: Assumptions;
  limits: ReachedLimits;
  live: LivePods;
  fleetOf(workload: string): Fleet;
  /** There is room that was not there before. */
  onRoom(): void;
}

/** The nodes of all pools, and the Cluster Autoscaler that makes and removes them. */
export class Nodes {
  private readonly groups: NodeGroup[];
  private readonly autoscaler: ClusterAutoscaler;
  private readonly instances: Instance[] = [];
  private readonly joins: EventKind;
  private readonly draining: Node[] = [];
  private readonly drains: EventKind;
  /** Until the simulation begins, nodes are there at once. */
  private settling = true;

  constructor(private readonly args: NodesArgs) {
    const { model, queue } = args;
    this.groups = model.pools.flatMap((pool) => (pool.bounds ? [groupOf(pool)] : []));
    for (const pool of model.pools) this.fill(pool);
    const boots = new Map(this.groups.map((group) => [group, this.bootTime(group)]));
    const chance = args.random.stream("nodes");
    this.autoscaler = new ClusterAutoscaler({
      groups: this.groups,
      profile: model.profile,
      quotas: model.quotas,
      maxNodes: model.maxNodes,
      provisionSeconds: (group) => (this.settling ? 0 : boots.get(group)!()),
      waitsForMore: () => !this.settling,
      asksInParts: () => this.settling,
      random: () => chance.uniform(),
    });
    this.joins = queue.register((index) => {
      if (this.join(this.instances[index]!)) args.onRoom();
    });
    this.drains = queue.register((index) => this.drain(index));
  }

  /** Nodes of a pool that are there, and those that are coming. */
  countOf(pool: string): { ready: number; coming: number } {
    const group = this.groups.find(({ name }) => name === pool);
    if (group) return { ready: group.nodes.size, coming: group.coming.size };
    return { ready: this.args.cluster.nodes.filter(({ template }) => template.pool === pool).length, coming: 0 };
  }

  /** Before the simulation: whatever waits for a node gets one at once, where it ever would. Whether one came, or may of another pool. */
  settle(): boolean {
    const { requested, draining, isRefused } = this.autoscaler.scan(0, this.args.cluster);
    for (const instance of requested) this.join(instance);
    this.startDrains(draining);
    return requested.length > 0 || isRefused;
  }

  /** From now on the Cluster Autoscaler works as it would. */
  start(): void {
    const { queue, model, random } = this.args;
    this.settling = false;
    const phase = random.stream("phase of the Cluster Autoscaler").uniform() * model.profile.scanInterval;
    every(queue, model.profile.scanInterval, phase, () => this.scan());
  }

  private scan(): void {
    const { queue, cluster } = this.args;
    const { requested, abandoned, draining, limits } = this.autoscaler.scan(queue.now, cluster);
    for (const instance of requested) {
      if (instance.readyAt < Infinity) {
        queue.schedule(instance.readyAt, this.joins, this.instances.push(instance) - 1);
      }
    }
    for (const { group } of abandoned)
      this.args.limits.note(`pool ${group.name}: a node did not come in time`, queue.now);
    for (const limit of limits) this.args.limits.note(this.wordsOf(limit), queue.now);
    this.startDrains(draining);
  }

  private startDrains(nodes: readonly Node[]): void {
    const { queue } = this.args;
    for (const node of nodes) queue.schedule(queue.now, this.drains, this.draining.push(node) - 1);
  }

  private wordsOf({ group, reason }: Limit): string {
    switch (reason) {
      case "max":
        return `pool ${group.name} is at its maximum of ${group.max} ${group.max === 1 ? "node" : "nodes"}`;
      case "quota":
        return `the quota of ${group.family}, ${this.args.model.quotas.get(group.family)} vCPUs`;
      case "addresses":
        return `pod addresses, enough for ${this.args.model.maxNodes} nodes`;
      case "back-off":
        return `pool ${group.name} backs off after a failed scale-up`;
      default: {
        const unknown: never = reason;
        return unknown;
      }
    }
  }

  /** Evicts what budgets allow, and removes the node once nothing is left on it. */
  private drain(index: number): void {
    const { cluster, live, queue } = this.args;
    const node = this.draining[index]!;
    for (const pod of [...node.pods]) {
      if (pod.deleting || !isEvictable(cluster, pod)) continue;
      this.args.fleetOf(pod.template.id).evict(live.of(pod));
    }
    if (node.pods.size > 0) queue.schedule(queue.now + evictionRetry, this.drains, index);
    else this.remove(node);
    this.args.onRoom();
  }

  /** A node joins: none where it had been given up. */
  private join(instance: Instance): Node | undefined {
    const { group } = instance;
    if (!group.arrived(instance)) return undefined;
    const node = this.args.cluster.addNode(group.nextTemplate(), { createdAt: this.args.queue.now });
    group.nodes.add(node);
    return node;
  }

  private remove(node: Node): void {
    for (const { nodes } of this.groups) nodes.delete(node);
    this.args.cluster.removeNode(node);
    this.autoscaler.removed(node);
  }

  private fill(pool: PoolModel): void {
    const { cluster } = this.args;
    const group = this.groups.find(({ name }) => name === pool.name);
    for (let count = 0; count < pool.count; count++) {
      const node = cluster.addNode(group?.nextTemplate() ?? pool.templates[count % pool.templates.length]!);
      group?.nodes.add(node);
    }
  }

  private bootTime(group: NodeGroup): () => number {
    const { assumptions, model, random } = this.args;
    const gpu = model.pools.find(({ name }) => name === group.name)!.gpu;
    const mean = assumptions.numbers[gpu ? "nodes.gpuBootSeconds" : "nodes.cpuBootSeconds"];
    const times = new LogNormal(mean, assumptions.numbers["nodes.bootVariation"]);
    const stream = random.stream(`boot of ${group.name}`);
    return () => times.draw(stream);
  }
}

const groupOf = ({ name, templates, bounds, family, vcpus }: PoolModel): NodeGroup =>
  new NodeGroup({ name, templates, ...bounds!, family, vcpus });
