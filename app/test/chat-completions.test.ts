import { createServer, type IncomingMessage, request as httpRequest } from "node:http";
import { eventsOf, question, startApp, type TestApp } from "./support/app";
import { startGateway, type StandInGateway } from "./support/gateway";
import { listen, toClose } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";

describe("POST /v1/chat/completions", () => {
  let gateway: StandInGateway;
  let app: TestApp;
  beforeAll(async () => {
    gateway = await startGateway({ firstTokenMs: 5, tokenMs: 2, tokens: 10, remember: true });
    app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl });
  });
  const lastSent = (): Record<string, unknown> => JSON.parse(gateway.requests.at(-1)!.body) as Record<string, unknown>;

  test("passes the provider's bytes through and says which model answered", async () => {
    const direct = await (
      await fetch(`${gateway.baseUrl}/chat/completions`, {
        method: "POST",
        body: JSON.stringify({ ...question(), model: "gpt-4.1" }),
      })
    ).json();
    const response = await app.post(path, question({ model: "gpt-4.1" }), { "x-request-id": "my-request" });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-model")).toBe("gpt-4.1");
    expect(response.headers.get("x-request-id")).toBe("my-request");
    expect(await response.json()).toMatchObject({ choices: (direct as { choices: unknown }).choices });
    expect(gateway.requests.at(-1)!.headers).toMatchObject({
      authorization: "Bearer test-key",
      "x-request-id": "my-request",
    });
  });

  test("leaves tools and unknown fields untouched, and keeps its own fields to itself", async () => {
    const tools = [
      {
        type: "function",
        function: { name: "lookup", parameters: { type: "object", properties: { q: { type: "string" } } } },
      },
    ];
    await app.post(
      path,
      question({
        tools,
        tool_choice: "none",
        vendor: { nested: [1, null] },
        use_case: "complex_reasoning",
        temperature: 0,
        max_tokens: 7,
      }),
    );
    expect(lastSent()).toEqual({
      ...question(),
      model: "claude-sonnet-4",
      tools,
      tool_choice: "none",
      vendor: { nested: [1, null] },
      temperature: 0,
      max_tokens: 7,
    });
  });

  test.each([false, true])("an unknown field reaches the provider to the digit, streamed: %s", async (stream) => {
    const unknown = '"seed": 12345678901234567890, "metadata": {"ratio":0.10,"huge":1e400,"id":[9007199254740993]}';
    const response = await app.post(
      path,
      `{"messages":${JSON.stringify(question().messages)},${unknown},"stream":${stream}}`,
    );
    expect(response.status).toBe(200);
    await response.text();
    expect(gateway.requests.at(-1)!.body).toContain(unknown);
  });

  test("a field that nests deeper than any stack goes through as well", async () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const response = await app.post(path, `{"messages":${JSON.stringify(question().messages)},"deep":${deep}}`);
    expect(response.status).toBe(200);
    expect(gateway.requests.at(-1)!.body).toContain(deep);
  });

  test("names the default model and bounds the answer, and adds nothing else", async () => {
    await app.post(path, question());
    expect(lastSent()).toEqual({ ...question(), model: "gpt-4.1", max_tokens: 2048 });
    await app.post(path, question({ max_tokens: 1_000_000 }));
    expect(lastSent()).toMatchObject({ max_tokens: 2048 });
    await app.post(path, question({ max_completion_tokens: 5_000 }));
    expect(lastSent()).toMatchObject({ max_completion_tokens: 2048 });
    expect(lastSent()).not.toHaveProperty("max_tokens");
  });

  test("takes the use case from a header as well", async () => {
    const response = await app.post(path, question(), { "x-use-case": "simple_qa" });
    expect(response.headers.get("x-model")).toBe("deepseek-v3.2");
  });

  test("streams event by event, without the tokens that nobody asked for", async () => {
    const response = await app.post(path, question({ stream: true }));
    expect(response.headers.get("content-type")).toContain("text/event-stream");
    const events = await eventsOf(response);
    expect(events.at(-1)).toBe("[DONE]");
    expect(events).toHaveLength(12);
    expect(events.join("")).not.toContain('"usage"');
    expect(lastSent()).toMatchObject({ stream_options: { include_usage: true } });
  });

  test("leaves the tokens in a stream whose client asked for them", async () => {
    const events = await eventsOf(
      await app.post(path, question({ stream: true, stream_options: { include_usage: true } })),
    );
    expect(JSON.parse(events.at(-2)!)).toMatchObject({ choices: [], usage: { completion_tokens: 10 } });
  });

  test("counts requests, tokens and dollars of answers, whole or streamed", async () => {
    const before = await app.metric("ai_tokens_total", { model: "claude-sonnet-4", type: "completion" });
    const dollars = await app.metric("ai_cost_dollars_total", { model: "claude-sonnet-4" });
    await app.post(path, question({ model: "claude-sonnet-4" }));
    await (await app.post(path, question({ model: "claude-sonnet-4", stream: true }))).text();
    expect(await app.metric("ai_tokens_total", { model: "claude-sonnet-4", type: "completion" })).toBe(before + 20);
    expect(await app.metric("ai_cost_dollars_total", { model: "claude-sonnet-4" })).toBeGreaterThan(
      dollars + (20 * 15) / 1_000_000,
    );
    await until(
      async () =>
        (await app.metric("ai_request_total", { endpoint: path, status: "200", model: "claude-sonnet-4" })) >= 2,
    );
  });

  test("logs one line a request, without what was said and without the key", async () => {
    app.lines.length = 0;
    await app.post(path, question({ messages: [{ role: "user", content: "my secret illness" }] }));
    await until(() => app.lines.length > 0);
    expect(app.lines).toHaveLength(1);
    expect(JSON.parse(app.lines[0]!)).toMatchObject({
      route: path,
      status: 200,
      model: "gpt-4.1",
      backend: "gateway",
      attempts: 1,
    });
    expect(app.lines[0]).not.toMatch(/illness|test-key|stand-in gateway/);
  });

  test("cancels the call to the provider when the client goes, before and inside an answer", async () => {
    const slow = await startGateway({ firstTokenMs: 100, tokenMs: 100, tokens: 100 });
    const own = await startApp({ HOLYSHEEP_BASE_URL: slow.baseUrl });
    for (const stream of [false, true]) {
      const client = httpRequest({
        port: own.port,
        path,
        method: "POST",
        headers: { "content-type": "application/json" },
      });
      client.on("error", () => undefined);
      client.end(JSON.stringify(question({ stream })));
      if (stream)
        await new Promise<void>((resolve) =>
          client.on("response", (response) => response.once("data", () => resolve())),
        );
      else await until(() => slow.counts.begun === 1);
      client.destroy();
      await until(() => slow.counts.cancelled === (stream ? 2 : 1));
    }
    await until(async () => (await own.metric("ai_request_total", { status: "499" })) === 2);
    const asked = { backend: "gateway", model: "gpt-4.1" };
    await until(async () => (await own.metric("ai_backend_in_flight", asked)) === 0);
  });

  test("lets a client that reads slowly slow the provider down instead of filling the memory", async () => {
    const event = `data: {"choices":[{"delta":{"content":"${"x".repeat(4_000)}"}}]}\n\n`;
    const events = 10_000;
    let written = 0;
    let calls = 0;
    const provider = createServer((_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      calls += 1;
      // The second one says one word and falls silent.
      if (calls > 1) return void response.write(event);
      const more = (): void => {
        while (written < events) {
          written += 1;
          if (!response.write(event)) return void response.once("drain", more);
        }
        response.end("data: [DONE]\n\n");
      };
      more();
    });
    const own = await startApp({
      HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1`,
      STREAM_STALL_TIMEOUT: "1",
    });
    const client = httpRequest({
      port: own.port,
      path,
      method: "POST",
      headers: { "content-type": "application/json" },
    });
    toClose(() => client.destroy());
    client.end(JSON.stringify(question({ stream: true })));
    const response = await new Promise<IncomingMessage>((resolve) => client.on("response", resolve));
    let before = -1;
    await until(() => (written > 0 && written === before) || ((before = written), false), { everyMs: 200 });
    // A provider's silence of that length is noticed by now. The silence of the first call is the client's.
    const silent = await eventsOf(await own.post(path, question({ stream: true })));
    expect(silent.join("")).toContain("upstream_stalled");
    expect(written).toBeLessThan(events);
    let bytes = 0;
    response.on("data", (chunk: Buffer) => (bytes += chunk.length));
    await new Promise((resolve) => response.on("end", resolve));
    expect(bytes).toBe(events * event.length + "data: [DONE]\n\n".length);
  });
});

describe("GET /v1/models", () => {
  test("lists what a request can name, with prices", async () => {
    const app = await startApp({ HOLYSHEEP_BASE_URL: "http://127.0.0.1:9/v1", VLLM_BASE_URL: "http://127.0.0.1:9/v1" });
    const { data } = (await (await fetch(`${app.url}/v1/models`)).json()) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual([
      "auto",
      "gpt-4.1",
      "claude-sonnet-4",
      "deepseek-v3.2",
      "gemini-2.5-flash",
      "Qwen/Qwen3-14B",
      "text-embedding-3-small",
      "text-embedding-3-large",
    ]);
    expect(data[2]).toMatchObject({ price_per_million_tokens: { output: 15 } });
  });
});
