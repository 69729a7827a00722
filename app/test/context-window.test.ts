import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { startApp, type TestApp } from "./support/app";
import { toClose } from "./support/opened";

interface Message {
  role: string;
  content: string;
}

interface Answer {
  session_id: string;
  history: string;
  history_cut: boolean;
  notice?: string;
  error?: { code: string; param: string; message: string };
}

/** Refuses what is too long for it, in the words of a provider; whole or as a stream. */
interface Refusal {
  status: number;
  body: object;
  /** Comes in a stream after an event that says who speaks, and nothing yet. */
  afterRole?: true;
}

const openAi = (window: number, tokens: number): Refusal => ({
  status: 400,
  body: {
    error: {
      message: `This model's maximum context length is ${window} tokens. However, your messages resulted in ${tokens} tokens.`,
      type: "invalid_request_error",
      param: "messages",
      code: "context_length_exceeded",
    },
  },
});
const vllm = (window: number, tokens: number): Refusal => ({
  status: 400,
  body: {
    object: "error",
    message: `The decoder prompt (length ${tokens}) is longer than the maximum model length of ${window}.`,
    type: "BadRequestError",
    param: null,
    code: 400,
  },
});
const silent = (): Refusal => ({
  status: 400,
  body: { error: { message: "Input is too long for requested model.", type: "invalid_request_error" } },
});

/** Under status 200, as gateways tell what a model behind them refuses. */
const underOk = (window: number, tokens: number): Refusal => ({ ...openAi(window, tokens), status: 200 });

/** The same, once a stream has begun: who speaks is told before the prompt is read. */
const afterRole = (window: number, tokens: number): Refusal => ({ ...underOk(window, tokens), afterRole: true });

/** As llama.cpp's server did until it had a type for it: ERROR_TYPE_SERVER in tools/server/server.cpp. */
const asOwnFailure = (): Refusal => ({
  status: 500,
  body: { error: { code: 500, message: "Context size has been exceeded.", type: "server_error" } },
});

