import type { Cluster, Node, Pod } from "../cluster/cluster";
import { fits } from "../cluster/fit";
import type { PodTemplate } from "../cluster/pod-template";
import { Placement } from "./placement";
import { findPreemption, isWaiting } from "./preemption";

/** What a pass of the scheduler came to. */
export interface SchedulingResult {
  /** Pods that have a node since. */
  bound: Pod[];
  /** Pods that make room for more important ones: they are `deleting`, and the caller removes them once they have ended. */
  preempted: Pod[];
}

/**
 * The default scheduler of Kubernetes 1.36, in virtual time: resources, node selectors and required affinity, taints, ports of the node, affinity
 * between pods, topology spread, priority and preemption. Pods of one workload are alike, so one that finds no place speaks for all that come after it.
 */
export class Scheduler {
  /** State of the cluster in which a workload found no room: until it changes there is none. */
  private readonly tried = new Map<PodTemplate, number>();

  constructor(private readonly cluster: Cluster) {}

  /** Gives every pending pod a node that can have one, the most important first, then in order of creation. */
  schedule(now: number): SchedulingResult {
    const { cluster } = this;
    const result: SchedulingResult = { bound: [], preempted: [] };
    const pass = new Pass(cluster);
    const full = new Set<PodTemplate>();
    for (const pod of this.queue()) {
      if (full.has(pod.template) && !pod.nominated) {
        pod.unschedulable = true;
        continue;
      }
      const node = pass.nodeFor(pod);
      if (node) {
        const kept = pod.nominated;
        cluster.bind(pod, node, now);
        for (const changed of new Set([node, kept])) if (changed) pass.refresh(changed);
        result.bound.push(pod);
        continue;
      }
      pod.unschedulable = true;
      if (isWaiting(pod) || this.preempt(pod, pass, result)) continue;
      full.add(pod.template);
      // Whoever comes to stand after it may be whom it waits for.
      this.tried.set(pod.template, cluster.roomChanges);
    }
    return result;
  }

  private queue(): Pod[] {
    const { pending, roomChanges } = this.cluster;
    const queue: Pod[] = [];
    for (const pod of pending) {
      if (pod.deleting) continue;
      if (this.tried.get(pod.template) === roomChanges) pod.unschedulable = true;
      else queue.push(pod);
    }
    return queue.sort((a, b) => b.template.priority - a.template.priority || a.serial - b.serial);
  }

  /** Makes others leave for a pod. `false` where that would help nowhere. */
  private preempt(pod: Pod, pass: Pass, result: SchedulingResult): boolean {
    const preemption = findPreemption(this.cluster, pod);
    const before = pod.nominated;
    if (preemption) this.cluster.nominate(pod, preemption.node);
    else this.cluster.withdraw(pod);
    for (const node of [before, pod.nominated]) if (node) pass.refresh(node);
    for (const victim of preemption?.victims ?? []) {
      if (!victim.deleting) result.preempted.push(victim);
      victim.deleting = true;
    }
    return preemption !== undefined;
  }
}

/** What one pass of the scheduler knows of each workload's places. */
class Pass {
  private readonly placements = new Map<PodTemplate, Placement>();

  constructor(private readonly cluster: Cluster) {}

  nodeFor(pod: Pod): Node | undefined {
    // The place that others made for it is looked at first.
    if (pod.nominated && fits(this.cluster, pod, pod.nominated)) return pod.nominated;
    let placement = this.placements.get(pod.template);
    if (!placement) this.placements.set(pod.template, (placement = new Placement(this.cluster, pod.template)));
    return placement.best();
  }

  refresh(node: Node): void {
    for (const placement of this.placements.values()) placement.refresh(node);
  }
}
