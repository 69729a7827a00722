import { createServer } from "node:http";
import { question, startApp, type TestApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { framedRequest, rawCall, startGrpcOf } from "./support/raw-grpc";
import { listen } from "./support/opened";
import { describeWithRedis, TestRedis } from "./support/redis-server";
import { until } from "./support/until";

const megabyte = 1024 * 1024;
const path = "/v1/chat/completions";
const codeOf = async (response: Response): Promise<unknown[]> => {
  const { error } = (await response.json()) as { error: { code: string; param: string | null } };
  return [response.status, error.code, error.param];
};

describeWithRedis("one fault, whatever way it comes", () => {
  let app: TestApp;
  let grpcPort: number;
  beforeAll(async () => {
    const gateway = await startGateway({ fixedMs: 2, tokens: 5 });
    const redis = await TestRedis.start();
    app = await startApp({
      HOLYSHEEP_BASE_URL: gateway.baseUrl,
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(redis.port),
    });
    grpcPort = (await startGrpcOf(app)).port;
  });

  const long = "x".repeat(257);
  test.each<[string, Record<string, unknown>, number, string, string]>([
    ["a model that there is not", { model: "gpt-9" }, 404, "model_not_found", "model"],
    ["a model called __proto__", { model: "__proto__" }, 404, "model_not_found", "model"],
    ["a use case that there is not", { use_case: "poetry" }, 400, "use_case_not_found", "use_case"],
    ["a model's name that is too long", { model: long }, 400, "string_above_max_length", "model"],
    ["a use case's name that is too long", { use_case: long }, 400, "string_above_max_length", "use_case"],
  ])("%s is refused alike by HTTP, gRPC, the chat and tasks", async (_name, fields, status, code, param) => {
    const bodies = {
      [path]: question(fields),
      "/api/chat": { message: "Hi", ...fields },
      "/api/tasks": { question: "Hi", ...fields },
    };
    for (const [at, body] of Object.entries(bodies)) {
      expect([at, ...(await codeOf(await app.post(at, body)))]).toEqual([at, status, code, param]);
    }
    const { ended } = rawCall(grpcPort, framedRequest({ ...question(), ...fields }));
    expect((await ended).code).toBe(code);
    await until(() => app.memory.taken === 0);
  });

  test.each(["{", "[1]", "", "null", '{"a":NaN}', '{"__proto__":{"x":1}}', `{"z":[${"0,".repeat(250_000)}0]}`])(
    "%j is refused alike by HTTP, gRPC, the chat and tasks",
    async (body) => {
      const [status, code] = await codeOf(await app.post(path, body));
      expect(status).toBe(400);
      expect((await codeOf(await app.post("/api/chat", body))).slice(0, 2)).toEqual([400, code]);
      // A task's body has another bound.
      if (body.length < 90_000)
        expect((await codeOf(await app.post("/api/tasks", body))).slice(0, 2)).toEqual([400, code]);
      // Nothing is no text of its own by gRPC.
      if (body !== "") expect((await rawCall(grpcPort, framedRequest({ further_json: body })).ended).code).toBe(code);
      await until(() => app.memory.taken === 0);
    },
  );

  test("null is as good as nothing, and a field that there is not is named", async () => {
    const task = await app.post("/api/tasks", { question: "Hi", model: null, use_case: null });
    expect(task.status).toBe(202);
    for (const [at, body] of [
      ["/api/chat", { message: "Hi", colour: 1 }],
      ["/api/tasks", { question: "Hi", colour: 1 }],
    ] as const) {
      expect(await codeOf(await app.post(at, body))).toEqual([400, "invalid_request", "colour"]);
      expect(await codeOf(await app.post(at, [1]))).toEqual([400, "invalid_request", null]);
    }
  });
});

describe("the memory of all requests together", () => {
  /** A provider that answers each call after a while, with so many bytes. */
  async function provider(bytes: number) {
    const waiting: (() => void)[] = [];
    const content = "x".repeat(bytes);
    const server = createServer((request, response) => {
      request.resume().on("end", () =>
        waiting.push(() => {
          response.setHeader("content-type", "application/json");
          response.end(JSON.stringify({ choices: [{ index: 0, message: { content }, finish_reason: "stop" }] }));
        }),
      );
    });
    const baseUrl = `http://127.0.0.1:${await listen(server)}/v1`;
    return { baseUrl, waiting };
  }

  test("has room for small requests when large ones have taken theirs", async () => {
    const { baseUrl, waiting } = await provider(10);
    const app = await startApp({ HOLYSHEEP_BASE_URL: baseUrl, MAX_BUFFERED_BYTES: String(2 * megabyte) });
    const large = (bytes: number) => question({ padding: "x".repeat(bytes) });
    const held = app.post(path, large(1.5 * megabyte));
    await until(() => waiting.length === 1);
    const more = app.post(path, large(200_000));
    await until(() => waiting.length === 2);
    expect(await codeOf(await app.post(path, large(150_000)))).toEqual([429, "overloaded", null]);
    const small = app.post(path, large(50_000));
    await until(() => waiting.length === 3);
    for (const answer of waiting) answer();
    expect((await Promise.all([held, more, small])).map(({ status }) => status)).toEqual([200, 200, 200]);
    await until(() => app.memory.taken === 0);
  });

  test.each([false, true])(
    "holds a provider's large whole answers, and refuses what finds no room at no backend's cost (stream: %s)",
    async (stream) => {
      const { baseUrl, waiting } = await provider(1.5 * megabyte);
      const app = await startApp({ HOLYSHEEP_BASE_URL: baseUrl, MAX_BUFFERED_BYTES: String(megabyte) });
      const refused = app.post(path, question({ stream }));
      (await until(() => waiting.shift()))();
      expect(await codeOf(await refused)).toEqual([429, "overloaded", null]);
      await until(() => app.memory.taken === 0);
      await app.metrics.expose();
      expect(await app.metric("ai_backend_in_flight")).toBe(0);
      expect(await app.metric("ai_backend_circuit_state")).toBe(0);
      expect(waiting).toHaveLength(0);
    },
  );

  test("holds what was said before in a conversation", async () => {
    const { baseUrl, waiting } = await provider(100_000);
    const app = await startApp({ HOLYSHEEP_BASE_URL: baseUrl, MAX_BUFFERED_BYTES: String(megabyte) });
    const first = app.post("/api/chat", { message: "x".repeat(50_000) });
    (await until(() => waiting.shift()))();
    const { session_id: id } = (await (await first).json()) as { session_id: string };
    const next = app.post("/api/chat", { message: "And?", session_id: id });
    const answer = await until(() => waiting.shift());
    expect(app.memory.taken).toBeGreaterThan(150_000);
    answer();
    expect((await next).status).toBe(200);
    await until(() => app.memory.taken === 0);
  });
});
