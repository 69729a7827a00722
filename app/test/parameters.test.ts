import { createServer } from "node:http";
import { eventsOf, question, startApp } from "./support/app";
import { startGateway } from "./support/gateway";
import { listen } from "./support/opened";

const chatPath = "/v1/chat/completions";

type Body = Record<string, unknown>;

/** A provider that refuses requests as it is told to, and else answers in one word, whole or streamed. */
async function provider(refuse: (body: Body) => { status: number; body: object } | undefined) {
  const bodies: Body[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Body;
      bodies.push(body);
      const refusal = refuse(body);
      if (refusal !== undefined) {
        response.writeHead(refusal.status, { "content-type": "application/json" });
        return void response.end(JSON.stringify(refusal.body));
      }
      if (body.stream !== true) {
        response.writeHead(200, { "content-type": "application/json" });
        const choice = { index: 0, message: { role: "assistant", content: "hi" }, finish_reason: "stop" };
        return void response.end(JSON.stringify({ choices: [choice] }));
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      const choice = { index: 0, delta: { content: "hi" }, finish_reason: "stop" };
      response.end(`data: ${JSON.stringify({ choices: [choice] })}\n\ndata: [DONE]\n\n`);
    });
  });
  return { baseUrl: `http://127.0.0.1:${await listen(server)}/v1`, bodies };
}

const openai = (param: string, code: string, message: string) => ({
  status: 400,
  body: { error: { message, type: "invalid_request_error", param, code } },
});

