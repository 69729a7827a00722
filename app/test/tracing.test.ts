import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { TaskService, TaskStore } from "../src/tasks";
import { RedisTaskQueue } from "../src/tasks/redis-queue";
import { question } from "./support/app";
import { buildApp } from "./support/built-app";
import { freePort } from "./support/free-port";
import { listen } from "./support/opened";
import { AppProcess } from "./support/process";
import { TestRedis, testWithRedis } from "./support/redis-server";
import { startGateway } from "./support/gateway";
import { until } from "./support/until";
import { Upstream } from "./support/upstream";

interface OtlpSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
}

const attributesOf = (span: OtlpSpan): Record<string, string | number | undefined> =>
  Object.fromEntries(span.attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

describe("traces by OTLP", () => {
  // Processes of their own: the exporter loads itself by a dynamic import, which a test's sandbox has not.
  let built: ReturnType<typeof buildApp>;
  let collector: Server;
  let endpoint: string;
  const bodies: string[] = [];
  const spans = (): OtlpSpan[] =>
    bodies.flatMap((body) => {
      const parsed = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] };
      return parsed.resourceSpans.flatMap((resource) => resource.scopeSpans.flatMap((scope) => scope.spans));
    });

  beforeAll(async () => {
    built = buildApp("tracing");
    collector = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(body);
        response.end("{}");
      });
    });
    endpoint = `http://127.0.0.1:${await listen(collector)}`;
  });
  beforeEach(() => (bodies.length = 0));

  test("continue the caller's, name model and tokens, and say nothing of what was said", async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 5, remember: true });
    const [port, grpc, health] = await Promise.all([freePort(), freePort(), freePort()]);
    const app = AppProcess.start(join(built.folder, "dist", "main.js"), {
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      HOLYSHEEP_API_KEY: "test-key",
      SESSION_STORE: "memory",
      HTTP_PORT: String(port),
      GRPC_PORT: String(grpc),
      HEALTH_PORT: String(health),
      METRICS_PORT: "0",
      DRAIN_NOTICE: "0",
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_TRACES_SAMPLER_ARG: "0",
    });
    const url = `http://127.0.0.1:${port}`;
    await until(async () => (await fetch(`${url}/ready`).catch(() => undefined))?.ok);
    const traceId = "0af7651916cd43dd8448eb211c80319c";
    const caller = "b7ad6b7169203331";
    const post = (flags: string): Promise<Response> =>
      fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { "content-type": "application/json", traceparent: `00-${traceId}-${caller}-${flags}` },
        body: JSON.stringify(question()),
      });
    // Whether a trace is kept is its beginning's to decide, whatever our own share is.
    await (await post("00")).text();
    const response = await post("01");
    expect(response.status).toBe(200);
    await response.text();
    app.kill("SIGTERM");
    expect(await app.ended()).toBe(0);

    expect(spans()).toHaveLength(2);
    const server = spans().find((span) => span.name === "POST /v1/chat/completions")!;
    const call = spans().find((span) => span.name === "chat gpt-4.1")!;
    expect(server).toMatchObject({ traceId, parentSpanId: caller });
    expect(call).toMatchObject({ traceId, parentSpanId: server.spanId });
    expect(attributesOf(call)).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4.1",
      "gen_ai.usage.output_tokens": 5,
    });
    expect(gateway.requests.at(-1)!.headers.traceparent).toBe(`00-${traceId}-${call.spanId}-01`);
    expect(bodies.join("")).not.toContain("parcel");
  }, 60_000);

  testWithRedis(
    "put the calls of a task below one span of its agent",
    async () => {
      const redis = await TestRedis.start();
      const upstream = await Upstream.start({ delayMs: 5 });
      const worker = AppProcess.start(join(built.folder, "dist", "worker-main.js"), {
        HOLYSHEEP_BASE_URL: upstream.url,
        HOLYSHEEP_API_KEY: "test-key",
        REDIS_HOST: "127.0.0.1",
        REDIS_PORT: String(redis.port),
        HTTP_HOST: "127.0.0.1",
        HEALTH_PORT: "0",
        METRICS_PORT: "0",
        OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
        OTEL_TRACES_SAMPLER_ARG: "1",
      });
      const client = redis.client();
      const store = new TaskStore(client, { pendingTtlSeconds: 60, resultTtlSeconds: 60 });
      const service = new TaskService(
        store,
        new RedisTaskQueue(client, { name: "ai-requests", lockMs: 1_000, maxWaiting: 10 }),
      );
      const { id } = await service.submit({ question: "What is 6 * 7?" }, {});
      await until(async () => (await store.get(id))?.status === "done");
      worker.kill("SIGTERM");
      expect(await worker.ended()).toBe(0);

      const agent = spans().find((span) => span.name === "invoke_agent back-office")!;
      expect(attributesOf(agent)).toMatchObject({
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "back-office",
        "gen_ai.response.model": "gpt-4.1",
        "breakwater.task.id": id,
        "breakwater.task.attempt": 1,
        "breakwater.agent.model_calls": 2,
      });
      expect(agent.parentSpanId ?? "").toBe("");
      const calls = spans().filter((span) => span.name === "chat gpt-4.1");
      expect(calls).toHaveLength(2);
      for (const call of calls) expect(call).toMatchObject({ traceId: agent.traceId, parentSpanId: agent.spanId });
      expect(bodies.join("")).not.toContain("6 * 7");
    },
    60_000,
  );
});
