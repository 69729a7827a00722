import type { Cluster, Pod } from "@breakwater/cluster-autoscaler";
import type { HpaPod } from "../control";
import type { EventKind, EventQueue } from "../events";
import { readyAfter, type WorkloadModel } from "../model";
import type { Role } from "./roles";

/** Seconds between two looks at a pod that is ending: whether it has become idle. */
const endingLook = 1;

/** A pod, from its creation until it is gone. */
export interface LivePod {
  readonly pod: Pod;
  readonly workload: WorkloadModel;
  readonly role: Role;
  /** Its place among all pods that there ever were: events know it by that. */
  readonly index: number;
  /** Its number in its role; absent until it is ready for the first time. */
  serving?: number;
  /** When its Ready condition last changed, seconds; absent before it has a node. */
  readyChanged?: number;
  /** CPU time at the last two measurements, and the cores in between in thousandths; NaN before. */
  measuredCpu: number;
  milliCores: number;
  /** When it must be gone, seconds, once it is ending. */
  killAt: number;
  /** Raised when its plan changes: older events are passed over. */
  stamp: number;
}

/** What the pods' owner must know of. */
export interface PodListener {
  /** A pod is gone, and its room is free. */
  onGone(live: LivePod): void;
}

/** Pods from their node to their end: image, start, readiness, drain. */
export class LivePods {
  private readonly pods: LivePod[] = [];
  private readonly byPod = new Map<Pod, LivePod>();
  /** Nodes that have a workload's image, as `node/workload`. */
  private readonly pulled = new Set<string>();
  private readonly becomesReady: EventKind;
  private readonly looksForEnd: EventKind;

  constructor(
    private readonly queue: EventQueue,
    private readonly cluster: Cluster,
    private readonly listener: PodListener,
  ) {
    this.becomesReady = queue.register((index, stamp) => {
      const live = this.pods[index]!;
      if (live.stamp === stamp) this.ready(live);
    });
    this.looksForEnd = queue.register((index, stamp) => {
      const live = this.pods[index]!;
      if (live.stamp === stamp) this.lookForEnd(live);
    });
  }

  /** A new pod, without a node. */
  create(workload: WorkloadModel, role: Role): LivePod {
    const pod = this.cluster.addPod(workload.template, this.queue.now);
    const live: LivePod = {
      pod,
      workload,
      role,
      index: this.pods.length,
      measuredCpu: NaN,
      milliCores: NaN,
      killAt: Infinity,
      stamp: 0,
    };
    this.byPod.set(pod, live);
    this.pods.push(live);
    return live;
  }

  of(pod: Pod): LivePod {
    return this.byPod.get(pod)!;
  }

  /** The scheduler has given it a node. `at once`: it stood there before the simulation began. */
  bound(live: LivePod, atOnce: boolean): void {
    const { workload, pod } = live;
    live.readyChanged = this.queue.now;
    const image = `${pod.node!.name}/${workload.id}`;
    const pull = this.pulled.has(image) ? 0 : workload.imagePullSeconds;
    this.pulled.add(image);
    const start = readyAfter(workload.startUp, workload.startSeconds);
    // One that is killed before it is ready starts again, and again.
    if (typeof start !== "number") return;
    if (atOnce) this.ready(live);
    else this.queue.schedule(this.queue.now + pull + start, this.becomesReady, live.index, ++live.stamp);
  }

  /** It is asked to end: at its own pace, within its grace period. */
  end(live: LivePod): void {
    const { pod, workload, role } = live;
    if (live.killAt < Infinity) return;
    pod.deleting = true;
    live.stamp += 1;
    if (!pod.node || live.serving === undefined) {
      live.killAt = this.queue.now;
      this.gone(live);
      return;
    }
    role.drain(live.serving);
    live.killAt = this.queue.now + workload.graceSeconds;
    const first = this.queue.now + Math.min(workload.preStopSeconds, workload.graceSeconds);
    this.queue.schedule(first, this.looksForEnd, live.index, live.stamp);
  }

  /** Its liveness probe has failed too often: all that it has is lost, and it starts again on its node. */
  restart(live: LivePod): void {
    if (live.serving === undefined) return;
    live.role.kill(live.serving);
    delete live.serving;
    live.pod.ready = false;
    this.bound(live, false);
  }

  /** A pod as the HPA sees it. */
  seen({ pod, readyChanged }: LivePod): HpaPod {
    return {
      phase: pod.node ? "Running" : "Pending",
      deleting: pod.deleting,
      ready: pod.ready,
      startTime: pod.boundAt,
      readyChanged,
    };
  }

  private ready(live: LivePod): void {
    live.serving = live.role.start();
    live.pod.ready = true;
    live.readyChanged = this.queue.now;
  }

  private lookForEnd(live: LivePod): void {
    const { now } = this.queue;
    if (now < live.killAt && !live.role.isIdle(live.serving!)) {
      this.queue.schedule(Math.min(now + endingLook, live.killAt), this.looksForEnd, live.index, live.stamp);
      return;
    }
    live.role.kill(live.serving!);
    this.gone(live);
  }

  private gone(live: LivePod): void {
    this.cluster.removePod(live.pod);
    this.byPod.delete(live.pod);
    live.stamp += 1;
    this.listener.onGone(live);
  }
}
