import type { Delivery } from "../tasks/queue";
import { isolateAfterDeaths, longestWaitMs, type TaskStore } from "../tasks/store";
import { isFinal, type Task, type TaskResult } from "../tasks/task";
import type { Tracing } from "../tracing";
import { type Agent, agentName, readAgentState } from "./agent";
import type { Isolation } from "./isolation";
import type { AttemptOutcome } from "./metrics";
import { LockLostError } from "./lock-keeper";
import { ModelUnavailableError } from "./model";
import { backoffMs, untilItWorks } from "./retry";

/** Figures of an attempt. */
export interface AttemptLimits {
  /** Failures of its own after which a task is put aside. */
  maxAttempts: number;
  /** Deaths of its worker after which a task is put aside that was all the worker had. */
  maxDeaths: number;
  /** Longest time for one attempt, milliseconds. */
  timeoutMs: number;
  /** Age at which a task is no longer tried again because no model was available, milliseconds. */
  maxAgeMs: number;
}

/** Wait of a task that wants to be alone where another one is, milliseconds. */
const isolationWaitMs = 5_000;

/** Why an attempt ends when the worker goes away. */
export class HandBackError extends Error {
  constructor() {
    super("The worker is going away");
    this.name = "HandBackError";
  }
}

/** Why an attempt ends that does not come to an end. */
class AttemptTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`No answer within ${timeoutMs / 1_000} s`);
    this.name = "AttemptTimeoutError";
  }
}

/**
 * One attempt at one delivered task, from its delivery to its settlement. The order of the two writes at each end is what
 * at-least-once stands on: first the task says what became of it, then the queue forgets it. Killed in between, the task is
 * delivered again, is found to be answered, and is only settled.
 */
export class Attempt {
  constructor(
    private readonly delivery: Delivery,
    private readonly store: TaskStore,
    private readonly agent: Agent,
    private readonly limits: AttemptLimits,
    private readonly isolation: Isolation,
    private readonly log: { warn(fields: object, message: string): void },
    private readonly tracing: Pick<Tracing, "startAgent" | "endAgent">,
  ) {}

  /** Runs the attempt. `signal` fires with a `LockLostError` or `HandBackError` as its reason. */
  async run(signal: AbortSignal): Promise<AttemptOutcome> {
    const { taskId } = this.delivery;
    const task = await this.store.begin(taskId, this.isolation.always ? "alone" : "beside others");
    // What stands there and is no task has no end of its own.
    if (task === undefined) return this.give("There is no such task");
    if (isFinal(task)) return this.settleAnswered(task);
    // It had whole workers to itself, and every one of them died: whatever is in this task, it ends processes.
    if (task.deathsAlone >= this.limits.maxDeaths) {
      return this.give(`Its worker died ${task.deathsAlone} times while it had no other task`);
    }
    // A time that no wait leads to comes from another clock.
    const waitMs = task.notBefore - Date.now();
    if (waitMs > 0 && waitMs <= longestWaitMs) return this.isolated(waitMs);
    let release: (() => void) | undefined;
    try {
      if (task.deaths >= isolateAfterDeaths && !this.isolation.always) {
        release = await this.isolation.alone(signal);
        if (release === undefined) return await this.isolated(isolationWaitMs);
        await this.store.isAlone(taskId);
      }
      return await this.attempted(task, signal);
    } catch (error) {
      return await this.afterError(task, error, signal);
    } finally {
      release?.();
    }
  }

  private async attempted(task: Task, signal: AbortSignal): Promise<AttemptOutcome> {
    const timeout = AbortSignal.timeout(this.limits.timeoutMs);
    try {
      return await this.answer(task, AbortSignal.any([signal, timeout]));
    } catch (error) {
      // Whoever was waiting at that moment has words of its own for it.
      throw timeout.aborted && !signal.aborted ? new AttemptTimeoutError(this.limits.timeoutMs) : error;
    }
  }

  /** The task's workers have died before: it comes later, and meanwhile the others do. */
  private async isolated(waitMs: number): Promise<AttemptOutcome> {
    await this.retry(waitMs, { counted: false });
    return "isolated";
  }

  private async answer(task: Task, signal: AbortSignal): Promise<AttemptOutcome> {
    const result = await this.work(task, signal);
    // An answer has cost money: a Redis that restarts just now must not lose it.
    const first = await untilItWorks(() => this.store.finish(task.id, result), signal);
    await untilItWorks(() => this.delivery.complete(), signal);
    return first ? "done" : "duplicate";
  }

  private async work(task: Task, signal: AbortSignal): Promise<TaskResult> {
    const span = this.tracing.startAgent(agentName, { id: task.id, attempt: task.attempts });
    try {
      const result = await this.agent.run(task.input, {
        signal,
        span,
        caller: task.user === undefined ? undefined : { user: task.user, key: task.key },
        resume: readAgentState(task.checkpoint),
        onStep: async (state) => {
          // An answered task needs no further step: its answer would be thrown away.
          const open = await this.store.checkpoint(task.id, JSON.stringify(state));
          if (!open) throw new LockLostError(task.id);
        },
      });
      this.tracing.endAgent(span, result);
      return result;
    } catch (error) {
      this.tracing.endAgent(span, undefined, error instanceof Error ? error.name : "unknown");
      throw error;
    }
  }

  private async afterError(task: Task, error: unknown, signal: AbortSignal): Promise<AttemptOutcome> {
    const attempt = task.failures + 1;
    if (error instanceof LockLostError || signal.reason instanceof LockLostError) return "lock-lost";
    if (signal.reason instanceof HandBackError) {
      await this.store.requeued(task.id, { counted: false });
      await this.delivery.handBack();
      return "handed-back";
    }
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.log.warn({ taskId: task.id, attempt, reason }, "attempt failed");
    const unavailable = error instanceof ModelUnavailableError;
    if (unavailable && Date.now() - Date.parse(task.createdAt) < this.limits.maxAgeMs) {
      // The task is as good as before: an outage of the models must not bury what waits for them.
      await this.retry(Math.max(error.retryAfterMs ?? 0, backoffMs(attempt)), { counted: false });
      return "unavailable";
    }
    if (unavailable || attempt >= this.limits.maxAttempts) return this.give(reason);
    await this.retry(backoffMs(attempt), { counted: true });
    return "retried";
  }

  private async retry(delayMs: number, options: { counted: boolean }): Promise<void> {
    await this.store.requeued(this.delivery.taskId, options);
    await this.delivery.retryLater(delayMs);
  }

  private async settleAnswered(task: Task): Promise<AttemptOutcome> {
    if (task.status === "failed") return this.bury(task.error ?? "failed");
    await this.delivery.complete();
    return "duplicate";
  }

  /** Gives the task up: it is told to who asked, and put aside for who runs the shop. */
  private async give(reason: string): Promise<AttemptOutcome> {
    await this.store.fail(this.delivery.taskId, reason);
    return this.bury(reason);
  }

  private async bury(reason: string): Promise<AttemptOutcome> {
    await this.delivery.deadLetter(reason);
    return "dead";
  }
}
