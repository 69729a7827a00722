import { createServer, type ServerResponse } from "node:http";
import OpenAI from "openai";
import { eventsOf, question, startApp, type TestApp } from "./support/app";
import { listen } from "./support/opened";
import { until } from "./support/until";

const path = "/v1/chat/completions";
const word = 'data: {"choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":null}]}\n\n';
const stop = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const done = "data: [DONE]\n\n";
const whole = JSON.stringify({
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }],
});

describe("what a provider answers", () => {
  let app: TestApp;
  let calls: number;
  /** The app before a provider that answers as `reply` does; by default without further rounds, whose waits no test needs. */
  const serve = async (reply: (response: ServerResponse) => void, environment: Record<string, string> = {}) => {
    calls = 0;
    const provider = createServer((request, response) => {
      calls += 1;
      request.resume().on("end", () => reply(response));
    });
    app = await startApp({
      HOLYSHEEP_BASE_URL: `http://127.0.0.1:${await listen(provider)}/v1`,
      ...environment,
    });
  };
  const refuse = (status: number, error: object, headers: Record<string, string> = {}) =>
    serve((response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify({ error }));
    });
  const noPlaceIsHeld = () => until(async () => (await held()) === 0);
  const held = async (): Promise<number> => {
    await app.metrics.expose();
    return app.metric("ai_backend_in_flight");
  };

  test("reaches the client under a model's name of any letters, and its place is free", async () => {
    const ROUTES = JSON.stringify({ useCases: { faq: ["gateway:모델/ä"] } });
    await serve((response) => response.end(whole), { ROUTES });
    for (const stream of [false, true]) {
      const response = await app.post(path, question({ use_case: "faq", stream }));
      expect([response.status, decodeURI(response.headers.get("x-model")!)]).toEqual([200, "모델/ä"]);
      expect(await response.text()).toContain("Yes.");
    }
    await noPlaceIsHeld();
  });

  test.each([done, "data: [DONE]\n", "data: [DONE]\n\n\n: bye\n\n"])(
    "that ends with %j on a connection that stays open is complete, time after time",
    async (tail) => {
      await serve((response) => response.write(word + stop + tail));
      // More than would open a breaker.
      for (let turn = 0; turn < 7; turn++) {
        const response = await app.post(path, question({ model: "gpt-4.1", stream: true }));
        expect((await eventsOf(response)).at(-1)).toBe("[DONE]");
      }
      expect(await app.metric("ai_backend_calls_total", { outcome: "ok" })).toBe(7);
      await noPlaceIsHeld();
    },
  );

  test.each<[string, string]>([
    ["ends without finish_reason", word],
    ["tells an error by an event's name", `${word}event: error\ndata: {"message":"no"}\n\n`],
    ["tells an error in words", `${word}event: error\ndata: upstream died\n\n`],
  ])("that %s is an error, no success, and in no conversation", async (_how, text) => {
    await serve((response) => response.end(text));
    const events = await eventsOf(await app.post(path, question({ model: "gpt-4.1", stream: true })));
    expect(JSON.parse(events.at(-2)!)).toMatchObject({
      error: { type: "api_error", code: expect.any(String) as string },
    });
    expect(events.at(-1)).toBe("[DONE]");
    const chat = await app.post("/api/chat", { message: "Hello?", model: "gpt-4.1", stream: true });
    expect((await eventsOf(chat)).join("")).toContain('"error"');
    expect(await app.metric("ai_backend_calls_total", { outcome: "ok" })).toBe(0);
    await noPlaceIsHeld();
  });

  test("is held within the memory of all bodies, and gives it back", async () => {
    await serve((response) => response.end(whole.replace("Yes.", "x".repeat(1_000_000))));
    const ask = () => app.post(path, question({ model: "gpt-4.1" }));
    expect((await ask()).status).toBe(200);
    await until(() => app.memory.taken === 0);
    const others = app.memory.maximum - 1_000_000;
    // As many small ones: large ones together have less.
    expect(app.memory.take(others, 1)).toBe(true);
    const refused = await ask();
    expect([refused.status, refused.headers.has("retry-after")]).toEqual([429, true]);
    expect(await refused.json()).toMatchObject({ error: { code: "overloaded" } });
    await until(() => app.memory.taken === others);
    await noPlaceIsHeld();
    expect(await app.metric("ai_backend_calls_total", { outcome: "crowded" })).toBe(1);
  });

  describe("to OpenAI's client, which repeats by itself,", () => {
    const ask = (): Promise<unknown> =>
      new OpenAI({ baseURL: `${app.url}/v1`, apiKey: "any", maxRetries: 2 }).chat.completions.create({
        model: "gpt-4.1",
        messages: [{ role: "user", content: "Hello?" }],
      });

    test("a failure is repeated here alone", async () => {
      await refuse(500, { message: "no" });
      await expect(ask()).rejects.toMatchObject({ status: 502, code: "upstream_error" });
      // RETRY_ATTEMPTS
      expect(calls).toBe(3);
    });

    test.each<[string, number, object, object]>([
      [
        "moderation keeps its words and details",
        403,
        { code: 403, message: "Your input was flagged", metadata: { reasons: ["violence"] } },
        { status: 403, code: "403", error: { message: "Your input was flagged", metadata: { reasons: ["violence"] } } },
      ],
      [
        "an account without money",
        429,
        { message: "You exceeded your current quota", type: "insufficient_quota", code: "insufficient_quota" },
        { status: 429, code: "insufficient_quota" },
      ],
      [
        "a missing model",
        404,
        { message: "no such model", code: "model_not_found" },
        { status: 404, code: "model_not_found" },
      ],
      [
        "a key that is not taken",
        401,
        { message: "Incorrect API key: sk-1" },
        { status: 502, code: "upstream_unauthorized" },
      ],
    ])("%s is told once", async (_what, status, error, told) => {
      await refuse(status, error);
      await expect(ask()).rejects.toMatchObject(told);
      expect(calls).toBe(1);
    });

    test("a load with an absurd Retry-After is told with one of a minute", async () => {
      await refuse(429, { message: "slow down" }, { "retry-after": "86400" });
      const response = await app.post(path, question({ model: "gpt-4.1" }));
      expect([response.status, response.headers.get("retry-after"), calls]).toEqual([429, "60", 1]);
    });
  });
});
