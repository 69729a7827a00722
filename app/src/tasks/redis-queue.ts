import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Redis } from "ioredis";
import type { Logger } from "../logging";
import { failureOf } from "../redis-errors";
import { type Delivery, QueueFullError, type TaskQueue } from "./queue";
import * as lua from "./redis-queue-scripts";
import { RedisScript } from "../redis-script";

/** Limits and names of the queue on Redis. */
export interface RedisQueueOptions {
  /** Name of the list of waiting ids. KEDA's trigger measures this list, so it holds what waits and nothing else. */
  name: string;
  /** Time after which an id that was neither settled nor extended comes back, milliseconds. */
  lockMs: number;
  /** Most ids that may wait; one more is refused. */
  maxWaiting: number;
}

/** Entries that the dead-letter list keeps; older ones fall off, so that it cannot fill the server. */
const maxDeadLetters = 10_000;

/** Time between two looks for locks that have run out, by all workers together, milliseconds. */
const reapEveryMs = 1_000;

/** Time by which a blocking wait may outlast its own limit before its connection counts as dead, milliseconds. */
const silentAfterMs = 5_000;

const scripts = {
  send: new RedisScript<number>(lua.send),
  claim: new RedisScript<string | null>(lua.claim),
  lease: new RedisScript<number>(lua.lease),
  settle: new RedisScript<number>(lua.settle),
  reap: new RedisScript<number>(lua.reap),
  reapUnheld: new RedisScript<number>(lua.reapUnheld),
};

/**
 * The queue on a Redis list. A received id moves from the waiting list to the list of its consumer, with a lease; leases
 * that have run out are requeued by whichever worker looks first. Needs Redis 6.2.
 */
