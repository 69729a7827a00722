import type { Node } from "../scheduler/cluster";
import type { NodeTemplate } from "../scheduler/node-template";

/** Back-off after a failed scale-up, seconds: 5 min, twice as much after each further failure, up to 30 min; forgotten after 3 h. */
const backoffInitial = 5 * 60;
const backoffMax = 30 * 60;
const backoffReset = 3 * 3600;

/** A node that was asked for and is not there yet. */
export interface Instance {
  readonly group: NodeGroup;
  /** Seconds. */
  readonly requestedAt: number;
  /** When it joins the cluster, seconds; Infinity where it never does. */
  readonly readyAt: number;
}

/** A pool as the Cluster Autoscaler sees it. A pool over several zones is one group, whose nodes fill its zones in turn. */
export class NodeGroup {
  readonly nodes = new Set<Node>();
  readonly coming = new Set<Instance>();
  private backoff = 0;
  private failedAt = -Infinity;
  private zone = 0;

  /**
   * @param templates one for each zone
   * @param min fewest nodes that scale-down leaves
   * @param max most nodes that scale-up asks for
   * @param family VM family for the quota, lower-case, such as `standardncadsa100v4family`
   */
  constructor(
    readonly name: string,
    readonly templates: readonly NodeTemplate[],
    readonly min: number,
    readonly max: number,
    readonly family: string,
  ) {}

  /** A template for a node that is not there yet. */
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

  isBackedOff(now: number): boolean {
    return now < this.failedAt + this.backoff;
  }

  /** A scale-up has failed: no other for a while. */
  fail(now: number): void {
    const isFirst = this.backoff === 0 || now > this.failedAt + this.backoff + backoffReset;
    this.backoff = isFirst ? backoffInitial : Math.min(this.backoff * 2, backoffMax);
    this.failedAt = now;
  }
}
