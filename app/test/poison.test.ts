import type { Redis } from "ioredis";
import { TaskService, TaskStore } from "../src/tasks";
import { RedisTaskQueue } from "../src/tasks/redis-queue";
import { buildApp } from "./support/built-app";
import { AppProcess } from "./support/process";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";
import { Upstream } from "./support/upstream";

describeWithRedis("a task that kills every worker that takes it", () => {
  let server: TestRedis;
  let redis: Redis;
  let upstream: Upstream;
  let app: ReturnType<typeof buildApp>;

  beforeAll(async () => {
    server = await TestRedis.start();
    redis = server.client();
    upstream = await Upstream.start({ delayMs: 300 });
    app = buildApp("poison");
  });

  const start = (): AppProcess =>
    AppProcess.start(`${app.folder}/dist/worker-main.js`, {
      HOLYSHEEP_BASE_URL: upstream.url,
      HOLYSHEEP_API_KEY: "test",
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(server.port),
      HTTP_HOST: "127.0.0.1",
      HEALTH_PORT: "0",
      METRICS_PORT: "0",
      LONGEST_BLOCK: "0.5",
      TASK_LOCK: "1.5",
      TASK_MAX_ATTEMPTS: "1",
      TASK_MAX_DEATHS: "3",
      WORKER_CONCURRENCY: "6",
    });

  test("is put aside with its reason, and every task that stood beside it is answered", async () => {
    const store = new TaskStore(redis, { pendingTtlSeconds: 600, resultTtlSeconds: 600 });
    const queue = new RedisTaskQueue(redis, { name: "ai-requests", lockMs: 1_500, maxWaiting: 1_000 });
    const service = new TaskService(store, queue);
    const submit = async (question: string): Promise<string> => (await service.submit({ question }, {})).id;
    const innocent: string[] = [];
    for (let count = 0; count < 10; count += 1) innocent.push(await submit(`What is 6 * 7? (${count})`));
    const poison = await submit("poison");
    for (let count = 0; count < 10; count += 1) innocent.push(await submit(`What is 6 * 7? (1${count})`));

    let worker = start();
    let seen = 0;
    let kills = 0;
    await until(
      async () => {
        const asked = upstream.bodies.slice(seen);
        seen += asked.length;
        if (asked.some((body) => JSON.stringify(body).includes("poison"))) {
          worker.kill("SIGKILL");
          await worker.ended();
          kills += 1;
          worker = start();
        }
        return (await store.get(poison))?.status === "failed";
      },
      { withinMs: 170_000, what: "the end of the poison" },
    );
    expect(await store.get(poison)).toMatchObject({
      deathsAlone: 3,
      error: "Its worker died 3 times while it had no other task",
    });
    // Two deaths beside others, and three alone.
    expect(kills).toBe(5);
    for (const id of innocent) {
      await until(async () => (await store.get(id))?.status === "done", { what: `task ${id}` });
      expect((await store.get(id))!.deathsAlone).toBe(0);
    }
    const letters = await redis.lrange("{ai-requests}:dead", 0, -1);
    expect(letters.map((letter) => (JSON.parse(letter) as { id: string }).id)).toEqual([poison]);
    worker.kill("SIGTERM");
    expect(await worker.ended()).toBe(0);
  }, 200_000);
});
