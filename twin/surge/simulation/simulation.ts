import { Cluster, Scheduler } from "@breakwater/cluster-autoscaler";
import type { Assumptions } from "../assumptions";
import { EventQueue, Random } from "../events";
import { boundsOf, type SurgeModel, type WorkloadModel } from "../model";
import type { SurgeRun } from "../outcome";
import { Serving } from "../serving";
import type { Arrivals } from "../traffic";
import { ReachedLimits } from "./reached-limits";
import { costOf, TokenPrices } from "./cost";
import { Fleet } from "./fleet";
import { watchLiveness } from "./liveness";
import { LivePods } from "./live-pods";
import { Metrics } from "./metrics";
import { Nodes } from "./nodes";
import { promisesOf } from "./promises";
import { Recorder } from "./recorder";
import { appRole, bystanderRole, type Role, vllmRole } from "./roles";
import { every, startScaling } from "./scaling";

/** What a simulation is made of. */
export interface SimulationArgs {
  name: string;
  /** In words, for a report. */
  title: string;
  model: SurgeModel;
  assumptions: Assumptions;
  arrivals: Arrivals;
  /** Unix time at which the traffic begins, seconds: cron triggers need the calendar. */
  epoch: number;
  /** How long the traffic lasts, seconds. */
  seconds: number;
  seed: number;
  /** Hears now and then how much of the traffic is over, 0 to 1. */
  onProgress?(share: number): void;
}

/** Steps of the record between two words of progress. */
const stepsPerWord = 20;

/** The declared fleet, in virtual time: questions, pods, autoscalers, nodes and the Cluster Autoscaler on one clock. */
export class Simulation {
  readonly queue = new EventQueue();
  readonly serving: Serving;
  private readonly random: Random;
  private readonly cluster = new Cluster();
  private readonly scheduler = new Scheduler(this.cluster);
  private readonly limits = new ReachedLimits();
  private readonly live: LivePods;
  private readonly fleets: Fleet[];
  private readonly byId: Map<string, Fleet>;
  private readonly nodes: Nodes;
  private readonly schedules: number;
  private isScheduling = false;
  /** Counts of things that bind while the traffic flows, at the last look. */
  private seen = { overflowed: 0, gatewayRejected: 0, turnedAway: 0, refusedByApp: 0 };

  constructor(private readonly args: SimulationArgs) {
    const { model, assumptions, seed } = args;
    this.random = new Random(seed);
    this.serving = new Serving(this.queue, this.random.stream("serving"), model.serving);
    this.schedules = this.queue.register(() => this.schedule());
    this.live = new LivePods(this.queue, this.cluster, { onGone: () => this.wakeScheduler() });
    this.fleets = model.workloads.map(
      (workload) => new Fleet(workload, this.roleOf(workload), this.live, this.cluster),
    );
    this.byId = new Map(this.fleets.map((fleet) => [fleet.workload.template.id, fleet]));
    this.nodes = new Nodes({
      queue: this.queue,
      random: this.random,
      cluster: this.cluster,
      model,
      assumptions,
      limits: this.limits,
      live: this.live,
      fleetOf: (id) => this.byId.get(id)!,
      onRoom: () => this.wakeScheduler(),
    });
  }

  /** The whole surge. */
  run(): SurgeRun {
    const { args, queue, serving } = this;
    const { model, assumptions, seconds } = args;
    this.settle();
    const prices = new TokenPrices(model.serving.routes);
    const recorder = new Recorder(
      {
        serving,
        fleets: this.fleets.filter(({ workload }) => workload.role !== "other"),
        nodes: this.nodes,
        pools: model.pools,
        prices,
        maximumOf: ({ workload }) => maximumOf(workload),
      },
      seconds,
    );
    this.start();
    const { stepSeconds } = recorder.series;
    serving.feed(args.arrivals);
    for (let end = stepSeconds; end < seconds + stepSeconds; end += stepSeconds) {
      queue.runUntil(Math.min(end, seconds));
      recorder.record(queue.now);
      this.noteFlow();
      if (recorder.series.t.length % stepsPerWord === 0) args.onProgress?.(queue.now / seconds);
    }
    const { totals } = serving;
    const promises = promisesOf(totals, assumptions);
    const cost = costOf(recorder.series, totals.byModel, prices, model.pools);
    const { arrivals, answered, refused, timedOut, lost, inside } = totals;
    return {
      name: args.name,
      title: args.title,
      verdict: promises.every(({ held }) => held) ? "holds" : "fails",
      promises,
      totals: { arrivals, answered, refused, timedOut, lost, inside },
      firstTokenSeconds: quantilesOf(totals.firstTokenSeconds),
      answerSeconds: quantilesOf(totals.answerSeconds),
      costDollars: Math.round((cost.nodes + cost.tokens) * 100) / 100,
      cost,
      binding: this.limits.list(),
      series: recorder.series,
    };
  }

