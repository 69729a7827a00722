import { HpaController, KedaController, readScaledObject, syncPeriod } from "../../twin/surge/control";
import type { HpaPod, KedaInput, MetricsReader } from "../../twin/surge/control";
import { conditionsText } from "../../twin/surge/control/replay/replay";
import { lastAt, startTimes } from "./recording";
import type { Sample, SeenPod, Step, Sync, Usage, WorkloadRecording } from "./recording";

/** Seconds between a sync's questions and the status that shows it, at most: what was put on since was not asked for yet. */
const seenLater = 0.1;

/** The simulator's controllers for one workload, fed with what was measured. */
class Controllers {
  private readonly keda: KedaController;
  private readonly hpa: HpaController;

  constructor(
    private readonly workload: WorkloadRecording,
    epoch: number,
  ) {
    this.keda = new KedaController(readScaledObject(workload.spec, workload.id), { epoch });
    this.hpa = new HpaController(this.keda.hpa);
  }

  /** Seconds between two polls of KEDA. */
  get pollingInterval(): number {
    return this.keda.pollingInterval;
  }

  /** What KEDA itself sets the replicas to; `undefined` where it leaves them to the HPA. */
  poll(now: number, currentReplicas: number, pods: readonly HpaPod[]): number | undefined {
    return this.keda.poll(this.input(now, currentReplicas, pods)).replicas;
  }

  sync(now: number, currentReplicas: number, statusReplicas: number, pods: readonly SeenPod[], usage?: Usage): Sync {
    const input = this.input(now, currentReplicas, pods);
    const metrics: MetricsReader = {
      resource: (name) => this.resource(name, pods, usage),
      external: (name) => this.keda.external(name, input),
      pods: () => undefined,
      object: () => undefined,
    };
    const { desiredReplicas, conditions } = this.hpa.sync({ now, currentReplicas, statusReplicas, pods, metrics });
    return { t: now, currentReplicas, desiredReplicas, reasons: conditionsText(conditions) };
  }

  private input(now: number, currentReplicas: number, pods: readonly HpaPod[]): KedaInput {
    const measured = lastAt(this.workload.values, now - seenLater)?.values ?? {};
    const readyReplicas = pods.filter(({ ready }) => ready).length;
    return { now, currentReplicas, readyReplicas, read: ({ metricName }) => measured[metricName] };
  }

  private resource(name: string, pods: readonly SeenPod[], usage: Usage | undefined) {
    if (usage === undefined) return undefined;
    const { timestamp, window } = usage;
    const values = pods.map((pod) => usage.values[name]?.[pod.name] ?? NaN);
    return { values, timestamp, window, request: this.workload.requests[name] };
  }
}

/**
 * What the simulator decides at each sync of the real controller, told the replicas, pods and values that this one found: a
 * decision that is another does not change what the next one is told.
 */
export function decideBeside(workload: WorkloadRecording, epoch: number): Sync[] {
  const controllers = new Controllers(workload, epoch);
  return workload.syncs.map(({ t, currentReplicas }) => {
    const sample = lastAt(workload.samples, t - seenLater);
    const { statusReplicas = currentReplicas, pods = [], usage } = sample ?? ({} as Partial<Sample>);
    return controllers.sync(t, currentReplicas, statusReplicas, pods, usage);
  });
}

/**
 * What the simulator does to the replicas when it is on its own from the first sync of the real controller on: a sync every 15 s,
 * KEDA's polls from the first real one on, pods that take as long to start as the real ones did in turn. Only the measured values are
 * given.
 */
export function runAlone(workload: WorkloadRecording, epoch: number, until: number): Step[] {
  const first = workload.syncs[0];
  if (first === undefined) return [];
  const controllers = new Controllers(workload, epoch);
  const fleet = new Fleet(workload, first);
  const steps: Step[] = [];
  const scale = (now: number, to: number): void => {
    const from = fleet.pods.length;
    if (from !== to) steps.push({ t: now, from, to });
    fleet.scaleTo(to, now);
  };
  let [sync, poll] = [first.t, workload.polls.find((t) => t >= first.t) ?? first.t];
  for (let now = Math.min(sync, poll); now <= until; now = Math.min(sync, poll)) {
    fleet.advanceTo(now);
    const replicas = fleet.pods.length;
    if (poll === now) {
      scale(now, controllers.poll(now, replicas, fleet.pods) ?? replicas);
      poll += controllers.pollingInterval;
    } else {
      scale(now, controllers.sync(now, replicas, replicas, fleet.pods, fleet.usageAt(now)).desiredReplicas);
      sync += syncPeriod;
    }
  }
  return steps;
}

/** The simulated pods of a workload. */
class Fleet {
  pods: (SeenPod & { readyAt: number })[] = [];
  private created = 0;
  private readonly starts: number[];

  constructor(
    private readonly workload: WorkloadRecording,
    { t, currentReplicas }: Sync,
  ) {
    this.starts = startTimes(workload);
    const old = lastAt(workload.samples, t)?.pods.filter(({ deleting }) => !deleting) ?? [];
    for (let index = 0; index < currentReplicas; index++) {
      const since = old[index]?.createdAt ?? t;
      this.pods.push({ ...this.newPod(since), readyAt: old[index]?.readyChanged ?? since });
    }
    this.created = 0;
  }

  advanceTo(now: number): void {
    for (const pod of this.pods) {
      if (pod.ready || pod.readyAt > now) continue;
      Object.assign(pod, { phase: "Running", ready: true, readyChanged: pod.readyAt });
    }
  }

  scaleTo(replicas: number, now: number): void {
    this.pods.length = Math.min(this.pods.length, replicas);
    while (this.pods.length < replicas) this.pods.push(this.newPod(now));
  }

  /** Each pod uses what a real one used at that time on average: nobody put CPU on a single one. */
  usageAt(now: number): Usage | undefined {
    const usage = lastAt(this.workload.samples, now)?.usage;
    if (usage === undefined) return undefined;
    const values = Object.fromEntries(
      Object.entries(usage.values).map(([resource, byPod]) => {
        const all = Object.values(byPod);
        const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
        return [resource, Object.fromEntries(this.pods.filter(({ ready }) => ready).map(({ name }) => [name, mean]))];
      }),
    );
    return { ...usage, values };
  }

  private newPod(now: number): SeenPod & { readyAt: number } {
    const seconds = this.starts[this.created] ?? this.usualStart;
    this.created++;
    const name = `simulated-${this.created}-${now}`;
    const times = { createdAt: now, startTime: now, readyChanged: now, readyAt: now + seconds };
    return { name, phase: "Pending", deleting: false, ready: false, ...times };
  }

  private get usualStart(): number {
    return [...this.starts].sort((a, b) => a - b)[this.starts.length >> 1] ?? 1;
  }
}
