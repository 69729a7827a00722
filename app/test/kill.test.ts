import type { Redis } from "ioredis";
import { TaskService, TaskStore } from "../src/tasks";
import { RedisTaskQueue } from "../src/tasks/redis-queue";
import { buildApp } from "./support/built-app";
import { AppProcess } from "./support/process";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";
import { Upstream } from "./support/upstream";

const tasks = 2_000;
const workers = 3;
/** On average: about twenty-five deaths, each of which costs the start of a process. */
const tasksPerKill = 80;

/** Mulberry32: the same moments of death in every run with the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describeWithRedis("workers that are killed with SIGKILL at random moments", () => {
  let server: TestRedis;
  let redis: Redis;
  let upstream: Upstream;
  let app: ReturnType<typeof buildApp>;
  const alive: AppProcess[] = [];
  const output: string[] = [];

  const start = (): AppProcess => {
    const worker = AppProcess.start(`${app.folder}/dist/worker-main.js`, {
      HOLYSHEEP_BASE_URL: upstream.url,
      HOLYSHEEP_API_KEY: "test",
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(server.port),
      HTTP_HOST: "127.0.0.1",
      HEALTH_PORT: "0",
      METRICS_PORT: "0",
      LONGEST_BLOCK: "0.5",
      TASK_LOCK: "1.5",
      WORKER_CONCURRENCY: "8",
    });
    alive.push(worker);
    return worker;
  };

  beforeAll(async () => {
    server = await TestRedis.start();
    redis = server.client();
    upstream = await Upstream.start({ delayMs: 40 });
    app = buildApp("kill");
  });

  test(`lose none of ${tasks} tasks, and answer none twice`, async () => {
    const random = seeded(20_261_127);
    const store = new TaskStore(redis, { pendingTtlSeconds: 600, resultTtlSeconds: 600 });
    const options = { name: "ai-requests", lockMs: 1_500, maxWaiting: tasks };
    const service = new TaskService(store, new RedisTaskQueue(redis, options));
    const ids: string[] = [];
    for (let i = 0; i < tasks; i += 1) ids.push((await service.submit({ question: `What is 6 * 7? (${i})` }, {})).id);

    // The first answer of each task that anyone could fetch: it must still be the answer at the end.
    const first = new Map<string, string>();
    const look = async (): Promise<void> => {
      const open = ids.filter((id) => !first.has(id));
      const found = await Promise.all(open.map((id) => store.get(id)));
      for (const task of found) {
        if (task?.status === "failed") throw new Error(`Task ${task.id} failed: ${task.error}`);
        if (task?.status === "done") first.set(task.id, JSON.stringify(task.result));
      }
    };

    // Deaths are spread over the work and not over the clock, so that a slow machine sees as many as a fast one.
    const fleet = Array.from({ length: workers }, start);
    let kills = 0;
    let nextKillAt = 0;
    let nextLook = 0;
    const step = async (): Promise<boolean> => {
      const fallen = fleet.find((worker) => !worker.running);
      if (fallen !== undefined) throw new Error(`A worker ended by itself:\n${fallen.output.join("")}`);
      const taken = tasks - (await redis.llen("ai-requests"));
      // A look at every task costs the workers' time on a small machine.
      if (Date.now() > nextLook) {
        await look();
        nextLook = Date.now() + 1_000;
      }
      if (taken < nextKillAt || taken === tasks) return first.size === tasks;
      const victim = Math.floor(random() * workers);
      // Not before it has begun to work: what dies in its start takes no task with it.
      if (!fleet[victim]!.output.join("").includes("worker ready")) return false;
      fleet[victim]!.kill("SIGKILL");
      await fleet[victim]!.ended();
      kills += 1;
      nextKillAt = taken + Math.floor(random() * 2 * tasksPerKill);
      output.push(...fleet[victim]!.output);
      fleet[victim] = start();
      return false;
    };
    await until(step, { withinMs: 540_000, everyMs: 100, what: `the end of ${tasks} tasks` });

    // What was delivered twice is settled, and the queue forgets everything.
    await until(async () => (await redis.llen("ai-requests")) + (await redis.zcard("{ai-requests}:leases")) === 0, {
      what: "an empty queue",
    });
    for (const worker of fleet) {
      await worker.writes("worker ready");
      worker.kill("SIGTERM");
      expect(await worker.ended()).toBe(0);
      output.push(...worker.output);
    }
    let redelivered = 0;
    for (const id of ids) {
      const task = await store.get(id);
      expect(JSON.stringify(task?.result)).toBe(first.get(id));
      redelivered += Number(task!.attempts > 1);
    }
    expect(await redis.llen("{ai-requests}:dead")).toBe(0);

    // By the workers' own word no task was answered more than once. (Less than once: killed before it could say so.)
    const said = new Map<string, number>();
    for (const line of output.join("").split("\n")) {
      const id = /"taskId":"([^"]+)".*"outcome":"done"/.exec(line)?.[1];
      if (id !== undefined) said.set(id, (said.get(id) ?? 0) + 1);
    }
    expect([...said].filter(([, times]) => times > 1)).toEqual([]);

    // It is a test only if workers died in the middle of their work.
    console.info(
      `${kills} kills took ${redelivered} of ${tasks} tasks from a worker; ${upstream.calls} calls to the model`,
    );
    expect(kills).toBeGreaterThan(15);
    expect(redelivered).toBeGreaterThan(15);
  }, 600_000);
});