describe("models that refuse what nobody asked for", () => {
  test.each(["gpt-5", "gpt-5-mini", "o3", "o4-mini-2025-04-16"])(
    "%s as the default model answers chats, streams and the page, in one call each",
    async (model) => {
      const gateway = await startGateway({ firstTokenMs: 2, tokenMs: 1, tokens: 3, remember: true });
      const app = await startApp({ HOLYSHEEP_BASE_URL: gateway.baseUrl, MODEL_NAME: model });
      expect((await app.post(chatPath, question())).status).toBe(200);
      expect((await app.post(chatPath, question({ model, max_tokens: 50 }))).status).toBe(200);
      const streamed = await eventsOf(await app.post(chatPath, question({ stream: true })));
      expect(streamed.at(-1)).toBe("[DONE]");
      expect((await app.post("/api/chat", { message: "Hi" })).status).toBe(200);
      expect((await eventsOf(await app.post("/api/chat", { message: "Hi", stream: true }))).at(-1)).toBe("[DONE]");
      expect(gateway.counts.begun).toBe(5);
      for (const { body } of gateway.requests) {
        expect(JSON.parse(body)).toMatchObject({ model, max_completion_tokens: expect.any(Number) as number });
      }
    },
  );

  test.each<[string, Parameters<typeof provider>[0]]>([
    [
      "as OpenAI says it",
      (body) =>
        "max_tokens" in body
          ? openai(
              "max_tokens",
              "unsupported_parameter",
              "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
            )
          : "temperature" in body
            ? openai(
                "temperature",
                "unsupported_value",
                "Unsupported value: 'temperature' does not support 0.7 with this model.",
              )
            : undefined,
    ],
    [
      "as Mistral says it",
      (body) => {
        const extra = ["stream_options", "temperature"].filter((name) => name in body);
        const detail = extra.map((name) => ({
          type: "extra_forbidden",
          loc: ["body", name],
          msg: "Extra inputs are not permitted",
        }));
        return extra.length === 0
          ? undefined
          : {
              status: 422,
              body: { object: "error", message: { detail }, type: "invalid_request_error", param: null, code: null },
            };
      },
    ],
    [
      "as FastAPI says it",
      (body) =>
        "temperature" in body
          ? {
              status: 422,
              body: {
                detail: [
                  { type: "extra_forbidden", loc: ["body", "temperature"], msg: "Extra inputs are not permitted" },
                ],
              },
            }
          : undefined,
    ],
    [
      "as Anthropic says it",
      (body) =>
        "temperature" in body
          ? {
              status: 400,
              body: {
                type: "error",
                error: { type: "invalid_request_error", message: "`temperature` is deprecated for this model." },
              },
            }
          : undefined,
    ],
    [
      "as OpenRouter says it",
      (body) =>
        "temperature" in body
          ? {
              status: 404,
              body: { error: { code: 404, message: "No endpoints found that support the parameters: temperature" } },
            }
          : undefined,
    ],
  ])("an unknown model that refuses them %s answers, and is asked once from then on", async (_dialect, refuse) => {
    const { baseUrl, bodies } = await provider(refuse);
    const app = await startApp({ HOLYSHEEP_BASE_URL: baseUrl, MODEL_NAME: "acme-1" });
    for (const stream of [false, true]) {
      expect((await app.post(chatPath, question({ model: "acme-1", stream }))).status).toBe(200);
      bodies.length = 0;
      expect((await app.post(chatPath, question({ model: "acme-1", stream }))).status).toBe(200);
      expect(bodies).toHaveLength(1);
    }
    // What a client asks itself is refused in the provider's words, once.
    bodies.length = 0;
    const own = await app.post(chatPath, question({ model: "acme-1", temperature: 0.7 }));
    expect([own.status >= 400 && own.status < 500, bodies.length]).toEqual([true, 1]);
    // A refusal for a parameter charges neither the breaker nor the limit.
    expect(await app.metric("ai_backend_calls_total", { outcome: "failed" })).toBe(0);
  });

  test("settings by model and by use case are what is sent", async () => {
    const { baseUrl, bodies } = await provider(() => undefined);
    const app = await startApp({
      HOLYSHEEP_BASE_URL: baseUrl,
      TEMPERATURE: "none",
      ROUTES: '{"useCases":{"faq":["gateway:gpt-4.1"]}}',
      PARAMETERS: JSON.stringify({
        models: { "gpt-4.1": { maxTokens: 4_096, drop: ["logit_bias"] } },
        useCases: { faq: { maxTokens: 100, defaults: { temperature: 0, top_k: 5 }, usageInStreams: false } },
      }),
    });
    await app.post(chatPath, question({ model: "gpt-4.1", logit_bias: {}, max_tokens: 3_000 }));
    expect(bodies.at(-1)).toEqual({ ...question(), model: "gpt-4.1", max_tokens: 3_000 });
    await (await app.post(chatPath, question({ use_case: "faq", stream: true }))).text();
    expect(bodies.at(-1)).toEqual({
      ...question(),
      model: "gpt-4.1",
      max_tokens: 100,
      temperature: 0,
      top_k: 5,
      stream: true,
    });
    await app.post(chatPath, question({ model: "gemini-2.5-flash" }));
    expect(bodies.at(-1)).toEqual({ ...question(), model: "gemini-2.5-flash", max_tokens: 2_048 });
  });

  test("nothing else is added, taken or changed", async () => {
    const { baseUrl, bodies } = await provider(() => undefined);
    const app = await startApp({ HOLYSHEEP_BASE_URL: baseUrl });
    const given = question({
      model: "gpt-4.1",
      max_completion_tokens: 50,
      temperature: 0,
      top_p: 0.5,
      best_of: 1,
      logprobs: true,
      top_logprobs: 20,
      logit_bias: { 50256: -100 },
      prediction: { type: "content", content: "x" },
      stop: Array.from({ length: 100 }, (_, index) => `s${index}`),
      service_tier: "flex",
      store: true,
      metadata: { a: "b" },
      reasoning_effort: "low",
      modalities: ["text"],
      user: "someone",
      web_search_options: {},
      chat_template_kwargs: { enable_thinking: false },
    });
    await app.post(chatPath, given);
    expect(bodies.at(-1)).toEqual(given);
  });
});
