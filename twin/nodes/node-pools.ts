import { findVmSize } from "@breakwater/azure-sizes";
import { ApiError } from "../controlplane";
import type { ApiServer, KubernetesObject } from "../controlplane";
import { buildNode, nodeIndex, shapeAnnotation } from "./node";
import {
  agentPoolLabel,
  type DeclaredResource,
  isCluster,
  type JsonObject,
  type Pool,
  poolsIn,
  type PoolTaint as Taint,
  taintText,
} from "@breakwater/plan-views";
import { referenceToNode, removeNode } from "./remove-node";

/** Keeps the twin's nodes as the pools of the program are. */
export class NodePools {
  private region = "local";
  private cluster: DeclaredResource | undefined;

  constructor(private readonly api: ApiServer) {}

  /**
   * Makes the nodes of a resource's pools; nothing for a resource that has none. Nodes that are too many go, those with the
   * highest number first, as the scale set would have it. Where the Cluster Autoscaler is on, a pool's count is for its creation
   * only, and afterwards just its bounds count.
   *
   * @param isNew whether the resource was not there before
   */
  async sync(type: string, inputs: JsonObject, isNew: boolean): Promise<void> {
    const resource = { type, name: type, props: inputs };
    if (isCluster(resource)) {
      this.cluster = resource;
      if (typeof inputs["location"] === "string") this.region = inputs["location"];
    }
    const pools = poolsIn(resource, this.cluster);
    for (const pool of pools) await this.syncPool(pool, isNew);
  }

  /** Removes the nodes of pools that the program no longer has. */
  async remove(pools: readonly Pool[]): Promise<void> {
    for (const pool of pools) {
      for (const node of await this.nodesOf(pool)) await removeNode(this.api, node);
    }
  }

  private async syncPool(pool: Pool, isNew: boolean): Promise<void> {
    const size = findVmSize(pool.vmSize);
    if (!size.known) {
      throw new Error(
        `the twin does not know what the VM size ${pool.vmSize} of pool ${pool.name} offers (${size.reason}), so it makes no nodes of ` +
          "it: add the size to packages/azure-sizes",
      );
    }
    const existing = new Map((await this.nodesOf(pool)).map((node) => [node.metadata.name, node]));
    const numbers =
      pool.bounds && !isNew ? withinBounds([...existing.keys()].map(nodeIndex), pool.bounds) : upTo(pool.count);
    const wanted = numbers.map((index) => buildNode(pool, size, this.region, index));
    for (const [name, node] of existing) {
      const successor = wanted.find(({ metadata }) => metadata.name === name);
      if (successor && shapeOf(successor) === shapeOf(node)) continue;
      await removeNode(this.api, node);
      existing.delete(name);
    }
    for (const node of wanted) {
      const present = existing.get(node.metadata.name);
      if (present) await this.updateNode(present, node);
      else await this.createNode(node);
    }
  }

  private nodesOf(pool: Pool): Promise<KubernetesObject[]> {
    return this.api.list("v1", "Node", undefined, { labelSelector: `${agentPoolLabel}=${pool.name}` });
  }

  private async createNode(node: KubernetesObject): Promise<void> {
    try {
      await this.api.create(node);
    } catch (error) {
      // A killed command may have made it after its last look.
      if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
    }
  }

  private async updateNode(present: KubernetesObject, wanted: KubernetesObject): Promise<void> {
    const before = labelsAndTaints(present);
    const after = labelsAndTaints(wanted);
    const gone = Object.keys(before.labels).filter((label) => !(label in after.labels));
    const conditions = taintsOf(present).filter(({ key }) => key.startsWith("node.kubernetes.io/"));
    const unchanged = JSON.stringify(sorted(before)) === JSON.stringify(sorted(after));
    if (unchanged) return;
    await this.api.merge(referenceToNode(present), {
      metadata: { labels: { ...after.labels, ...Object.fromEntries(gone.map((label) => [label, null])) } },
      spec: { taints: [...after.taints, ...conditions] },
    });
  }
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** The numbers that a pool keeps: the lowest of those present where there are too many, and free ones where there are too few. */
function withinBounds(present: readonly number[], { min, max }: { min: number; max: number }): number[] {
  const free = upTo(min + present.length).filter((number) => !present.includes(number));
  const kept = [...present].sort((a, b) => a - b).slice(0, max);
  return [...kept, ...free.slice(0, Math.max(0, min - kept.length))];
}

function shapeOf(node: KubernetesObject): string | undefined {
  return node.metadata.annotations?.[shapeAnnotation];
}

function taintsOf(node: KubernetesObject): Taint[] {
  return (node["spec"] as { taints?: Taint[] } | undefined)?.taints ?? [];
}

/** The parts that a pool decides; taints for a node's condition are the controllers' own. */
function labelsAndTaints(node: KubernetesObject): { labels: Record<string, string>; taints: Taint[] } {
  return {
    labels: node.metadata.labels ?? {},
    taints: taintsOf(node).filter(({ key }) => !key.startsWith("node.kubernetes.io/")),
  };
}

function sorted({ labels, taints }: { labels: Record<string, string>; taints: Taint[] }) {
  const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);
  return [Object.entries(labels).sort(byKey), taints.map(taintText).sort()];
}