export class RedisTaskQueue implements TaskQueue {
  private readonly consumer = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`;
  private readonly keys;

  /**
   * `redis` serves the commands. `blocking` makes a connection for the waits of `receive`, so that nothing queues up behind them; only who
   * receives needs it.
   */
  constructor(
    private readonly redis: Redis,
    private readonly options: RedisQueueOptions,
    private readonly blocking: () => Redis = () => redis.duplicate({ maxRetriesPerRequest: null }),
    private readonly log: Pick<Logger, "warn"> = { warn: () => undefined },
  ) {
    // The braces put every key into the waiting list's hash slot.
    const beside = (suffix: string): string => `{${options.name}}:${suffix}`;
    this.keys = {
      waiting: options.name,
      leases: beside("leases"),
      consumers: beside("consumers"),
      dead: beside("dead"),
      reaper: beside("reaper"),
      processing: (consumer: string) => beside(`processing:${consumer}`),
    };
  }

  async send(taskId: string): Promise<void> {
    const added = await this.mended(() =>
      scripts.send.run(this.redis, [this.keys.waiting], [taskId, this.options.maxWaiting]),
    );
    if (added === 0) throw new QueueFullError(this.options.name);
  }

  async receive({ waitMs, signal }: { waitMs: number; signal: AbortSignal }): Promise<Delivery | undefined> {
    const until = Date.now() + waitMs;
    while (!signal.aborted) {
      const claimed = await this.mended(async () => {
        await this.requeueExpired();
        return this.claim();
      });
      if (claimed !== undefined) return claimed;
      const left = until - Date.now();
      if (left <= 0) return undefined;
      // Woken up at least as often as locks are looked after: an idle worker takes over what a killed one had.
      await this.waitForWork(Math.min(left, reapEveryMs), signal);
    }
    return undefined;
  }

  async close(): Promise<void> {
    this.waiter?.disconnect();
    this.waiter = undefined;
  }

  private waiter: Redis | undefined;

  private async claim(): Promise<Delivery | undefined> {
    const { waiting, leases, consumers } = this.keys;
    const keys = [waiting, this.keys.processing(this.consumer), leases, consumers];
    const claimed = await scripts.claim.run(this.redis, keys, [this.consumer, this.options.lockMs]);
    return claimed === null ? undefined : this.delivery(claimed);
  }

  /**
   * Blocks until something waits. Moving the last element to where it was changes nothing, so a wait that is given up, or
   * whose answer is lost, loses no task; the claim itself is one script.
   */
  private async waitForWork(ms: number, signal: AbortSignal): Promise<void> {
    const waiter = (this.waiter ??= this.blocking());
    const { waiting } = this.keys;
    const over = new AbortController();
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true, signal: over.signal });
    });
    const silent = new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        // The server owed an answer long ago: the connection is dead.
        waiter.disconnect(true);
        resolve();
      }, ms + silentAfterMs);
      over.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    });
    const moved = waiter.blmove(waiting, waiting, "RIGHT", "RIGHT", Math.max(ms, 10) / 1_000);
    try {
      await Promise.race([moved, silent, aborted]);
    } finally {
      over.abort();
      moved.catch(() => undefined);
    }
  }

  private delivery(taskId: string): Delivery {
    const { waiting, leases, consumers, dead } = this.keys;
    const processing = this.keys.processing(this.consumer);
    const { lockMs } = this.options;
    const lease = (ms: number): Promise<number> =>
      scripts.lease.run(this.redis, [processing, leases, consumers], [taskId, this.consumer, Math.round(ms)]);
    const settle = async (outcome: string, target: string): Promise<void> => {
      // 0 means that the lock was lost and the task is with someone else, who finds its answer in the store.
      await scripts.settle.run(this.redis, [processing, leases, target], [taskId, outcome, maxDeadLetters]);
    };
    return {
      taskId,
      lockMs,
      extendLock: async () => (await lease(lockMs)) === 1,
      complete: () => settle("done", dead),
      handBack: () => settle("back", waiting),
      deadLetter: (reason) => settle(JSON.stringify({ id: taskId, reason, at: new Date().toISOString() }), dead),
      retryLater: async (delayMs) => void (await lease(delayMs)),
    };
  }

  /**
   * A key of the queue that holds something else (a hand-made change, another program) would fail every step of every worker. It is put aside under
   * another name, for a person to look at, and the queue goes on without it.
   */
  private async mended<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (failureOf(error) !== "data" || !(await this.setAside())) throw error;
      return act();
    }
  }

  private async setAside(): Promise<boolean> {
    const { waiting, dead, leases, consumers, processing } = this.keys;
    let found = false;
    const check = async (key: string, type: string): Promise<void> => {
      const actual = await this.redis.type(key);
      if (actual === type || actual === "none") return;
      const name = `{${this.options.name}}:malformed:${Date.now()}:${randomUUID().slice(0, 8)}`;
      await this.redis.rename(key, name);
      this.log.warn({ key, type: actual, name }, "what stood there is no part of the task queue; it was put aside");
      found = true;
    };
    for (const key of [waiting, dead]) await check(key, "list");
    for (const key of [leases, consumers]) await check(key, "zset");
    for (const consumer of await this.redis.zrange(consumers, 0, "-1")) await check(processing(consumer), "list");
    await check(processing(this.consumer), "list");
    return found;
  }

  /** Requeues what is held by locks that have run out, once a second by all workers together. */
  private async requeueExpired(): Promise<void> {
    const { waiting, leases, consumers, reaper, processing } = this.keys;
    if ((await this.redis.set(reaper, this.consumer, "PX", reapEveryMs, "NX")) === null) {
      // A turn that never ends is nobody's: without a time to live, or with that of a clock that was set back, it would keep every worker from looking.
      const left = await this.redis.pttl(reaper);
      if (left === -1 || left > reapEveryMs) await this.redis.del(reaper);
      return;
    }
    const forgetAfterMs = 2 * this.options.lockMs;
    for (const consumer of await this.redis.zrange(consumers, 0, "-1")) {
      const keys = [waiting, leases, consumers, processing(consumer)];
      await scripts.reap.run(this.redis, keys, [consumer, this.options.lockMs, forgetAfterMs]);
    }
    await scripts.reapUnheld.run(this.redis, [waiting, leases], [this.options.lockMs]);
  }
}
