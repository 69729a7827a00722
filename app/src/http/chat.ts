import { randomUUID } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { ChatError, type AnswerFacts, type ChatEngine, type ChatRequest } from "../engine";
import type { SessionMessage } from "../sessions";
import { dataOf, doneData } from "../upstream";
import type { Conversations, History } from "./conversations";
import { priorityOf } from "./conditions";
import { doneEvent, writeEvents } from "./write-events";

/** Body of `POST /api/chat`. */
export const chatInput = z.strictObject({
  message: z.string().min(1).max(100_000),
  /** Continues a conversation; left out, it begins one. */
  session_id: z.uuid().nullish(),
  use_case: z.string().min(1).max(256).optional(),
  model: z.string().min(1).max(256).optional(),
  stream: z.boolean().default(false),
  /** Taken for the sake of older clients, and without a meaning: who asks is what the credential says. */
  user: z
    .string()
    .regex(/^[\w.@:+-]{1,128}$/)
    .optional(),
});

/** What the chat with sessions is made of. */
export interface ChatOptions {
  engine: ChatEngine;
  conversations: Conversations;
  logPrompts: boolean;
}

/** One turn of a conversation. */
interface Turn {
  sessionId: string;
  user: string;
  history: History;
  chat: ChatRequest;
  message: string;
  start: number;
}

/** `POST /api/chat`: a chat that remembers, whichever pod answers. */
export function chat(server: FastifyInstance, { engine, conversations, logPrompts }: ChatOptions): void {
  server.post("/api/chat", async (request, reply) => {
    const input = readInput(request.body);
    const turn = await begin(request, input, conversations);
    const { record } = request;
    if (logPrompts) record.prompt = input.message;
    const options = { signal: record.signal, span: record.span };
    if (input.stream) {
      const answer = await engine.stream(turn.chat, options);
      record.facts = answer;
      return writeEvents(request, reply, {}, chatEvents(answer.events, answer, turn, conversations));
    }
    const answer = await engine.complete(turn.chat, options);
    record.facts = answer;
    const content = contentOf(answer.json, "message");
    const end = await ending(turn, answer, content, conversations);
    return reply.send({ message: { role: "assistant", content }, ...end });
  });
}

async function begin(
  request: FastifyRequest,
  input: z.infer<typeof chatInput>,
  conversations: Conversations,
): Promise<Turn> {
  const start = performance.now();
  const { caller } = request.record;
  const { user } = caller;
  const history = await conversations.of(input.session_id ?? undefined, user);
  const messages: SessionMessage[] = [...history.messages, { role: "user", content: input.message }];
  return {
    sessionId: input.session_id ?? randomUUID(),
    user,
    history,
    message: input.message,
    start,
    chat: {
      body: { messages, ...(input.model === undefined ? {} : { model: input.model }) },
      caller,
      useCase: input.use_case,
      priority: priorityOf(request),
      requestId: request.id,
    },
  };
}

/** The stream in the chat's own events: pieces of text, then what the answer was. */
async function* chatEvents(
  events: AsyncIterable<Buffer>,
  facts: AnswerFacts,
  turn: Turn,
  conversations: Conversations,
): AsyncGenerator<string> {
  let text = "";
  for await (const event of events) {
    const data = dataOf(event);
    if (data === undefined || data === doneData) continue;
    const content = contentOf(JSON.parse(data) as Record<string, unknown>, "delta");
    if (content === "") continue;
    text += content;
    yield `data: ${JSON.stringify({ type: "delta", content })}\n\n`;
  }
  const end = await ending(turn, facts, text, conversations);
  yield `data: ${JSON.stringify({ type: "done", ...end })}\n\n${doneEvent}`;
}

/** Keeps the turn and tells what it was. */
async function ending(turn: Turn, facts: AnswerFacts, content: string, conversations: Conversations): Promise<object> {
  const kept =
    turn.history.available &&
    (await conversations.keep(turn.sessionId, turn.user, [
      { role: "user", content: turn.message },
      { role: "assistant", content },
    ]));
  return {
    // A conversation that could not be kept has no id that could be continued.
    session_id: kept || turn.history.continued ? turn.sessionId : null,
    history: kept ? "kept" : "unavailable",
    ...(kept
      ? {}
      : {
          notice:
            "History is unavailable at the moment: this answer does not know what was said before, and is not kept.",
        }),
    model: facts.model,
    backend: facts.backend,
    usage: { prompt_tokens: facts.usage.promptTokens, completion_tokens: facts.usage.completionTokens },
    cost_usd: facts.costDollars,
    latency_ms: Math.round(performance.now() - turn.start),
  };
}

function contentOf(json: Record<string, unknown>, part: "message" | "delta"): string {
  const choices = json.choices as { message?: { content?: unknown }; delta?: { content?: unknown } }[] | undefined;
  const content = choices?.[0]?.[part]?.content;
  return typeof content === "string" ? content : "";
}

function readInput(body: unknown): z.infer<typeof chatInput> {
  const parsed = chatInput.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "body"}: ${message}`);
  throw new ChatError("invalid_request", problems.join("; "), {
    param: parsed.error.issues[0]?.path.join(".") || "body",
  });
}
