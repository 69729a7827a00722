import {
  ClusterAutoscaler,
  type AutoscalerProfile,
  type Instance,
  type Pod,
  type Random,
  type Refusal as CoreRefusal,
} from "@breakwater/cluster-autoscaler";
import { knownVmSize } from "@breakwater/azure-sizes";
import type { Pool } from "@breakwater/plan-views";
import { ApiError } from "../../controlplane";
import type { ApiServer, KubernetesObject } from "../../controlplane";
import { buildNode, nodeName, removeNode } from "../../nodes";
import { PoolGroups } from "./pool-groups";
import { atTwinPace } from "./profile";
import { readCluster, type ReadCluster } from "./read-cluster";
import { emptyRecord, withEvent } from "./record";
import type { AutoscalerRecord } from "./record";
import { refusalText } from "./words";

/** The pools as the program has them now. */
export interface PoolSettings {
  pools: readonly Pool[];
  /** Azure region, for the labels of zones. */
  region: string;
  /** The cluster's own. */
  profile: AutoscalerProfile;
}

export interface AutoscalerOptions {
  api: Pick<ApiServer, "list" | "create" | "merge" | "delete">;
  pools: () => PoolSettings;
  /** Seconds from the decision to the node. In Azure minutes: this is what is simulated. */
  bootSeconds: number;
  /** Seconds for which a node must have been unneeded before it goes. */
  idleSeconds: number;
  /** Told each thing that it does. */
  log: (text: string) => void;
  onChange: (record: AutoscalerRecord) => void;
  record?: AutoscalerRecord;
  now?: () => Date;
  /** Draws a number from 0 to 1, 1 excluded. */
  random?: Random;
}

/**
 * Nodes made for one pod after which it gets no further: another pod may take the first, but the scheduler also knows reasons
 * that are not weighed here, such as anti-affinity between pods, and for those no node would ever be enough.
 */
const mostNodesForPod = 3;

/** A node on its way. */
interface Booting {
  node: KubernetesObject;
  /** Pods that it is for: their uids and labels. */
  pods: readonly { uid: string; label: string }[];
}

/**
 * The Cluster Autoscaler of the twin's pools: what Kubernetes' own would decide (`@breakwater/cluster-autoscaler`), carried out on the
 * twin's API server. It is simulated, as the nodes are: Kubernetes' own needs a cloud that makes them.
 */
export class Autoscaler {
  private readonly options: Required<Omit<AutoscalerOptions, "record">>;
  private record: AutoscalerRecord;
  private readonly groups = new PoolGroups();
  private readonly core: ClusterAutoscaler;
  private profile: AutoscalerProfile | undefined;
  private readonly booting = new Map<Instance, Booting>();
  private readonly helped = new Map<string, number>();
  private read: ReadCluster | undefined;

  constructor({ now = () => new Date(), record = emptyRecord(), random = Math.random, ...options }: AutoscalerOptions) {
    this.options = { now, random, ...options };
    // What was booting when its process ended is decided anew.
    this.record = { ...record, booting: [], refusals: [] };
    this.core = new ClusterAutoscaler(this.coreArgs());
  }

  /** One look at the cluster, and what follows from it. */
  async scan(): Promise<void> {
    const before = JSON.stringify(this.record);
    const failure = await this.finishBooting().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    await this.decide();
    if (JSON.stringify(this.record) !== before) this.options.onChange(this.record);
    if (failure) throw failure.error;
  }

  /** Pools and profile may be others by the next scan. */
  private coreArgs(): ConstructorParameters<typeof ClusterAutoscaler>[0] {
    const { groups, options } = this;
    const profile = (): AutoscalerProfile => this.profile!;
    return {
      get groups() {
        return groups.all;
      },
      get profile() {
        return profile();
      },
      provisionSeconds: () => options.bootSeconds,
      isHopeless: (pod) => (this.helped.get(this.uidOf(pod)) ?? 0) >= mostNodesForPod,
      // At the twin's pace nobody waits half a minute for more pods.
      waitsForMore: () => false,
      random: options.random,
    };
  }

