import type { Node, Pod } from "../cluster/cluster";
import type { NodeTemplate } from "../cluster/node-template";
import { Backoff } from "./backoff";

/** A node that was asked for and is not there yet. */
export interface Instance {
  readonly group: NodeGroup;
  /** Seconds. */
  readonly requestedAt: number;
  /** When it joins the cluster, seconds; Infinity where it never does. */
  readonly readyAt: number;
  /** Pods that it was asked for. */
  readonly pods: readonly Pod[];
}

/** What makes a pool one that the Cluster Autoscaler grows and shrinks. */
export interface NodeGroupArgs {
  /** Its pool's. */
  name: string;
  /** One for each zone. A pool over several zones is one group, whose nodes fill its zones in turn. */
  templates: readonly NodeTemplate[];
  /** Fewest nodes that scale-down leaves. */
  min: number;
  /** Most nodes that scale-up asks for. */
  max: number;
  /** VM family that the quota counts, lower-case, such as `standardncadsa100v4family`. Default: of no family */
  family?: string;
  /** Of one node, for the quota. Default: 0 */
  vcpus?: number;
}

/** A pool as the Cluster Autoscaler sees it. */
export class NodeGroup {
  readonly name: string;
  templates: readonly NodeTemplate[];
  /** Whoever joins and removes nodes keeps it. */
  readonly nodes = new Set<Node>();
  readonly coming = new Set<Instance>();
  readonly backoff = new Backoff();
  readonly family: string;
  readonly vcpus: number;
  min: number;
  max: number;
  private zone = 0;

  constructor({ name, templates, min, max, family = "", vcpus = 0 }: NodeGroupArgs) {
    this.name = name;
    this.templates = templates;
    this.min = min;
    this.max = max;
    this.family = family;
    this.vcpus = vcpus;
  }

  /** The template that stands for every node that is not there yet. */
  get template(): NodeTemplate {
    return this.templates[0]!;
  }

  /** Nodes that are there and those that are coming. */
  get size(): number {
    return this.nodes.size + this.coming.size;
  }

  /** The template of the next node: Azure spreads a scale set's instances over its zones. */
  nextTemplate(): NodeTemplate {
    return this.templates[this.zone++ % this.templates.length]!;
  }

  /** Nodes are asked for. */
  request(instances: readonly Instance[]): void {
    for (const instance of instances) this.coming.add(instance);
  }

  /** One has come. `false` where it had been given up. */
  arrived(instance: Instance): boolean {
    return this.coming.delete(instance);
  }

  /** A scale-up has failed: no other for a while. What did not come is given up. */
  fail(now: number, lost: readonly Instance[] = []): void {
    for (const instance of lost) this.coming.delete(instance);
    this.backoff.fail(now);
  }
}
