import { createServer } from "node:http";
import { startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { listen } from "./support/opened";

/** Asks the stand-in itself: what the app has to pass on. */
const direct = async (gateway: StandInGateway, path: string, body: object): Promise<string> =>
  (await fetch(`${gateway.baseUrl}/${path}`, { method: "POST", body: JSON.stringify(body) })).text();

describe("OpenAI's other calls", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  beforeAll(async () => {
    gateway = await startGateway({ firstTokenMs: 5, tokenMs: 1, tokens: 6, remember: true });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, PRICES: '{"gpt-4.1":1000000}' });
  });
  const lastSent = (): Record<string, unknown> => JSON.parse(gateway.requests.at(-1)!.body) as Record<string, unknown>;

  test.each([
    ["embeddings", { model: "text-embedding-3-small", input: ["a", "b"], dimensions: 3 }],
    ["embeddings", { model: "text-embedding-3-small", input: "a", encoding_format: "base64" }],
    ["embeddings", { model: "text-embedding-3-large", input: [1, 2, 3] }],
    ["completions", { model: "gpt-4.1", prompt: "Once", max_tokens: 4 }],
    ["completions", { model: "gpt-4.1", prompt: "Once", max_tokens: 0, echo: true, logprobs: 1 }],
    ["completions", { model: "gpt-4.1", prompt: ["Once", "Twice"], n: 4, max_tokens: 4, stream: false }],
    ["responses", { model: "gpt-4.1", input: "Hi", max_output_tokens: 4 }],
  ])("%s %j comes as the provider sent it, and goes as the client wrote it", async (path, body) => {
    const response = await app.post(`/v1/${path}`, body);
    expect([response.status, response.headers.get("x-model")]).toEqual([200, body.model]);
    const text = await response.text();
    expect(lastSent()).toEqual(body);
    expect(JSON.parse(text)).toEqual(JSON.parse(await direct(gateway, path, body)));
  });

  test.each(["completions", "responses"])("a stream of %s comes event for event", async (path) => {
    const body = { model: "gpt-4.1", prompt: "Once", input: "Once", stream: true };
    const response = await app.post(`/v1/${path}`, body);
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const bound = path === "responses" ? "max_output_tokens" : "max_tokens";
    const text = await response.text();
    expect(text).toBe(await direct(gateway, path, { ...body, [bound]: 2_048 }));
  });

  test("a bound goes under each call's name for it, and embeddings get none", async () => {
    await app.post("/v1/completions", { model: "gpt-4.1", prompt: "x" });
    expect(lastSent()).toEqual({ model: "gpt-4.1", prompt: "x", max_tokens: 2_048 });
    await app.post("/v1/responses", { model: "gpt-4.1", input: "x", max_output_tokens: 99_999 });
    expect(lastSent()).toEqual({ model: "gpt-4.1", input: "x", max_output_tokens: 2_048 });
    await app.post("/v1/responses", { input: "x" });
    expect(lastSent()).toEqual({ model: "gpt-4.1", input: "x", max_output_tokens: 2_048 });
  });

  test.each(["chat/completions", "completions", "responses"])(
    "dollars of %s are booked, whole and streamed",
    async (path) => {
      for (const stream of [false, true]) {
        const before = await app.metric("ai_cost_dollars_total", { model: "gpt-4.1" });
        const body = { model: "gpt-4.1", messages: [{ role: "user", content: "x" }], prompt: "x", input: "x", stream };
        await (await app.post(`/v1/${path}`, body)).text();
        const prompt = Math.ceil(gateway.requests.at(-1)!.body.length / 4);
        expect((await app.metric("ai_cost_dollars_total", { model: "gpt-4.1" })) - before).toBeCloseTo(prompt + 6);
      }
    },
  );

  test("embeddings have their model by name and no other, and cost what they read", async () => {
    expect(await (await app.post("/v1/embeddings", { input: "x" })).json()).toMatchObject({
      error: { message: "you must provide a model parameter", param: "model" },
    });
    for (const model of ["auto", "gpt-9"]) {
      const response = await app.post("/v1/embeddings", { model, input: "x" }, { "x-use-case": "simple_qa" });
      expect([response.status, await response.json()]).toMatchObject([404, { error: { code: "model_not_found" } }]);
    }
    const before = await app.metric("ai_tokens_total", { model: "text-embedding-3-small", type: "completion" });
    await app.post("/v1/embeddings", { model: "text-embedding-3-small", input: "x", use_case: "simple_qa" });
    expect(await app.metric("ai_tokens_total", { model: "text-embedding-3-small", type: "completion" })).toBe(before);
    expect(lastSent()).toEqual({ model: "text-embedding-3-small", input: "x" });
  });

  test.each([
    ["responses", { input: "x", previous_response_id: "resp_1" }, "unsupported_parameter", "previous_response_id"],
    ["responses", { input: "x", conversation: "conv_1" }, "unsupported_parameter", "conversation"],
    ["responses", { input: "x", background: true }, "unsupported_parameter", "background"],
    ["responses", { input: "x", background: "true" }, "unsupported_parameter", "background"],
    ["responses", { input: "x", background: 1 }, "unsupported_parameter", "background"],
    ["responses", { input: "x", max_output_tokens: "many" }, "invalid_request", "max_output_tokens"],
    ["completions", { prompt: "x", best_of: 100 }, "integer_above_max_value", "best_of"],
    ["completions", { prompt: Array.from({ length: 9 }, () => "x") }, "array_above_max_length", "prompt"],
    ["completions", { prompt: ["x", "y"], n: 5 }, "integer_above_max_value", "n"],
    ["completions", { prompt: "x", max_tokens: -1 }, "invalid_request", "max_tokens"],
    ["completions", [], "invalid_request", null],
    ["embeddings", { model: 5, input: "x" }, "invalid_request", "model"],
  ])("%s %j is refused", async (path, body, code, param) => {
    const response = await app.post(`/v1/${path}`, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { type: "invalid_request_error", code, param } });
  });

  test("nulls are as good as left out", async () => {
    const body = {
      input: "x",
      previous_response_id: null,
      conversation: null,
      background: false,
      max_output_tokens: null,
    };
    expect((await app.post("/v1/responses", body)).status).toBe(200);
  });
});

test("more embeddings than anything else may have values pass, as numbers", async () => {
  const vector = Array.from({ length: 1_536 }, () => 0.1);
  const answer = JSON.stringify({
    object: "list",
    data: Array.from({ length: 200 }, (_, index) => ({ object: "embedding", index, embedding: vector })),
  });
  const provider = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(answer);
  });
  const app = await startApp({ HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1` });
  const response = await app.post("/v1/embeddings", { model: "text-embedding-3-small", input: ["x"] });
  expect([response.status, (await response.text()) === answer]).toEqual([200, true]);
});
