import type { Cluster } from "@breakwater/cluster-autoscaler";
import { emptyList } from "../events";
import type { WorkloadModel } from "../model";
import type { LivePod, LivePods } from "./live-pods";
import type { Role } from "./roles";

/** The pods of a Deployment: as many as its scale asks for, as its ReplicaSet keeps them. */
export class Fleet {
  /** Those that are not ending, in order of creation. */
  readonly pods = emptyList<LivePod>();
  private desired: number;

  constructor(
    readonly workload: WorkloadModel,
    private readonly role: Role,
    private readonly live: LivePods,
    private readonly cluster: Cluster,
  ) {
    this.desired = workload.replicas;
  }

  /** What its scale asks for. */
  get wanted(): number {
    return this.desired;
  }

  get ready(): number {
    let count = 0;
    for (const { pod } of this.pods) if (pod.ready) count += 1;
    return count;
  }

  /** Pods that have no node. */
  get pending(): number {
    let count = 0;
    for (const { pod } of this.pods) if (!pod.node) count += 1;
    return count;
  }

  /** The quota of the namespace that keeps pods from being created, as a message names it; `undefined` where all are there. */
  get refusedBy(): string | undefined {
    if (this.pods.length >= this.desired) return undefined;
    return this.cluster.quotaAgainst(this.workload.template)?.quota.title;
  }

  scaleTo(replicas: number): void {
    this.desired = replicas;
    this.keep();
  }

  /** A pod is to go: it was evicted or preempted. The next one is made at once. */
  evict(live: LivePod): void {
    const index = this.pods.indexOf(live);
    if (index >= 0) this.pods.splice(index, 1);
    this.live.end(live);
    this.keep();
  }

  /** Makes pods that are missing, as far as the quotas of the namespace admit them, and ends those that are too many. */
  keep(): void {
    while (this.pods.length < this.desired && !this.cluster.quotaAgainst(this.workload.template))
      this.pods.push(this.live.create(this.workload, this.role));
    const surplus = this.pods.length - this.desired;
    if (surplus <= 0) return;
    for (const live of [...this.pods].sort(firstToGo).slice(0, surplus)) {
      this.pods.splice(this.pods.indexOf(live), 1);
      this.live.end(live);
    }
  }
}

/**
 * The order in which a ReplicaSet ends its pods (pkg/controller, `ActivePodsWithRanks`): those without a node, those that are not ready, those
 * that share their node with more of their own kind, the youngest.
 */
function firstToGo({ pod }: LivePod, { pod: other }: LivePod): number {
  return (
    Number(pod.node !== undefined) - Number(other.node !== undefined) ||
    Number(pod.ready) - Number(other.ready) ||
    alike(other) - alike(pod) ||
    other.serial - pod.serial
  );
}

const alike = ({ node, template }: LivePod["pod"]): number => node?.count.get(template) ?? 0;
