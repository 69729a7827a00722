import Fastify, { type FastifyInstance, type FastifyReply } from "fastify";
import { randomUUID } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { page } from "../../src/http/page";
import { toClose } from "./opened";

interface Kept {
  id: string;
  title: string;
  created_at: number;
  updated_at: number;
  history_cut: boolean;
  cost_usd?: number;
  messages: { id: string; role: string; content: string; model?: string; finish_reason?: string }[];
}

interface Asked {
  message: string;
  session_id?: string;
  replace?: string;
  use_case?: string;
  model?: string;
}

/** What a question gets: it writes to the response itself, or says what the answer is. */
export type Answer =
  | { text: string | readonly string[]; end?: Record<string, unknown>; hold?: Promise<unknown>; fails?: true }
  | { raw: (response: ServerResponse) => void }
  | { status: number; headers?: Record<string, string>; body: string };

/** The chat's HTTP API as docs/app.md has it, without a service behind it: for what a service does not do on request. */
export interface ChatApi {
  url: string;
  /** What the next questions get, one each; then `usual`. */
  answers: Answer[];
  usual: Answer;
  asked: Asked[];
  conversations: Kept[];
  /** The one key that is accepted; without it everybody is. */
  key: string | undefined;
  login: "key" | "edge" | "none";
  /** Credentials and paths of the requests so far, the page's own aside. */
  credentials: (string | undefined)[];
  paths: string[];
  close(): Promise<void>;
}

const failure = (message: string, code: string): string =>
  JSON.stringify({ error: { message, type: "invalid_request_error", param: null, code } });

/** Starts it; it goes with the test, or the file, that started it. */
export async function startChatApi(): Promise<ChatApi> {
  const server = Fastify();
  const api: ChatApi = {
    url: "",
    answers: [],
    usual: { text: "Yes." },
    asked: [],
    conversations: [],
    key: undefined,
    login: "none",
    credentials: [],
    paths: [],
    close: toClose(async () => {
      server.server.closeAllConnections();
      await server.close();
    }),
  };
  page(server, { isOpen: true });
  server.addHook("onRequest", (request, reply, next) => {
    if (request.url === "/" || request.url.startsWith("/?")) return next();
    api.credentials.push(request.headers.authorization);
    api.paths.push(request.url);
    if (api.key === undefined || request.headers.authorization === `Bearer ${api.key}`) return next();
    void reply.code(401).type("application/json").send(failure("A key is needed.", "invalid_api_key"));
  });
  conversationRoutes(server, api);
  server.post("/api/chat", (request, reply) => answer(api, request.body as Asked, reply));
  await server.listen({ host: "127.0.0.1", port: 0 });
  api.url = `http://127.0.0.1:${(server.server.address() as AddressInfo).port}/`;
  return api;
}

function conversationRoutes(server: FastifyInstance, api: ChatApi): void {
  const of = (request: { params: unknown }): Kept | undefined =>
    api.conversations.find(({ id }) => id === (request.params as { id: string }).id);
  const gone = (reply: FastifyReply): FastifyReply =>
    reply.code(404).type("application/json").send(failure("There is no such conversation.", "session_not_found"));
  server.get("/api/me", () => ({
    user: "alice",
    key: api.key === undefined ? null : "shop",
    login: api.login,
    logout: api.login === "edge" ? "/logout" : null,
  }));
  server.get("/api/use-cases", () => ({ data: ["simple_qa", "complex_reasoning", "general"] }));
  server.get("/api/models", () => ({
    object: "list",
    data: [
      ...["auto", "gpt-4.1", "claude-sonnet-4"].map((id) => ({ id, endpoints: ["chat/completions"] })),
      { id: "text-embedding-3-small", endpoints: ["embeddings"] },
    ],
  }));
  server.get("/api/conversations", () => ({
    data: api.conversations
      .map(({ messages, ...rest }) => ({ ...rest, messages: messages.length }))
      .sort((a, b) => b.updated_at - a.updated_at),
  }));
  server.get("/api/conversations/:id", (request, reply) => of(request) ?? gone(reply));
  server.patch("/api/conversations/:id", (request, reply) => {
    const found = of(request);
    if (found === undefined) return gone(reply);
    found.title = (request.body as { title: string }).title;
    return { ok: true };
  });
  server.delete("/api/conversations/:id", (request, reply) => {
    const found = of(request);
    if (found === undefined) return gone(reply);
    api.conversations.splice(api.conversations.indexOf(found), 1);
    return reply.code(204).send();
  });
}

async function answer(api: ChatApi, asked: Asked, reply: FastifyReply): Promise<FastifyReply> {
  api.asked.push(asked);
  const given = api.answers.shift() ?? api.usual;
  if ("status" in given)
    return reply
      .code(given.status)
      .headers(given.headers ?? {})
      .send(given.body);
  const existing = api.conversations.find(({ id }) => id === asked.session_id);
  if (asked.session_id !== undefined && existing === undefined)
    return reply
      .code(404)
      .type("application/json")
      .send(failure("There is no such conversation.", "session_not_found"));
  reply.hijack();
  const { raw: response } = reply;
  if ("raw" in given) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    given.raw(response);
    return reply;
  }
  const now = Math.floor(Date.now() / 1000);
  const kept = existing ?? {
    id: randomUUID(),
    title: asked.message.slice(0, 60),
    created_at: now,
    updated_at: now,
    history_cut: false,
    messages: [],
  };
  const user = { id: randomUUID(), role: "user", content: asked.message };
  const said = { id: randomUUID(), role: "assistant", content: "", model: "gpt-4.1", finish_reason: "stopped" };
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "x-session-id": kept.id,
    "x-user-message-id": user.id,
    "x-message-id": said.id,
  });
  response.flushHeaders();
  const at = kept.messages.findIndex(({ id }) => id === asked.replace);
  const keep = (): void => {
    kept.messages.splice(at === -1 ? kept.messages.length : at, kept.messages.length, user, said);
    kept.updated_at = Math.floor(Date.now() / 1000);
    if (existing === undefined && !api.conversations.includes(kept)) api.conversations.push(kept);
  };
  // Who closes stops: what was written is kept.
  response.on("close", () => {
    if (response.writableFinished) return;
    said.finish_reason = "stopped";
    keep();
  });
  for (const piece of typeof given.text === "string" ? [given.text] : given.text) {
    said.content += piece;
    response.write(`data: ${JSON.stringify({ type: "delta", content: piece })}\n\n`);
  }
  await given.hold;
  if (response.destroyed) return reply;
  if (given.fails === true)
    return (reply.raw.end(`data: ${failure("The provider failed.", "upstream_error")}\n\n`), reply);
  const end = { finish_reason: "stop", ...given.end };
  said.finish_reason = String(end.finish_reason);
  keep();
  response.end(
    `data: ${JSON.stringify({ ...ending, ...end, session_id: kept.id, message_id: said.id, user_message_id: user.id })}\n\ndata: [DONE]\n\n`,
  );
  return reply;
}

const ending = {
  type: "done",
  history: "kept",
  history_cut: false,
  model: "gpt-4.1",
  backend: "gateway",
  usage: { prompt_tokens: 1_234, completion_tokens: 56 },
  cost_usd: 0.000_321,
  conversation_cost_usd: 0.004_2,
  latency_ms: 1_234,
};