  /** Before the traffic: everything stands where it would after a quiet night, as far as it ever would. */
  private settle(): void {
    for (const fleet of this.fleets) fleet.keep();
    do this.place(true);
    while (this.nodes.settle());
    this.place(true);
    for (const { workload, pending, pods, wanted, refusedBy } of this.fleets) {
      if (refusedBy !== undefined)
        this.limits.note(`${workload.id}: ${refusedBy} admits ${pods.length} of ${wanted} pods from the start`, 0);
      if (pending > 0)
        this.limits.note(`${workload.id}: ${pending} of ${pods.length} pods have no node from the start`, 0);
      else if (pods.some(({ pod }) => !pod.ready))
        this.limits.note(`${workload.id}: its probes kill it before it is ready`, 0);
    }
  }

  private start(): void {
    const { queue, random, live, limits, serving } = this;
    const { assumptions } = this.args;
    const everyPod = (): Iterable<Fleet["pods"][number]> => this.fleets.flatMap(({ pods }) => pods);
    const metrics = new Metrics(queue, serving, everyPod, assumptions);
    const world = {
      queue,
      random,
      live,
      metrics,
      limits,
      epoch: this.args.epoch,
      onScaled: () => this.wakeScheduler(),
    };
    for (const fleet of this.fleets) {
      startScaling(fleet, world);
      watchLiveness(fleet, { queue, serving, live, limits });
    }
    this.nodes.start();
    every(queue, pendingLook, pendingLook, () => this.notePending());
  }

  private roleOf({ role }: WorkloadModel): Role {
    switch (role) {
      case "app":
        return appRole(this.serving);
      case "vllm":
        return vllmRole(this.serving, () => this.queue.now);
      case "other":
        return bystanderRole;
      default: {
        const unknown: never = role;
        return unknown;
      }
    }
  }

  private wakeScheduler(): void {
    if (this.isScheduling) return;
    this.isScheduling = true;
    const delay = this.args.assumptions.numbers["pods.schedulingSeconds"];
    this.queue.schedule(this.queue.now + delay, this.schedules);
  }

  private schedule(): void {
    this.isScheduling = false;
    this.place(false);
  }

  /** One pass of the scheduler. Who has to make room is ended, and made again by its ReplicaSet. */
  private place(atOnce: boolean): void {
    const { bound, preempted } = this.scheduler.schedule(this.queue.now);
    for (const pod of bound) this.live.bound(this.live.of(pod), atOnce);
    for (const pod of preempted) this.byId.get(pod.template.id)!.evict(this.live.of(pod));
    if (preempted.length > 0) this.wakeScheduler();
  }

  /** Workloads that wait for what is not there yet. */
  private notePending(): void {
    const { now } = this.queue;
    for (const { workload, pending, ready, pods, refusedBy } of this.fleets) {
      if (workload.template.priority < 0) continue;
      if (refusedBy !== undefined) this.limits.note(`${refusedBy} admits no more pods of ${workload.id}`, now);
      if (pending > 0) this.limits.note(`${workload.id} waits for nodes`, now);
      else if (workload.role !== "other" && ready < pods.length) {
        this.limits.note(`${workload.id} waits for pods that start`, now);
      }
    }
  }

  /** What kept questions out of where they would have gone first. */
  private noteFlow(): void {
    const { totals } = this.serving;
    const { now } = this.queue;
    if (totals.overflowed > this.seen.overflowed) this.limits.note("vLLM is full: the rest goes to the gateway", now);
    if (totals.gatewayRejected > this.seen.gatewayRejected) this.limits.note("the gateway's rate limits", now);
    const { turnedAwayAtEdge } = this.serving;
    if (turnedAwayAtEdge > this.seen.turnedAway) this.limits.note("the edge's circuit breaker", now);
    const refusedByApp = totals.refused - totals.refusedAtEdge;
    if (refusedByApp > this.seen.refusedByApp) this.limits.note("the app refuses what it cannot answer in time", now);
    const { overflowed, gatewayRejected } = totals;
    this.seen = { overflowed, gatewayRejected, turnedAway: turnedAwayAtEdge, refusedByApp };
  }
}

/** Seconds between two looks at what waits. */
const pendingLook = 5;

const maximumOf = ({ scaler, replicas }: WorkloadModel): number => (scaler ? boundsOf(scaler).max : replicas);

function quantilesOf(times: Serving["totals"]["firstTokenSeconds"]): SurgeRun["answerSeconds"] {
  const entries = [0.5, 0.95, 0.99].map((share) => [`p${share * 100}`, times.at(share)] as const);
  return Object.fromEntries(
    entries.filter(([, value]) => value !== undefined).map(([key, value]) => [key, Number(value!.toPrecision(4))]),
  );
}
