import type { SharedHealthState } from "../health";
import { type DrainStep, pause } from "../drain";
import type { Delivery, TaskQueue } from "../tasks/queue";
import type { TaskStore } from "../tasks/store";
import type { Tracing } from "../tracing";
import type { Agent } from "./agent";
import { Attempt, type AttemptLimits, HandBackError } from "./attempt";
import { Isolation } from "./isolation";
import { keepLock } from "./lock-keeper";
import type { AttemptOutcome, WorkerMetrics } from "./metrics";
import { backoffMs } from "./retry";

/** What the worker logs with. */
export interface WorkerLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What a worker is made of. */
export interface TaskWorkerOptions extends AttemptLimits {
  queue: TaskQueue;
  store: TaskStore;
  agent: Agent;
  health: Pick<SharedHealthState, "workBegins" | "workEnds">;
  metrics: WorkerMetrics;
  tracing: Pick<Tracing, "startAgent" | "endAgent">;
  log: WorkerLog;
  /** Tasks in hand at once. More only pays where calls to models are waited for, and each is one more to hand back. */
  prefetch: number;
}

/** Longest look at an empty queue, milliseconds. A drain does not wait for it. */
const receiveWaitMs = 10_000;

/** Time between two looks for tasks that nobody has answered for too long, milliseconds. */
const giveUpEveryMs = 60_000;

/** Takes tasks from the queue and has the agent answer them, until it is drained. */
export class TaskWorker {
  private readonly stop = new AbortController();
  private readonly handBack = new AbortController();
  private readonly isolation: Isolation;
  private lanes?: Promise<void>;
  private gaveUpAt = -Infinity;

  constructor(private readonly options: TaskWorkerOptions) {
    this.isolation = new Isolation(options.prefetch);
  }

  /** Begins to take tasks. */
  start(): void {
    this.lanes ??= Promise.all(Array.from({ length: this.options.prefetch }, () => this.lane())).then(() => undefined);
  }

  /** Takes no further task and finishes those in hand; what is not finished at the cut is handed back. */
  readonly drain: DrainStep = {
    name: "worker",
    run: async (cut) => {
      this.stop.abort();
      const giveBack = (): void => this.handBack.abort(new HandBackError());
      if (cut.aborted) giveBack();
      cut.addEventListener("abort", giveBack, { once: true });
      await this.lanes;
      cut.removeEventListener("abort", giveBack);
    },
  };

  /** Takes one task after another. Nothing that a task or the queue does ends it. */
  private async lane(): Promise<void> {
    const { queue, metrics, log } = this.options;
    for (let failures = 0; !this.stop.signal.aborted;) {
      try {
        await this.isolation.open(this.stop.signal);
        if (this.stop.signal.aborted) return;
        await this.giveUpOld();
        const delivery = await queue.receive({ waitMs: receiveWaitMs, signal: this.stop.signal });
        failures = 0;
        if (delivery === undefined) continue;
        // Another lane's task wants to be alone since: this one is for another worker, or for later.
        if (!this.isolation.enter()) await delivery.handBack();
        else await this.handle(delivery).finally(() => this.isolation.leave());
      } catch (error) {
        failures += 1;
        metrics.receiveErrors.inc();
        log.error({ err: error, failures }, "no task could be received");
        await pause(Math.min(backoffMs(failures), 5_000), this.stop.signal);
      }
    }
  }

  private async giveUpOld(): Promise<void> {
    if (performance.now() - this.gaveUpAt < giveUpEveryMs) return;
    this.gaveUpAt = performance.now();
    await this.options.store.giveUpOld();
  }

  private async handle(delivery: Delivery): Promise<void> {
    const { health, metrics, log } = this.options;
    const { taskId } = delivery;
    const lost = new AbortController();
    const release = keepLock(delivery, {
      lost: (error) => {
        metrics.lockExtensions.inc({ result: "lost" });
        lost.abort(error);
      },
      error: (error) => {
        metrics.lockExtensions.inc({ result: "error" });
        log.warn({ err: error, taskId }, "lock could not be extended");
      },
      extended: () => metrics.lockExtensions.inc({ result: "extended" }),
    });
    const begun = performance.now();
    let outcome: AttemptOutcome = "unsettled";
    health.workBegins();
    metrics.inHand.inc();
    try {
      const { store, agent, tracing } = this.options;
      const signal = AbortSignal.any([lost.signal, this.handBack.signal]);
      outcome = await new Attempt(delivery, store, agent, this.options, this.isolation, log, tracing).run(signal);
    } catch (error) {
      // The store or the queue is away. Nothing is lost: the lock runs out and the task comes back.
      log.error({ err: error, taskId }, "task could not be settled");
    } finally {
      release();
      health.workEnds();
      metrics.inHand.dec();
      const seconds = (performance.now() - begun) / 1_000;
      metrics.attempts.inc({ outcome });
      metrics.seconds.observe({ outcome }, seconds);
      log.info({ taskId, outcome, seconds: Math.round(seconds * 1_000) / 1_000 }, "attempt ended");
    }
  }
}
