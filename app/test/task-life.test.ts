import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { TaskService, TaskStore } from "../src/tasks";
import { QueueFullError } from "../src/tasks/queue";
import { RedisTaskQueue } from "../src/tasks/redis-queue";
import { untilItWorks } from "../src/worker/retry";
import { describeWithRedis, TestRedis } from "./support/redis-server";

const result = { answer: "42", model: "m", tools: [], modelCalls: 1 };
const lockMs = 300;

describeWithRedis("a task in its store", () => {
  let redis: Redis;
  let store: TaskStore;
  let service: TaskService;
  const queueOf = (maxWaiting = 1_000) => new RedisTaskQueue(redis, { name: "ai-requests", lockMs, maxWaiting });
  const submit = async (): Promise<string> => (await service.submit({ question: "?" }, {})).id;
  /** The next task of a consumer that dies with it. */
  const take = async (): Promise<string | undefined> => {
    const queue = queueOf();
    const delivery = await queue.receive({ waitMs: 20_000, signal: new AbortController().signal });
    await queue.close();
    return delivery?.taskId;
  };

  beforeAll(async () => {
    const server = await TestRedis.start();
    redis = server.client();
  });
  beforeEach(async () => {
    await redis.flushall();
    store = new TaskStore(redis, { pendingTtlSeconds: 600, resultTtlSeconds: 60 });
    service = new TaskService(store, queueOf());
  });

  test("has no time to live from the queue to its end, so that a full store evicts conversations and no task", async () => {
    const id = await submit();
    expect(await redis.ttl(`task:${id}`)).toBe(-1);
    await redis.expire(`task:${id}`, 50);
    await store.begin(id, "alone");
    expect(await redis.ttl(`task:${id}`)).toBe(-1);
    await store.checkpoint(id, "{}");
    await store.requeued(id, { counted: true });
    expect(await redis.ttl(`task:${id}`)).toBe(-1);
    await store.finish(id, result);
    expect(await redis.ttl(`task:${id}`)).toBeGreaterThan(50);
    expect(await redis.exists("tasks:open")).toBe(0);
  });

  test("survives a store that is full of conversations and evicts by volatile-lru", async () => {
    const ids = await Promise.all(Array.from({ length: 200 }, submit));
    const used = Number(/used_memory:(\d+)/.exec(await redis.info("memory"))![1]);
    await redis.config("SET", "maxmemory-policy", "volatile-lru");
    await redis.config("SET", "maxmemory", String(used + 1_000_000));
    for (let count = 0; count < 600; count += 1)
      await redis.set(`session:${randomUUID()}`, "x".repeat(10_000), "EX", 600);
    expect(Number(/evicted_keys:(\d+)/.exec(await redis.info("stats"))![1])).toBeGreaterThan(0);
    await redis.config("SET", "maxmemory", "0");
    for (const id of ids) expect((await store.get(id))?.status).toBe("queued");
  });

  test("that found no place on the queue goes by itself, and may be sent again with its key", async () => {
    const full = new TaskService(store, queueOf(1));
    await full.submit({ question: "first" }, {});
    const again = { idempotencyKey: "k" };
    await expect(full.submit({ question: "second" }, again)).rejects.toThrow(QueueFullError);
    const keys = await redis.keys("task:*");
    const lives = await Promise.all(keys.map((key) => redis.ttl(key)));
    expect(lives.filter((life) => life > 0)).toHaveLength(1);
    await redis.del("ai-requests");
    const { id } = await full.submit({ question: "second" }, again);
    expect(await redis.ttl(`task:${id}`)).toBe(-1);
    expect(await redis.lrange("ai-requests", 0, -1)).toEqual([id]);
  });

  test("is given up where its queue has lost it, and its user is told", async () => {
    const id = await submit();
    const young = await submit();
    await redis.zadd("tasks:open", String(Date.now() - 601_000), id);
    await store.giveUpOld();
    expect(await store.get(id)).toMatchObject({ status: "failed", error: "Nobody answered it within 600 s" });
    expect((await store.get(young))?.status).toBe("queued");
    expect(await redis.zrange("tasks:open", 0, "-1")).toEqual([young]);
  });

  test("is taken, answered and given up beside a list of open tasks of another type", async () => {
    await redis.set("tasks:open", "x");
    const id = await submit();
    await store.giveUpOld();
    expect(await store.finish(id, result)).toBe(true);
  });

  test("keeps on without a checkpoint that is too large, and knows at once of an answer that is", async () => {
    const id = await submit();
    await store.begin(id, "alone");
    expect(await store.checkpoint(id, "x".repeat(300_000))).toBe(true);
    const huge = { ...result, answer: "x".repeat(300_000) };
    let tries = 0;
    const write = (): Promise<boolean> => {
      tries += 1;
      return store.finish(id, huge);
    };
    await expect(untilItWorks(write, new AbortController().signal)).rejects.toThrow("allowed are 262144");
    expect(tries).toBe(1);
  });

  test("comes back where its consumer was taken out of the consumers", async () => {
    const id = await submit();
    expect(await take()).toBe(id);
    await redis.del("{ai-requests}:consumers");
    expect(await take()).toBe(id);
  });

  test("comes back where a clock that was set back has left a turn that lasts for an hour", async () => {
    const id = await submit();
    expect(await take()).toBe(id);
    await redis.set("{ai-requests}:reaper", "x", "PX", 3_600_000);
    expect(await take()).toBe(id);
  });
});