/** A model with a window, which counts as it likes. */
async function startModel(options: {
  window: number;
  count(text: string): number;
  refuse(window: number, tokens: number): Refusal;
}) {
  const calls: { messages: Message[]; tokens: number; refused: boolean }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { model, messages, stream } = JSON.parse(Buffer.concat(chunks).toString()) as {
      model: string;
      messages: Message[];
      stream?: boolean;
    };
    const tokens = messages.reduce((sum, { content }) => sum + options.count(content), 0);
    const refused = tokens > options.window && model !== "big-model";
    calls.push({ messages, tokens, refused });
    if (refused) {
      const { status, body, afterRole } = options.refuse(options.window, tokens);
      const asStream = status === 200 && stream === true;
      response.writeHead(status, { "content-type": asStream ? "text/event-stream" : "application/json" });
      const role = { id: "1", created: 1, model: "m", object: "chat.completion.chunk" };
      const delta = { role: "assistant", content: "" };
      const first = { ...role, choices: [{ index: 0, delta, finish_reason: null }] };
      if (asStream && afterRole) response.write(`data: ${JSON.stringify(first)}\n\n`);
      return void response.end(asStream ? `data: ${JSON.stringify(body)}\n\n` : JSON.stringify(body));
    }
    const usage = { prompt_tokens: tokens, completion_tokens: 1, total_tokens: tokens + 1 };
    const base = { id: "1", created: 1, model: "m" };
    if (stream !== true) {
      const choices = [{ index: 0, message: { role: "assistant", content: "Yes." }, finish_reason: "stop" }];
      const answer = { ...base, object: "chat.completion", choices, usage };
      return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
    const chunk = { ...base, object: "chat.completion.chunk" };
    const events = [
      { ...chunk, choices: [{ index: 0, delta: { role: "assistant", content: "Yes." }, finish_reason: null }] },
      { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] },
      { ...chunk, choices: [], usage },
    ];
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(`${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("")}data: [DONE]\n\n`);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  toClose(async () => {
    server.closeAllConnections();
    server.close();
  });
  return { calls, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

async function startChat(url: string, environment: Record<string, string> = {}) {
  const app: TestApp = await startApp({
    HOLYSHEEP_BASE_URL: url,
    SESSION_STORE: "memory",
    MAX_TOKENS: "64",
    SESSION_MAX_MESSAGES: "1000",
    ROUTES: JSON.stringify({ useCases: { general: ["gateway:house-model"] }, models: { big: ["gateway:big-model"] } }),
    ...environment,
  });
  const cookie = `breakwater_user=${randomUUID()}`;
  const chat = async (body: object): Promise<Answer> => {
    const response = await app.post("/api/chat", body, { cookie });
    if (!(body as { stream?: boolean }).stream) return (await response.json()) as Answer;
    const events = (await response.text()).split("\n\n").map((event) => event.replace(/^data: /, ""));
    return JSON.parse(events.findLast((event) => event.startsWith("{"))!) as Answer;
  };
  return { app, chat };
}

/** Longer than a window, in a conversation's own order. */
const isWholeTurns = (messages: Message[]): boolean =>
  messages.length % 2 === 1 && messages.every(({ role }, at) => role === (at % 2 === 0 ? "user" : "assistant"));

describe.each([
  ["in OpenAI's words", openAi],
  ["in vLLM's words", vllm],
  ["without saying its window", silent],
  ["under status 200", underOk],
  ["after it said who speaks", afterRole],
  ["as a failure of its own", asOwnFailure],
])("a model that refuses %s", (_name, refuse) => {
  test.each([
    ["a character", (text: string) => text.length, false],
    ["a byte", (text: string) => Buffer.byteLength(text), true],
    ["a fourth of a character", (text: string) => Math.ceil(text.length / 4), true],
  ])("a conversation goes on for ever, where a token is %s", async (_unit, count, stream) => {
    const window = 600;
    const model = await startModel({ window, count, refuse });
    const { chat } = await startChat(model.url);
    let id: string | undefined;
    const seen = new Set<string>();
    for (let turn = 0; turn < 60; turn += 1) {
      const message = `${turn}: 주문한 상품이 아직 오지 않았습니다. Where is it? ${"x ".repeat(turn % 7)}`;
      const before = model.calls.length;
      const answer = await chat({ message, session_id: id, stream });
      expect(answer).not.toHaveProperty("error");
      id = answer.session_id;
      seen.add(answer.history);
      const calls = model.calls.slice(before);
      expect(calls.length).toBeLessThanOrEqual(5);
      const last = calls.at(-1)!;
      expect([last.refused, last.messages.at(-1)!.content]).toEqual([false, message]);
      expect(isWholeTurns(last.messages)).toBe(true);
      expect(answer.history_cut).toBe(last.messages.length < 2 * turn + 1);
      expect(answer.history).toBe(answer.history_cut ? "trimmed" : "kept");
      expect(answer.notice === undefined).toBe(!answer.history_cut);
    }
    expect([...seen].sort()).toEqual(["kept", "trimmed"]);
    // What was learned is not asked again with every turn.
    expect(model.calls.filter(({ refused }) => refused).length).toBeLessThan(15);
  });

  test("a message that alone is too long is refused with a code, and the conversation goes on", async () => {
    const model = await startModel({ window: 200, count: (text) => text.length, refuse });
    const { app, chat } = await startChat(model.url);
    const { session_id } = await chat({ message: "short" });
    for (const stream of [false, true]) {
      const response = await app.post("/api/chat", { message: "y".repeat(900), stream });
      const text = await response.text();
      // Where a stream had begun, it has its status already.
      const begun = stream && refuse === afterRole;
      expect(response.status).toBe(begun ? 200 : 400);
      expect(JSON.parse(begun ? text.replace(/^data: /, "").split("\n\n")[0]! : text)).toMatchObject({
        error: { code: "context_length_exceeded", type: "invalid_request_error", param: "message" },
      });
    }
    expect(await chat({ message: "z".repeat(900), session_id })).toMatchObject({
      error: { code: "context_length_exceeded", param: "message" },
    });
    expect(await chat({ message: "and now?", session_id })).toMatchObject({ history: "kept" });
    expect(model.calls.at(-1)!.messages.map(({ content }) => content)).toEqual(["short", "Yes.", "and now?"]);
    // It is the request's own: no breaker and no further try knows of it.
    expect(await app.metric("ai_retries_total")).toBe(0);
    expect(await app.metric("ai_backend_calls_total", { outcome: "failed" })).toBe(0);
  });
});

test("what is sent fits a known window, without a refusal", async () => {
  const model = await startModel({ window: 2_000, count: (text) => Math.ceil(text.length / 2), refuse: openAi });
  const { chat } = await startChat(model.url, { CONTEXT_WINDOWS: '{"house-model": 2000}' });
  let id: string | undefined;
  for (let turn = 0; turn < 40; turn += 1) {
    const answer = await chat({ message: `안녕하세요 ${turn} `.repeat(12), session_id: id });
    id = answer.session_id;
  }
  expect(model.calls.filter(({ refused }) => refused)).toEqual([]);
  expect(model.calls.at(-1)!.messages.length).toBeGreaterThan(3);
  // Everything is still kept: a model with a larger window sees it all.
  const all = await chat({ message: "And all of it?", session_id: id, model: "big" });
  expect([all.history, model.calls.at(-1)!.messages.length]).toEqual(["kept", 81]);
});

test("a message above any count of a known window costs no call", async () => {
  const model = await startModel({ window: 1_000_000, count: () => 1, refuse: openAi });
  const { chat } = await startChat(model.url, { CONTEXT_WINDOWS: '{"house-model": 1000}' });
  expect(await chat({ message: "Where is my parcel? ".repeat(1_500) })).toMatchObject({
    error: { code: "context_length_exceeded", param: "message" },
  });
  expect(model.calls).toEqual([]);
});
