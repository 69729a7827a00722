import type { FastifyInstance, FastifyRequest } from "fastify";
import { noMemory } from "../body";
import type { ContextWindows } from "../context-window";
import type { ChatEngine } from "../engine";
import type { Router } from "../routing";
import { dataOf, doneData } from "../upstream";
import { readChatInput } from "./chat-input";
import { ChatTurn } from "./chat-turn";
import { priorityOf } from "./conditions";
import type { Conversations } from "./conversations";
import { doneEvent, writeEvents } from "./write-events";

/** What the chat with sessions is made of. */
export interface ChatOptions {
  engine: ChatEngine;
  conversations: Conversations;
  router: Pick<Router, "route">;
  windows: ContextWindows;
  logPrompts: boolean;
}

/** `POST /api/chat`: a chat that remembers, whichever pod answers. */
export function chat(server: FastifyInstance, options: ChatOptions): void {
  const { engine, conversations, router, windows, logPrompts } = options;
  server.post("/api/chat", async (request, reply) => {
    const input = readChatInput(request.body);
    const { record } = request;
    if (logPrompts) record.prompt = input.message;
    const { caller } = record;
    const call = { caller, useCase: input.use_case ?? undefined, priority: priorityOf(request), requestId: request.id };
    const reach = windows.reachOf(router.route({ useCase: call.useCase, model: input.model ?? undefined }));
    const turn = await ChatTurn.begin({ user: caller.user, input, call, reach }, conversations, windows);
    // What was said before is sent again, and stands beside many others' in memory for as long as the model takes.
    if (!record.memory.take(turn.historyBytes)) throw noMemory();
    // Known before the answer is: who stops it finds what was written so far under them.
    const headers = {
      "x-session-id": turn.sessionId,
      "x-user-message-id": turn.userMessageId,
      "x-message-id": turn.messageId,
    };
    if (input.stream === true) {
      const events = await begunEvents(request, engine, turn);
      return writeEvents(request, reply, headers, events);
    }
    const options = { signal: record.signal, span: record.span, memory: record.memory };
    const answer = await turn.answeredBy((asked) => engine.complete(asked, options));
    record.facts = answer;
    const { content, finishReason } = pieceOf(answer.json, "message");
    const end = await turn.ended(answer, content, finishReason);
    return reply.send({ message: { role: "assistant", content }, ...end });
  });
}

/** The answer's events, once its first is there: until then an error has a status of its own. */
async function begunEvents(
  request: FastifyRequest,
  engine: ChatEngine,
  turn: ChatTurn,
): Promise<AsyncIterable<string>> {
  const { record } = request;
  const options = { signal: record.signal, span: record.span, memory: record.memory };
  const begin = async (): Promise<BegunAnswer> =>
    (record.facts = await turn.answeredBy((asked) => engine.stream(asked, options)));
  try {
    return chatEvents(await begin(), begin, turn, record.signal);
  } catch (error) {
    if (record.signal.aborted) await turn.stopped(undefined, "");
    throw error;
  }
}

type BegunAnswer = Awaited<ReturnType<ChatEngine["stream"]>>;

/** The stream in the chat's own events: pieces of text, then what the answer was. */
async function* chatEvents(
  begun: BegunAnswer,
  begin: () => Promise<BegunAnswer>,
  turn: ChatTurn,
  signal: { readonly aborted: boolean },
): AsyncGenerator<string> {
  let answer = begun;
  let text = "";
  let finish: string | undefined;
  let whole = false;
  try {
    while (!whole) {
      try {
        for await (const event of answer.events) {
          const data = dataOf(event);
          if (data === undefined || data === doneData) continue;
          const { content, finishReason } = pieceOf(JSON.parse(data) as Record<string, unknown>, "delta");
          finish = finishReason ?? finish;
          if (content === "") continue;
          text += content;
          yield `data: ${JSON.stringify({ type: "delta", content })}\n\n`;
        }
        whole = true;
      } catch (error) {
        // Servers that say first who speaks (`delta.role`) may only then find that the prompt is too long: nothing was told yet.
        if (text !== "" || signal.aborted) throw error;
        turn.leaveOut(error);
        answer = await begin();
      }
    }
  } finally {
    // A stream that fails leaves nothing: half an answer that nobody chose is none.
    if (!whole && signal.aborted) await turn.stopped(answer, text);
  }
  const end = await turn.ended(answer, text, finish);
  yield `data: ${JSON.stringify({ type: "done", ...end })}\n\n${doneEvent}`;
}

/**
 * The text of a message, or of a piece of it, and how it ended. What a model says in place of an answer (`refusal`, beside a `content` of null in OpenAI's
 * API reference) is what it says.
 */
function pieceOf(
  json: Record<string, unknown>,
  part: "message" | "delta",
): { content: string; finishReason: string | undefined } {
  const choices = json.choices as
    Record<string, { content?: unknown; refusal?: unknown } | string | null | undefined>[] | undefined;
  const choice = choices?.[0];
  const said = choice?.[part];
  const { content, refusal } = (typeof said === "object" ? said : undefined) ?? {};
  const finishReason = choice?.finish_reason;
  return {
    content: [content, refusal].find((text) => typeof text === "string" && text !== "")?.toString() ?? "",
    finishReason: typeof finishReason === "string" ? finishReason : undefined,
  };
}
