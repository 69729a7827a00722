import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { createLogger } from "../src/logging";
import { loadSettings } from "../src/settings";
import { connectTasks, type Tasks } from "../src/tasks";
import { Tracing } from "../src/tracing";
import { Agent } from "../src/worker/agent";
import { workerMetrics } from "../src/worker/metrics";
import { TaskWorker } from "../src/worker/task-worker";
import { SharedHealthState } from "../src/health";
import { Metrics } from "../src/metrics";
import { startApp, type TestApp } from "./support/app";
import { MountedSecret } from "./support/mounted-secret";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { startGateway, type StandInGateway } from "./support/gateway";
import { until } from "./support/until";

describeWithRedis("a Redis password that is rotated in its mounted file", () => {
  let redis: TestRedis;
  let admin: Redis;
  let secret: MountedSecret;
  let environment: Record<string, string>;
  const folder = mkdtempSync(join(tmpdir(), "breakwater-password-"));

  beforeEach(async () => {
    redis = await TestRedis.start();
    admin = redis.client();
    await admin.config("SET", "requirepass", "one");
    secret = new MountedSecret(mkdtempSync(join(folder, "mount-")), "redis-password", "one");
    environment = { REDIS_HOST: "127.0.0.1", REDIS_PORT: String(redis.port), REDIS_PASSWORD_FILE: secret.file };
  });
  afterEach(() => redis.stop());
  afterAll(() => rmSync(folder, { recursive: true }));

  /** Redis takes another password from now on, and ends every connection that came by the old one. */
  const rotateServer = async (password: string): Promise<void> => {
    await admin.config("SET", "requirepass", password);
    await admin.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
  };

  describe("the API", () => {
    let gateway: StandInGateway;
    let app: TestApp;
    beforeEach(async () => {
      gateway = await startGateway({ fixedMs: 5, tokens: 3 });
      app = await startApp({ ...environment, HOLYSHEEP_BASE_URL: gateway.baseUrl });
    });
    afterEach(async () => {
      await app.close();
      await gateway.close();
    });
    const history = async (): Promise<string> => {
      const response = await app.post("/api/chat", { message: "Hi" });
      expect(response.status).toBe(200);
      return ((await response.json()) as { history: string }).history;
    };

    test("answers without history until the new one is here, then recovers by itself", async () => {
      await until(async () => (await history()) === "kept");
      await rotateServer("two");
      await until(async () => (await history()) === "unavailable");
      // Refused with the old one meanwhile, again and again.
      await until(async () => /WRONGPASS/.test(app.lines.join("")));
      expect(await history()).toBe("unavailable");
      secret.rotate("two");
      await until(async () => (await history()) === "kept");
      expect(app.lines.join("")).not.toMatch(/"(one|two)"/);
    });

    test("has the new one with its first reconnection where the file came first", async () => {
      await until(async () => (await history()) === "kept");
      secret.rotate("two");
      await rotateServer("two");
      await until(async () => (await history()) === "kept", { everyMs: 5 });
      expect(app.lines.join("")).not.toContain("WRONGPASS");
    });
  });

  test("the worker takes tasks again, on all of its connections", async () => {
    const lines: string[] = [];
    const logger = createLogger({
      level: "info",
      service: "test",
      destination: { write: (line: string) => void lines.push(line) },
    });
    const settings = loadSettings({ ...environment, SESSION_STORE: "memory" });
    const tasks = (await connectTasks(settings, logger)) as Tasks;
    const worker = new TaskWorker({
      queue: tasks.queue,
      store: tasks.store,
      agent: new Agent({
        model: async () => ({ content: "Yes.", toolCalls: [], model: "stand-in" }),
        tools: [],
        maxModelCalls: 2,
      }),
      health: new SharedHealthState(),
      metrics: workerMetrics(new Metrics({ process: false }).registry),
      tracing: Tracing.off,
      log: logger,
      prefetch: 1,
      maxAttempts: 3,
      maxDeaths: 3,
      timeoutMs: 10_000,
      maxAgeMs: 60_000,
    });
    worker.start();
    const answered = async (): Promise<void> => {
      const { id } = await until(() => tasks.service.submit({ question: "?" }, {}).catch(() => undefined));
      await until(async () => (await tasks.store.get(id).catch(() => undefined))?.status === "done");
    };
    await answered();
    await rotateServer("two");
    await until(() => /WRONGPASS/.test(lines.join("")));
    secret.rotate("two");
    await answered();
    await worker.drain.run(AbortSignal.abort());
    await tasks.close();
  });
});