  private async decide(): Promise<void> {
    const { api, pools: current, idleSeconds } = this.options;
    const { pools, region, profile } = current();
    const [nodes, pods, daemonSets, budgets] = await Promise.all([
      api.list("v1", "Node"),
      api.list("v1", "Pod"),
      api.list("apps/v1", "DaemonSet"),
      api.list("policy/v1", "PodDisruptionBudget"),
    ]);
    this.profile = atTwinPace(profile, idleSeconds);
    this.groups.update(pools, region, daemonSets);
    const now = this.seconds();
    this.read = readCluster({ nodes, pods, daemonSets, budgets }, this.groups.all, now);
    const pending = new Set([...this.read.cluster.pending].map((pod) => this.uidOf(pod)));
    for (const uid of this.helped.keys()) if (!pending.has(uid)) this.helped.delete(uid);
    const { requested, abandoned, draining, refusals } = this.core.scan(now, this.read.cluster);
    for (const instance of abandoned) this.giveUp(instance);
    for (const instance of requested) this.boot(instance, region);
    this.record = {
      ...this.record,
      booting: this.bootingNodes(),
      refusals: refusals.flatMap((refusal) => this.told(refusal)),
    };
    for (const node of draining) {
      await removeNode(api, this.read.nodes.get(node.name)!);
      this.core.removed(node);
      this.say(`the node ${node.name} was not needed for ${idleSeconds} s and went`);
    }
  }

  private boot(instance: Instance, region: string): void {
    const pool = this.groups.poolOf(instance.group);
    const node = buildNode(pool, knownVmSize(pool.vmSize), region, this.freeIndex(pool));
    const pods = instance.pods.map((pod) => ({ uid: this.uidOf(pod), label: this.labelOf(pod) }));
    this.booting.set(instance, { node, pods });
    const many = pods.length > 1 ? ` and ${pods.length - 1} more` : "";
    this.say(`pool ${pool.name} gets a node in ${this.options.bootSeconds} s for ${pods[0]!.label}${many}`);
  }

  private freeIndex(pool: Pool): number {
    const coming = [...this.booting.values()].map(({ node }) => node.metadata.name);
    const names = new Set([...this.read!.nodes.keys(), ...coming]);
    for (let index = 0; ; index++) if (!names.has(nodeName(pool.name, index))) return index;
  }

  private async finishBooting(): Promise<void> {
    const { api } = this.options;
    for (const [instance, { node, pods }] of this.booting) {
      if (instance.readyAt > this.seconds()) continue;
      try {
        await api.create(node);
        this.say(`pool ${instance.group.name} has its node ${node.metadata.name}`);
      } catch (error) {
        // `up` may have made it meanwhile, for a larger minimum.
        if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
      }
      this.booting.delete(instance);
      instance.group.arrived(instance);
      for (const { uid } of pods) this.helped.set(uid, (this.helped.get(uid) ?? 0) + 1);
    }
  }

  private giveUp(instance: Instance): void {
    const name = this.booting.get(instance)?.node.metadata.name;
    this.booting.delete(instance);
    this.say(`pool ${instance.group.name}: the node ${name} did not come in ${this.profile!.maxNodeProvisionTime} s`);
  }

  private bootingNodes(): AutoscalerRecord["booting"] {
    return [...this.booting].map(([{ group, readyAt }, { node, pods }]) => ({
      pool: group.name,
      name: node.metadata.name,
      pods: pods.map(({ label }) => label),
      readyAt: new Date(readyAt * 1000).toISOString(),
    }));
  }

  private told({ pods, reason }: CoreRefusal): AutoscalerRecord["refusals"] {
    return pods.map((pod) => ({ pod: this.labelOf(pod), reason: refusalText(reason) }));
  }

  private uidOf(pod: Pod): string {
    return this.read!.pods.get(pod)!.metadata.uid ?? this.labelOf(pod);
  }

  private labelOf(pod: Pod): string {
    const { namespace, name } = this.read!.pods.get(pod)!.metadata;
    return `${namespace}/${name}`;
  }

  private seconds(): number {
    return this.options.now().getTime() / 1000;
  }

  private say(text: string): void {
    this.record = withEvent(this.record, this.options.now(), text);
    this.options.log(text);
  }
}
