import { createLogger } from "../src/logging";
import { loadWorkerSettings } from "../src/worker/settings";
import { connectTasks } from "../src/tasks";
import { Tracing } from "../src/tracing";
import { Agent } from "../src/worker/agent";
import { workerMetrics } from "../src/worker/metrics";
import { TaskWorker } from "../src/worker/task-worker";
import { SharedHealthState } from "../src/health";
import { Registry } from "prom-client";
import { toClose } from "./support/opened";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { Switchboard } from "./support/switchboard";
import { until } from "./support/until";

describeWithRedis("tasks while Redis has its troubles", () => {
  /** A worker and the API's side of tasks, each with connections of its own. */
  const start = async (port: number) => {
    const settings = loadWorkerSettings({
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(port),
      TASK_LOCK: "2",
      LONGEST_BLOCK: "1",
      WORKER_CONCURRENCY: "3",
    });
    const lines: string[] = [];
    const destination = { write: (line: string) => void lines.push(line) };
    const logger = createLogger({ level: "info", service: "test", destination });
    const [api, worker] = [(await connectTasks(settings, logger))!, (await connectTasks(settings, logger))!];
    let answers = 0;
    const running = new TaskWorker({
      queue: worker.queue,
      store: worker.store,
      agent: new Agent({
        model: async () => ({ content: `answer ${(answers += 1)}`, toolCalls: [], model: "stand-in" }),
        tools: [],
        maxModelCalls: 2,
      }),
      health: new SharedHealthState(),
      metrics: workerMetrics(new Registry()),
      tracing: Tracing.off,
      log: logger,
      prefetch: settings.WORKER_CONCURRENCY,
      maxAttempts: 3,
      maxDeaths: 3,
      timeoutMs: 60_000,
      maxAgeMs: 60_000,
    });
    running.start();
    toClose(async () => {
      await running.drain.run(AbortSignal.abort());
      await worker.close();
      await api.close();
    });
    const submit = async (key: string): Promise<string> =>
      (await until(() => api.service.submit({ question: "secret?" }, { idempotencyKey: key }).catch(() => undefined)))
        .id;
    const answered = (id: string) =>
      until(async () => (await api.service.get(id).catch(() => undefined))?.status === "done", { what: `task ${id}` });
    return { submit, answered, lines };
  };

  test("a failover loses no task, and the waiting worker finds the new primary", async () => {
    const first = await TestRedis.start();
    const second = await TestRedis.start();
    const board = await Switchboard.start(first.port);
    const { submit, answered, lines } = await start(board.port);
    const ids = [await submit("before")];
    await answered(ids[0]!);
    const [old, next] = [first.client(), second.client()];
    await next.replicaof("127.0.0.1", first.port);
    await until(async () => (await next.exists(`task:${ids[0]}`)) === 1);
    await next.replicaof("NO", "ONE");
    board.turnTo(second.port);
    await old.replicaof("127.0.0.1", second.port);
    for (let count = 0; count < 20; count += 1) ids.push(await submit(`after ${count}`));
    for (const id of ids) await answered(id);
    expect(await next.llen("{ai-requests}:dead")).toBe(0);
    // No log line has what a user wrote, also not in the arguments of a command that failed.
    expect(lines.join("")).not.toContain("secret?");
  });

  test.each([
    [
      "killed connections",
      (admin: ReturnType<TestRedis["client"]>) => admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
    ],
    ["a pause", (admin: ReturnType<TestRedis["client"]>) => admin.call("CLIENT", "PAUSE", "700", "ALL")],
    ["forgotten scripts", (admin: ReturnType<TestRedis["client"]>) => admin.script("FLUSH")],
    [
      "no memory for a while",
      async (admin: ReturnType<TestRedis["client"]>) => {
        await admin.config("SET", "maxmemory", "1");
        setTimeout(() => void admin.config("SET", "maxmemory", "0"), 300);
      },
    ],
  ])("%s: every task is answered", async (_name, trouble) => {
    const redis = await TestRedis.start();
    const admin = redis.client();
    const { submit, answered, lines } = await start(redis.port);
    const ids: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      for (let count = 0; count < 10; count += 1) {
        if (count === 5) await trouble(admin);
        ids.push(await submit(`${round} ${count}`));
      }
    }
    for (const id of ids) await answered(id);
    expect(new Set(ids).size).toBe(40);
    expect(await admin.llen("{ai-requests}:dead")).toBe(0);
    expect(lines.join("")).not.toContain("secret?");
  });
});
