import type { Redis } from "ioredis";
import { QueueFullError, type Delivery } from "../src/tasks/queue";
import { RedisTaskQueue } from "../src/tasks/redis-queue";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";

describeWithRedis("the task queue on a real Redis", () => {
  let server: TestRedis;
  let redis: Redis;
  const queues: RedisTaskQueue[] = [];

  const queueOf = (lockMs = 60_000, maxWaiting = 1_000): RedisTaskQueue => {
    const queue = new RedisTaskQueue(server.client(), { name: "ai-requests", lockMs, maxWaiting }, () =>
      server.client(),
    );
    queues.push(queue);
    return queue;
  };
  const take = (queue: RedisTaskQueue, waitMs = 45_000): Promise<Delivery | undefined> =>
    queue.receive({ waitMs, signal: new AbortController().signal });

  beforeAll(async () => {
    server = await TestRedis.start();
    redis = server.client();
  });
  beforeEach(() => redis.flushall());
  afterEach(async () => {
    for (const queue of queues.splice(0)) await queue.close();
  });
  /** Until so many wait in Redis for what comes next. */
  const blocked = (count: number) =>
    until(async () => Number(/blocked_clients:(\d+)/.exec(await redis.info("clients"))![1]) === count);

  test("keeps what waits, and only that, in the list that KEDA measures", async () => {
    const queue = queueOf();
    await queue.send("a");
    await queue.send("b");
    expect(await redis.llen("ai-requests")).toBe(2);
    const delivery = await take(queue);
    expect(await redis.llen("ai-requests")).toBe(1);
    await delivery?.complete();
    expect(await redis.lrange("ai-requests", 0, -1)).toEqual(["b"]);
  });

  test("delivers in order, and forgets completed tasks without a trace", async () => {
    const queue = queueOf();
    for (const id of ["a", "b", "c"]) await queue.send(id);
    const seen: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      const delivery = await take(queue);
      seen.push(delivery!.taskId);
      await delivery!.complete();
    }
    expect(seen).toEqual(["a", "b", "c"]);
    expect((await redis.keys("*")).filter((key) => !/reaper|consumers/.test(key))).toEqual([]);
  });

  test("brings back what was received and never settled", async () => {
    await queueOf().send("a");
    expect((await take(queueOf(300)))?.taskId).toBe("a");
    expect((await take(queueOf(300)))?.taskId).toBe("a");
  });

  test("does not bring back what is extended, and tells a worker that came too late", async () => {
    // Long enough that a busy machine does not lose it between two extensions.
    const lockMs = 3_000;
    const [first, second] = [queueOf(lockMs), queueOf(lockMs)];
    await first.send("a");
    const from = performance.now();
    const held = (await take(first))!;
    await until(
      async () => {
        expect(await held.extendLock()).toBe(true);
        return performance.now() - from > 1.5 * lockMs;
      },
      { everyMs: 200 },
    );
    expect(await take(second, 50)).toBeUndefined();
    const taken = await take(second);
    expect(taken?.taskId).toBe("a");
    expect(await held.extendLock()).toBe(false);
  });

  test("ignores the settlement of a delivery whose lock was lost", async () => {
    const [first, second] = [queueOf(200), queueOf(60_000)];
    await first.send("a");
    const lost = (await take(first))!;
    const taken = (await take(second))!;
    await lost.complete();
    await lost.handBack();
    expect(await redis.llen("ai-requests")).toBe(0);
    expect(await taken.extendLock()).toBe(true);
  });

  test("hands back to the front", async () => {
    const queue = queueOf();
    await queue.send("a");
    await queue.send("b");
    await (await take(queue))!.handBack();
    expect(await take(queue)).toMatchObject({ taskId: "a" });
  });

  test("retries later", async () => {
    const queue = queueOf();
    await queue.send("a");
    await (await take(queue))!.retryLater(3_000);
    expect(await take(queue, 50)).toBeUndefined();
    expect(await take(queue)).toMatchObject({ taskId: "a" });
  });

  const own = ["ai-requests", "{ai-requests}:leases", "{ai-requests}:consumers", "{ai-requests}:processing:gone"];
  test.each(own)("puts aside what stands under %s and is of another type, and goes on", async (key) => {
    if (key.endsWith("gone")) await redis.zadd("{ai-requests}:consumers", Date.now(), "gone");
    await redis.set(key, "poison");
    const queue = queueOf();
    await queue.send("a");
    const delivery = (await take(queue))!;
    expect(delivery.taskId).toBe("a");
    await delivery.complete();
    const [aside] = await redis.keys("{ai-requests}:malformed:*");
    expect(await redis.get(aside!)).toBe("poison");
  });

  test("looks for lost ids again where the turn to look has no end", async () => {
    await redis.set("{ai-requests}:reaper", "somebody");
    await queueOf().send("a");
    await take(queueOf(300));
    expect((await take(queueOf(300)))?.taskId).toBe("a");
  });

  test("puts a dead letter aside with its reason", async () => {
    const queue = queueOf();
    await queue.send("a");
    await (await take(queue))!.deadLetter("poison");
    const [letter] = await redis.lrange("{ai-requests}:dead", 0, -1);
    expect(JSON.parse(letter!)).toMatchObject({ id: "a", reason: "poison" });
    expect(await take(queue, 50)).toBeUndefined();
  });

  test("brings back an id that a consumer holds without any lease", async () => {
    await redis.zadd("{ai-requests}:consumers", Date.now(), "gone");
    await redis.lpush("{ai-requests}:processing:gone", "a");
    expect(await take(queueOf(500))).toMatchObject({ taskId: "a" });
  });

  test("refuses what is above its bound", async () => {
    const queue = queueOf(60_000, 2);
    await queue.send("a");
    await queue.send("b");
    await expect(queue.send("c")).rejects.toThrow(QueueFullError);
  });

  test("ends a wait at once when its signal fires", async () => {
    const stop = new AbortController();
    // Longer than a test may take.
    const waiting = queueOf().receive({ waitMs: 600_000, signal: stop.signal });
    await blocked(1);
    stop.abort();
    expect(await waiting).toBeUndefined();
  });

  test("wakes a waiting worker within a moment", async () => {
    const waiting = take(queueOf(), 600_000);
    await blocked(1);
    await queueOf().send("a");
    expect((await waiting)?.taskId).toBe("a");
  });

  test("goes on after the server forgot its scripts", async () => {
    const queue = queueOf();
    await queue.send("a");
    await redis.script("FLUSH");
    expect((await take(queue))?.taskId).toBe("a");
  });

  test("forgets consumers that are gone", async () => {
    await redis.zadd("{ai-requests}:consumers", Date.now() - 60_000, "gone");
    await take(queueOf(1_000), 50);
    await until(async () => !(await redis.zrange("{ai-requests}:consumers", 0, "-1")).includes("gone"));
  });
});
