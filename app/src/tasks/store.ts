import { createHash, randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { Logger } from "../logging";
import { failureOf, wordsOf } from "../redis-errors";
import { RedisScript } from "../redis-script";
import * as lua from "./store-scripts";
import { readTask, type Task, type TaskInput, type TaskResult, type TaskStatus } from "./task";

/** How long tasks are kept. */
export interface TaskStoreOptions {
  /** Time after which a task that was never answered is given up, seconds. */
  pendingTtlSeconds: number;
  /** Time for which an answer can be fetched, seconds. */
  resultTtlSeconds: number;
  /** Hears of what stands under a task's key and is no task. */
  log?: Pick<Logger, "warn">;
}

/** Deaths of its worker after which a task waits before it is tried again, and is tried alone. */
export const isolateAfterDeaths = 2;

/** First and longest of these waits; they double. Milliseconds. */
const firstWaitMs = 1_000;
export const longestWaitMs = 60_000;

/** Life of a task that is not on the queue yet, seconds. Where that fails (the queue is full), its client is told so, and nobody waits for it. */
const unsentTtlSeconds = 3_600;

/** Ids of the tasks that are not answered, by the time of their creation in ms. */
const openTasks = "tasks:open";

/** Tasks that are given up for their age at a time. */
const mostExpired = 100;

/** How an attempt is made: whether a death of its worker says something about this one task. */
export type AttemptMode = "alone" | "beside others";

/** Most bytes of a stored result or checkpoint; an agent that writes more is at fault. */
const maxStoredBytes = 256 * 1024;

const scripts = {
  create: new RedisScript<number>(lua.create),
  sent: new RedisScript<number>(lua.sent),
  begin: new RedisScript<string[]>(lua.begin),
  requeue: new RedisScript<number>(lua.requeue),
  update: new RedisScript<number>(lua.update),
  finish: new RedisScript<number>(lua.finish),
};

/** A client asked for something else under an idempotency key that it had used already. */
export class IdempotencyConflictError extends Error {
  constructor() {
    super("This idempotency key was used for another task");
    this.name = "IdempotencyConflictError";
  }
}

/** A result above the bound. */
export class TooLargeError extends Error {
  constructor(what: string, bytes: number) {
    super(`${what}: ${bytes} bytes, allowed are ${maxStoredBytes}`);
    this.name = "TooLargeError";
  }
}

/**
 * The tasks and their answers, each a hash in Redis. It holds the promise that queues cannot give: a task may be delivered
 * many times and is answered once, because the first answer wins in one atomic step.
 *
 * A task that is on the queue has no time to live until it has ended. The store is shared with conversations, which do, and `volatile-lru` evicts those
 * and never what has none (https://redis.io/docs/latest/develop/reference/eviction/: the volatile policies are for "a single Redis instance for both
 * caching and for a set of persistent keys"). BullMQ and Celery, whose Redis has nothing but tasks, ask for `noeviction`; here that would refuse the
 * workers' own writes while conversations fill the store.
 */
export class TaskStore {
  constructor(
    private readonly redis: Redis,
    private readonly options: TaskStoreOptions,
  ) {}

  /**
   * Notes a new task, or finds the one that the same user made with the same idempotency key. `send` says whether it still
   * must be put on the queue: also for a task whose first request broke off before that.
   *
   * @throws IdempotencyConflictError when the key was used with another input.
   */
  async create(
    input: TaskInput,
    by: { user?: string; key?: string; idempotencyKey?: string },
  ): Promise<{ task: Task; send: boolean }> {
    const fields = {
      status: "queued",
      input: JSON.stringify(input),
      createdAt: new Date().toISOString(),
      attempts: "0",
      ...(by.user === undefined ? {} : { user: by.user }),
      ...(by.key === undefined ? {} : { key: by.key }),
    };
    const args = [unsentTtlSeconds, ...Object.entries(fields).flat()];
    // The second time is for a key that leads to what is no task: it gets another id.
    for (const afresh of [false, true]) {
      const id = by.idempotencyKey === undefined ? randomUUID() : await this.idOf(by.idempotencyKey, by.user, afresh);
      // First: what is open and in no list would stay for ever.
      await this.orNothing(openTasks, () => this.redis.zadd(openTasks, "NX", Date.now(), id), 0);
      await scripts.create.run(this.redis, [key(id)], args);
      const all = await this.fieldsOf(id);
      const task = this.read(id, all);
      if (task === undefined) continue;
      if (all["input"] !== fields.input) throw new IdempotencyConflictError();
      return { task, send: all["sent"] === undefined && task.status === "queued" };
    }
    throw new Error("Two new tasks were gone at once");
  }

  /** The task is on the queue, and stays until it has ended. Fails where it is gone: nobody would answer it. */
  async markSent(id: string): Promise<void> {
    if ((await scripts.sent.run(this.redis, [key(id)], [])) === 0)
      throw new Error("The task was gone before it was sent");
  }

  /**
   * Gives up tasks that nobody has answered for `pendingTtlSeconds`, the oldest first and some at a time: their queue has lost them, or there is no
   * worker that could.
   */
  async giveUpOld(): Promise<void> {
    const before = Date.now() - this.options.pendingTtlSeconds * 1_000;
    const find = (): Promise<string[]> => this.redis.zrangebyscore(openTasks, "-inf", before, "LIMIT", 0, mostExpired);
    const old = await this.orNothing(openTasks, find, []);
    for (const id of old) await this.fail(id, `Nobody answered it within ${this.options.pendingTtlSeconds} s`);
  }

  /** The task, for its own user; `undefined` when there is none, or it is another user's. */
  async get(id: string, user?: string): Promise<Task | undefined> {
    const task = this.read(id, await this.fieldsOf(id));
    return task === undefined || task.user !== user ? undefined : task;
  }

  /**
   * An attempt begins. Returns the task, which may be answered already; `undefined` when there is none. An attempt that had begun before and was
   * neither answered nor given back has died with its worker, which is counted.
   */
  async begin(id: string, mode: AttemptMode): Promise<Task | undefined> {
    const now = new Date();
    const args = [now.toISOString(), mode, now.getTime(), isolateAfterDeaths, firstWaitMs, longestWaitMs];
    const flat = await this.orNothing(id, () => scripts.begin.run(this.redis, [key(id)], args), []);
    const pairs = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
    return this.read(id, Object.fromEntries(pairs) as Record<string, string>);
  }

  /** From now on the task is all that its worker has. */
  async isAlone(id: string): Promise<void> {
    const mode: AttemptMode = "alone";
    await scripts.update.run(this.redis, [key(id)], ["open", mode]);
  }

  /** What the next attempt can start from; one above the bound is not kept. `false` when the task is answered already. */
  async checkpoint(id: string, checkpoint: string): Promise<boolean> {
    const fits = Buffer.byteLength(checkpoint) <= maxStoredBytes;
    const fields = fits ? ["checkpoint", checkpoint] : ["status", "running"];
    return (await scripts.update.run(this.redis, [key(id)], fields)) === 1;
  }

  /** The attempt ended without an answer, and another will come. It counts where the task itself was at fault. */
  async requeued(id: string, { counted }: { counted: boolean }): Promise<void> {
    await scripts.requeue.run(this.redis, [key(id)], [counted ? "failed" : "no fault"]);
  }

  /** Stores the answer. `false` when the task had one. */
  async finish(id: string, result: TaskResult): Promise<boolean> {
    return this.end(id, "done", "result", bounded("result", JSON.stringify(result)));
  }

  /** Stores that there will be no answer. `false` when the task had one. */
  async fail(id: string, error: string): Promise<boolean> {
    return this.end(id, "failed", "error", error.slice(0, 1_000));
  }

  private async end(id: string, status: TaskStatus, field: string, value: string): Promise<boolean> {
    const fields = ["status", status, "finishedAt", new Date().toISOString(), field, value];
    const args = [this.options.resultTtlSeconds, ...fields];
    const ended = await this.orNothing(id, () => scripts.finish.run(this.redis, [key(id)], args), 0);
    // Not waited for: what stays there by mistake is taken out for its age.
    this.redis.zrem(openTasks, id).catch(() => undefined);
    return ended === 1;
  }

  /** The id that stands for the key: made once, random, so that a task's id tells nothing and cannot be guessed. */
  private async idOf(idempotencyKey: string, user: string | undefined, afresh: boolean): Promise<string> {
    const digest = createHash("sha256")
      .update(JSON.stringify([user ?? null, idempotencyKey]))
      .digest("hex");
    const made = randomUUID();
    const mapping = `task-key:${digest}`;
    const ttl = this.options.pendingTtlSeconds;
    if (!afresh) {
      const set = (): Promise<string | null> => this.redis.set(mapping, made, "EX", ttl, "NX", "GET");
      const earlier = await this.orNothing(mapping, set, "");
      if (earlier !== "") return earlier ?? made;
    }
    await this.redis.set(mapping, made, "EX", ttl);
    return made;
  }

  private fieldsOf(id: string): Promise<Record<string, string>> {
    return this.orNothing(id, () => this.redis.hgetall(key(id)), {});
  }

  private read(id: string, fields: Record<string, string>): Task | undefined {
    if (Object.keys(fields).length === 0) return undefined;
    const task = readTask(id, fields);
    if (task === undefined) this.options.log?.warn({ taskId: id }, "what stands there is no task");
    return task;
  }

  /** What has another type is no task. */
  private async orNothing<T>(id: string, ask: () => Promise<T>, nothing: T): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (failureOf(error) !== "data") throw error;
      this.options.log?.warn({ taskId: id, reason: wordsOf(error) }, "what stands there is no task");
      return nothing;
    }
  }
}

const key = (id: string): string => `task:${id}`;

function bounded(what: string, text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxStoredBytes) throw new TooLargeError(what, bytes);
  return text;
}
