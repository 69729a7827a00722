import {
  type Client,
  credentials,
  makeClientConstructor,
  Metadata,
  type ServiceClientConstructor,
  type ServiceError,
  status,
} from "@grpc/grpc-js";
import { service as healthService } from "grpc-health-check";
import { MemoryBudget } from "../src/body";
import { type GrpcServer, loadChatService, startGrpcServer } from "../src/grpc/server";
import { Identity } from "../src/identity";
import { KeyBook } from "../src/identity/key-book";
import { TrustedEdge } from "../src/identity/trusted-edge";
import { createLogger } from "../src/logging";
import { Metrics } from "../src/metrics";
import { createEngine, type RunningEngine } from "../src/routing";
import { loadSettings } from "../src/settings";
import { Tracing } from "../src/tracing";
import { until } from "./support/until";
import { Upstream } from "./support/upstream";

interface Answer {
  content: string;
  finish_reason: string;
  raw_json: string;
  facts: { model: string; backend: string; completion_tokens: number } | null;
}
type Method = (
  request: object,
  metadata: Metadata,
  options: object,
  done?: (error: ServiceError | null, reply: unknown) => void,
) => never;

const ask = { messages: [{ role: "user", content: "Hello" }] };

describe("the gRPC server, by a real client", () => {
  let upstream: Upstream;
  let running: RunningEngine;
  let metrics: Metrics;
  let server: GrpcServer;
  let chat: Client;
  let health: Client;
  const lines: string[] = [];

  const open = async (identity = new Identity({}), delayMs = 20): Promise<void> => {
    lines.length = 0;
    upstream = await Upstream.start({ delayMs, words: 10 });
    metrics = new Metrics({ process: false });
    const settings = loadSettings({
      HOLYSHEEP_BASE_URL: upstream.url,
      SESSION_STORE: "memory",
      RETRY_MIN_WAIT: "0",
      RETRY_MAX_WAIT: "0",
    });
    const tracing = await Tracing.open({ endpoint: undefined, service: "test", ratio: 0 });
    const gatewayKey = { value: "key", reread: async () => false };
    running = createEngine({ settings, metrics, tracing, gatewayKey });
    server = await startGrpcServer({
      host: "127.0.0.1",
      port: 0,
      maxMessageBytes: 1024 * 1024,
      engine: running.engine,
      logger: createLogger({ level: "info", service: "test", destination: { write: (line) => void lines.push(line) } }),
      metrics,
      tracing,
      stallMs: 30_000,
      memory: new MemoryBudget(64 * 1024 * 1024),
      identity,
    });
    const connect = (Service: ServiceClientConstructor): Client =>
      new Service(`127.0.0.1:${server.port}`, credentials.createInsecure());
    chat = connect(loadChatService());
    health = connect(makeClientConstructor(healthService, "grpc.health.v1.Health"));
  };
  const unary = <T>(client: Client, method: string, request: object, options: object = {}, metadata = new Metadata()) =>
    new Promise<T>((resolve, reject) => {
      const call = (client as unknown as Record<string, Method>)[method]!;
      call.call(client, request, metadata, options, (error, reply) => (error ? reject(error) : resolve(reply as T)));
    });
  const stream = (client: Client, method: string, request: object, options: object = {}) => {
    const call = (client as unknown as Record<string, Method>)[method]!;
    return call.call(client, request, new Metadata(), options) as unknown as AsyncIterable<Answer> & { cancel(): void };
  };

  afterEach(async () => {
    chat.close();
    health.close();
    await server.drain.run(AbortSignal.abort());
    await running.close();
    await upstream.stop();
  });

  test("answers a whole, with what is known of it, and counts it as HTTP's answers are counted", async () => {
    await open();
    const request = { ...ask, use_case: "complex_reasoning", temperature: 0, further_json: '{"seed":7}' };
    const answer = await unary<Answer>(chat, "Complete", request);
    expect(answer.content).toMatch(/^answer Hello /);
    expect(answer).toMatchObject({ finish_reason: "stop", facts: { model: "claude-sonnet-4", backend: "gateway" } });
    expect(upstream.bodies[0]).toMatchObject({ model: "claude-sonnet-4", temperature: 0, seed: 7 });
    expect(await metrics.registry.metrics()).toContain(
      'ai_request_total{endpoint="/breakwater.chat.v1.Chat/Complete",status="200",model="claude-sonnet-4"} 1',
    );
  });

  test("logs one line a call, with its request's id and without what was said", async () => {
    await open();
    await unary<Answer>(chat, "Complete", { ...ask, request_id: "my-call" });
    for await (const part of stream(chat, "Stream", ask)) void part;
    await unary(chat, "Complete", { messages: [], request_id: "my-mistake" }).catch(() => undefined);
    await until(() => lines.length === 3);
    const said = lines.map((line) => JSON.parse(line) as unknown);
    const route = "/breakwater.chat.v1.Chat/Complete";
    expect(said[0]).toMatchObject({ reqId: "my-call", route, status: 200, model: "gpt-4.1", completionTokens: 5 });
    expect(said[1]).toMatchObject({ reqId: expect.any(String) as string, status: 200, completionTokens: 10 });
    expect(said[2]).toMatchObject({ reqId: "my-mistake", route, status: 400, error: "invalid_request" });
    expect(lines.join("")).not.toContain("Hello");
  });

  test("passes tools through and gives tool calls back as they came", async () => {
    await open();
    const tools = [{ type: "function", function: { name: "calculator", parameters: {} } }];
    const answer = await unary<Answer>(chat, "Complete", { ...ask, further_json: JSON.stringify({ tools }) });
    expect(answer).toMatchObject({ content: "", finish_reason: "tool_calls" });
    expect(answer.raw_json).toContain('"name":"calculator"');
  });

  test("streams word by word, and tells the facts at the end", async () => {
    await open();
    const parts: Answer[] = [];
    for await (const part of stream(chat, "Stream", ask)) parts.push(part);
    expect(parts.map(({ content }) => content).join("")).toBe(
      "word0 word1 word2 word3 word4 word5 word6 word7 word8 word9 ",
    );
    expect(parts.map((part) => part.finish_reason).filter(Boolean)).toEqual(["stop"]);
    expect(parts.at(-1)!.facts).toMatchObject({ backend: "gateway", completion_tokens: 10 });
  });

  test.each([
    ["no message", { messages: [] }, status.INVALID_ARGUMENT],
    ["further fields that are no object", { ...ask, further_json: "7" }, status.INVALID_ARGUMENT],
    ["a model that there is not", { ...ask, model: "gpt-99" }, status.NOT_FOUND],
    ["a use case that there is not", { ...ask, use_case: "dreaming" }, status.INVALID_ARGUMENT],
    [
      "a message above the bound",
      { messages: [{ role: "user", content: "x".repeat(2e6) }] },
      status.RESOURCE_EXHAUSTED,
    ],
  ])("refuses %s", async (_name, request, code) => {
    await open();
    await expect(unary(chat, "Complete", request)).rejects.toMatchObject({ code });
    await expect(
      (async () => {
        for await (const part of stream(chat, "Stream", request)) void part;
      })(),
    ).rejects.toMatchObject({ code });
    expect(upstream.calls).toBe(0);
  });

  test("asks for the key where there is one", async () => {
    const keys = new KeyBook({ list: { value: "good" }, logger: createLogger({ level: "silent", service: "test" }) });
    await open(new Identity({ keys }));
    const error = await unary(chat, "Complete", ask).catch((caught: ServiceError) => caught);
    expect(error).toMatchObject({ code: status.UNAUTHENTICATED });
    expect((error as ServiceError).metadata.get("error-code")).toEqual(["missing_api_key"]);
    const metadata = new Metadata();
    metadata.set("authorization", "Bearer good");
    expect((await unary<Answer>(chat, "Complete", ask, {}, metadata)).content).not.toBe("");
  });

  test("the user is whom the edge has logged in, by its own address only", async () => {
    const edge = new TrustedEdge({ places: ["127.0.0.1"], logger: createLogger({ level: "silent", service: "test" }) });
    await open(new Identity({ edge }));
    const metadata = new Metadata();
    await expect(unary(chat, "Complete", ask, {}, metadata)).rejects.toMatchObject({ code: status.UNAUTHENTICATED });
    metadata.set("x-user-id", "alice");
    await unary<Answer>(chat, "Complete", ask, {}, metadata);
    await until(() => lines.length === 2);
    expect(JSON.parse(lines[1]!)).toMatchObject({ status: 200, user: "alice" });
  });

  test("lets a deadline reach the model", async () => {
    await open(undefined, 60_000);
    const deadline = Date.now() + 3_000;
    await expect(unary(chat, "Complete", ask, { deadline })).rejects.toMatchObject({ code: status.DEADLINE_EXCEEDED });
    await until(() => upstream.brokenOff === 1, { what: "the end of the call to the model" });
  });

  test("lets a cancellation in the middle of a stream reach the model", async () => {
    await open(undefined, 100);
    const call = stream(chat, "Stream", ask);
    await expect(
      (async () => {
        for await (const { content } of call) if (content.startsWith("word2")) call.cancel();
      })(),
    ).rejects.toMatchObject({ code: status.CANCELLED });
    await until(() => upstream.brokenOff === 1, { what: "the end of the call to the model" });
    const text = await until(async () => {
      const all = await metrics.registry.metrics();
      return all.includes('status="499"') && all;
    });
    expect(text).toContain(
      'ai_request_total{endpoint="/breakwater.chat.v1.Chat/Stream",status="499",model="gpt-4.1"} 1',
    );
  });

  test("answers the standard health questions", async () => {
    await open();
    expect(await unary(health, "Check", {})).toEqual({ status: "SERVING" });
    expect(await unary(health, "Check", { service: "breakwater.chat.v1.Chat" })).toEqual({ status: "SERVING" });
    expect(await unary(health, "Check", { service: "grpc.health.v1.Health" })).toEqual({ status: "SERVING" });
    await expect(unary(health, "Check", { service: "none" })).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  test("tells who watches that it drains, finishes its streams, and takes no further call", async () => {
    await open(undefined, 60);
    const seen: unknown[] = [];
    const watched = (async () => {
      for await (const { status: now } of stream(health, "Watch", {}) as unknown as AsyncIterable<{ status: string }>)
        seen.push(now);
    })();
    const parts: Answer[] = [];
    const streamed = (async () => {
      for await (const part of stream(chat, "Stream", ask)) parts.push(part);
    })();
    await until(() => parts.length > 1 && seen.length === 1);
    server.markDraining();
    await until(() => seen.length === 2);
    expect(await unary(health, "Check", {})).toEqual({ status: "NOT_SERVING" });
    const drained = server.drain.run(new AbortController().signal);
    await watched;
    await streamed;
    await drained;
    expect(seen).toEqual(["SERVING", "NOT_SERVING"]);
    expect(parts.at(-1)!.facts).not.toBeNull();
    await expect(unary(chat, "Complete", ask, { deadline: Date.now() + 1_000 })).rejects.toMatchObject({
      code: expect.any(Number),
    });
  });

  test("keeps the watch of an unknown service open, which may be registered later, until it drains", async () => {
    await open();
    const seen: unknown[] = [];
    const watched = (async () => {
      const answers = stream(health, "Watch", { service: "none" }) as unknown as AsyncIterable<{ status: string }>;
      for await (const { status: now } of answers) seen.push(now);
    })();
    await until(() => seen.length === 1);
    server.markDraining();
    const drained = server.drain.run(new AbortController().signal);
    await watched;
    await drained;
    expect(seen).toEqual(["SERVICE_UNKNOWN"]);
  });

  test("drains after a watcher has left", async () => {
    await open();
    const seen: unknown[] = [];
    const watch = stream(health, "Watch", {});
    const left = (async () => {
      for await (const answer of watch) seen.push(answer);
    })();
    await until(() => seen.length === 1);
    watch.cancel();
    await expect(left).rejects.toMatchObject({ code: status.CANCELLED });
    server.markDraining();
    await server.drain.run(new AbortController().signal);
    expect(seen).toEqual([{ status: "SERVING" }]);
  });

  test("cuts at the limit what does not end", async () => {
    await open(undefined, 60_000);
    const call = unary(chat, "Complete", ask).catch((error: ServiceError) => error.code);
    await until(() => upstream.calls === 1);
    const cut = new AbortController();
    const drained = server.drain.run(cut.signal);
    cut.abort();
    await drained;
    expect([status.CANCELLED, status.UNAVAILABLE]).toContain(await call);
  });
});
