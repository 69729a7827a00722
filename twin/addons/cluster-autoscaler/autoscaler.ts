import { ApiError } from "../../controlplane";
import type { ApiServer, KubernetesObject } from "../../controlplane";
import { removeNode } from "../../nodes";
import type { Pool } from "@breakwater/plan-views";
import { demandOf } from "./fit/pod";
import type { PodDemand } from "./fit/pod";
import { emptyRecord, withEvent } from "./record";
import type { AutoscalerRecord } from "./record";
import { unneededNodes } from "./scale-down";
import { planScaleUp } from "./scale-up";
import type { Addition } from "./scale-up";

export interface AutoscalerOptions {
  api: Pick<ApiServer, "list" | "create" | "merge" | "delete">;
  /** The pools as the program has them now. */
  pools: () => { pools: Pool[]; region: string };
  /** Seconds from the decision to the node. In Azure minutes: this is what is simulated. */
  bootSeconds: number;
  /** Seconds for which a node must have been unneeded before it goes. */
  idleSeconds: number;
  /** Told each thing that it does. */
  log: (text: string) => void;
  onChange: (record: AutoscalerRecord) => void;
  record?: AutoscalerRecord;
  now?: () => Date;
}

/**
 * A small Cluster Autoscaler for the twin's pools, after the rules of Kubernetes' own: pending pods add nodes of the pool that
 * would take them, nodes that are not needed go. It is simulated, as the nodes are: Kubernetes' own needs a cloud that makes them.
 */
export class Autoscaler {
  private readonly options: Required<Omit<AutoscalerOptions, "record">>;
  private record: AutoscalerRecord;
  private readonly booting = new Map<string, Addition & { readyAt: Date }>();
  private readonly helped = new Map<string, number>();
  private readonly unneededSince = new Map<string, Date>();

  constructor({ now = () => new Date(), record = emptyRecord(), ...options }: AutoscalerOptions) {
    this.options = { now, ...options };
    // What was booting when its process ended is decided anew.
    this.record = { ...record, booting: [], refusals: [] };
  }

  /** One look at the cluster, and what follows from it. */
  async scan(): Promise<void> {
    const before = JSON.stringify(this.record);
    await this.finishBooting();
    const { api, pools: current } = this.options;
    const { pools, region } = current();
    const [nodes, pods] = await Promise.all([api.list("v1", "Node"), api.list("v1", "Pod")]);
    const demands = pods.map(demandOf);
    this.scaleUp(pools, region, nodes, demands);
    await this.scaleDown(pools, nodes, demands);
    if (JSON.stringify(this.record) !== before) this.options.onChange(this.record);
  }

  private scaleUp(pools: Pool[], region: string, nodes: KubernetesObject[], pods: PodDemand[]): void {
    const present = new Set(nodes.map(({ metadata }) => metadata.name));
    const coming = [...this.booting.values()]
      .map(({ node }) => node)
      .filter((node) => !present.has(node.metadata.name));
    const request = { pools, region, nodes: [...nodes, ...coming], pods, helped: this.helped };
    const { additions, refusals } = planScaleUp(request);
    for (const addition of additions) this.boot(addition);
    const pending = new Set(pods.filter(({ nodeName }) => nodeName === undefined).map(({ uid }) => uid));
    for (const uid of this.helped.keys()) if (!pending.has(uid)) this.helped.delete(uid);
    this.record = { ...this.record, refusals, booting: this.bootingNodes() };
  }

  private boot(addition: Addition): void {
    const { pool, node, pods } = addition;
    const { now, bootSeconds } = this.options;
    this.booting.set(node.metadata.name, { ...addition, readyAt: new Date(now().getTime() + bootSeconds * 1000) });
    const many = pods.length > 1 ? ` and ${pods.length - 1} more` : "";
    this.say(`pool ${pool} gets a node in ${bootSeconds} s for ${labelOf(pods[0])}${many}`);
  }

  private async finishBooting(): Promise<void> {
    const { api, now } = this.options;
    for (const [name, { pool, node, pods, readyAt }] of this.booting) {
      if (readyAt > now()) continue;
      this.booting.delete(name);
      for (const { uid } of pods) this.helped.set(uid, (this.helped.get(uid) ?? 0) + 1);
      try {
        await api.create(node);
        this.say(`pool ${pool} has its node ${name}`);
      } catch (error) {
        // `up` may have made it meanwhile, for a larger minimum.
        if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
      }
    }
  }

  private async scaleDown(pools: Pool[], nodes: KubernetesObject[], pods: PodDemand[]): Promise<void> {
    const { api, now, idleSeconds } = this.options;
    const unneeded = new Set(unneededNodes({ pools, nodes, pods }));
    for (const name of this.unneededSince.keys()) if (!unneeded.has(name)) this.unneededSince.delete(name);
    for (const node of nodes.filter(({ metadata }) => unneeded.has(metadata.name))) {
      const { name } = node.metadata;
      const since = this.unneededSince.get(name) ?? now();
      this.unneededSince.set(name, since);
      if (now().getTime() - since.getTime() < idleSeconds * 1000) continue;
      await removeNode(api, node);
      this.unneededSince.delete(name);
      this.say(`the node ${name} was not needed for ${idleSeconds} s and went`);
    }
  }

  private bootingNodes(): AutoscalerRecord["booting"] {
    return [...this.booting.values()].map(({ pool, node, pods, readyAt }) => ({
      pool,
      name: node.metadata.name,
      pods: pods.map(labelOf),
      readyAt: readyAt.toISOString(),
    }));
  }

  private say(text: string): void {
    this.record = withEvent(this.record, this.options.now(), text);
    this.options.log(text);
  }
}

function labelOf(pod: PodDemand | undefined): string {
  return pod ? `${pod.namespace}/${pod.name}` : "";
}
