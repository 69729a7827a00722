import { createHash, randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { RedisScript } from "../redis-script";
import * as lua from "./store-scripts";
import { isFinal, type Task, type TaskInput, type TaskResult, type TaskStatus } from "./task";

/** How long tasks are kept. */
export interface TaskStoreOptions {
  /** Time after which a task that was never answered is forgotten, seconds. */
  pendingTtlSeconds: number;
  /** Time for which an answer can be fetched, seconds. */
  resultTtlSeconds: number;
}

/** Most bytes of a stored result or checkpoint; an agent that writes more is at fault. */
const maxStoredBytes = 256 * 1024;

const scripts = {
  create: new RedisScript<number>(lua.create),
  begin: new RedisScript<string[]>(lua.begin),
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

/** A result or checkpoint above the bound. */
class TooLargeError extends Error {
  constructor(what: string, bytes: number) {
    super(`${what}: ${bytes} bytes, allowed are ${maxStoredBytes}`);
    this.name = "TooLargeError";
  }
}

/**
 * The tasks and their answers, each a hash in Redis. It holds the promise that queues cannot give: a task may be delivered
 * many times and is answered once, because the first answer wins in one atomic step.
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
    by: { user?: string; idempotencyKey?: string },
  ): Promise<{ task: Task; send: boolean }> {
    const id = by.idempotencyKey === undefined ? randomUUID() : await this.idOf(by.idempotencyKey, by.user);
    const fields = {
      status: "queued",
      input: JSON.stringify(input),
      createdAt: new Date().toISOString(),
      attempts: "0",
      ...(by.user === undefined ? {} : { user: by.user }),
    };
    const args = [this.options.pendingTtlSeconds, ...Object.entries(fields).flat()];
    await scripts.create.run(this.redis, [key(id)], args);
    const all = await this.redis.hgetall(key(id));
    const task = parse(id, all);
    // It can only have run out in between, which takes a time to live of no time.
    if (task === undefined) throw new Error(`Task ${id} is gone`);
    if (all["input"] !== fields.input) throw new IdempotencyConflictError();
    return { task, send: all["sent"] === undefined && task.status === "queued" };
  }

  /** The task is on the queue. */
  async markSent(id: string): Promise<void> {
    await scripts.update.run(this.redis, [key(id)], ["sent", "1"]);
  }

  /** The task, for its own user; `undefined` when there is none, or it is another user's. */
  async get(id: string, user?: string): Promise<Task | undefined> {
    const task = parse(id, await this.redis.hgetall(key(id)));
    return task === undefined || task.user !== user ? undefined : task;
  }

  /** An attempt begins. Returns the task, which may be answered already; `undefined` when it is unknown. */
  async begin(id: string, attempt: number): Promise<Task | undefined> {
    const flat = await scripts.begin.run(this.redis, [key(id)], [attempt, new Date().toISOString()]);
    const pairs = Array.from({ length: flat.length / 2 }, (_, i) => [flat[2 * i], flat[2 * i + 1]]);
    return parse(id, Object.fromEntries(pairs) as Record<string, string>);
  }

  /** What the next attempt can start from. `false` when the task is answered already. */
  async checkpoint(id: string, checkpoint: string): Promise<boolean> {
    bounded("checkpoint", checkpoint);
    return (await scripts.update.run(this.redis, [key(id)], ["checkpoint", checkpoint])) === 1;
  }

  /** The attempt ended without an answer, and another will come. */
  async requeued(id: string): Promise<void> {
    await scripts.update.run(this.redis, [key(id)], ["status", "queued"]);
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
    return (await scripts.finish.run(this.redis, [key(id)], [this.options.resultTtlSeconds, ...fields])) === 1;
  }

  /** The id that stands for the key: made once, random, so that a task's id tells nothing and cannot be guessed. */
  private async idOf(idempotencyKey: string, user: string | undefined): Promise<string> {
    const digest = createHash("sha256")
      .update(JSON.stringify([user ?? null, idempotencyKey]))
      .digest("hex");
    const made = randomUUID();
    const mapping = `task-key:${digest}`;
    const earlier = await this.redis.set(mapping, made, "EX", this.options.pendingTtlSeconds, "NX", "GET");
    return earlier ?? made;
  }
}

const key = (id: string): string => `task:${id}`;

function bounded(what: string, text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxStoredBytes) throw new TooLargeError(what, bytes);
  return text;
}

function parse(id: string, fields: Record<string, string>): Task | undefined {
  const { status, input, attempts, createdAt, user, startedAt, finishedAt, result, error, checkpoint } = fields;
  if (status === undefined || input === undefined || createdAt === undefined) return undefined;
  const task: Task = {
    id,
    status: status as TaskStatus,
    user,
    input: JSON.parse(input) as TaskInput,
    attempts: Number(attempts),
    createdAt,
    startedAt,
    finishedAt,
    result: result === undefined ? undefined : (JSON.parse(result) as TaskResult),
    error,
  };
  return isFinal(task) ? task : { ...task, checkpoint };
}
