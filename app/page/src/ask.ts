import { call } from "./api";
import { eventsOf } from "./events";
import { Failure, failureInside } from "./failure";

/** Body of `POST /api/chat`. */
export interface Question {
  message: string;
  session_id?: string;
  /** Id of a user's message: it and all after it give way to this one. */
  replace?: string;
  use_case?: string;
  model?: string;
}

/** The last event of an answer. */
export interface Ending {
  session_id: string | null;
  message_id?: string | null;
  user_message_id?: string | null;
  finish_reason?: string | null;
  history?: string;
  notice?: string;
  history_cut?: boolean;
  model?: string;
  backend?: string;
  usage?: { prompt_tokens?: number | null; completion_tokens?: number | null };
  cost_usd?: number | null;
  /** Dollars that the conversation has cost, this answer included; `null` where it is not kept. */
  conversation_cost_usd?: number | null;
  latency_ms?: number;
  /** What the model says in place of an answer. */
  refusal?: string | null;
}

/** Ids under which an answer that is stopped will be kept. */
export interface EarlyIds {
  conversation: string | undefined;
  question: string | undefined;
}

/** What is told while an answer comes. */
export interface Listener {
  text(piece: string): void;
  /** Before its first piece. */
  began(ids: EarlyIds): void;
}

interface ChatEvent extends Partial<Ending> {
  type?: string;
  content?: string | null;
  message?: { content?: string | null; refusal?: string | null };
}

/** Asks, and tells the answer piece by piece. Fails with a `Failure`; `cut` where the stream ends before its last event. */
export async function ask(question: Question, listener: Listener, signal: AbortSignal): Promise<Ending> {
  const body = JSON.stringify({ ...question, stream: true });
  const response = await call("/api/chat", { method: "POST", body, signal });
  const type = response.headers.get("content-type") ?? "";
  const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
  listener.began({ conversation: header("x-session-id"), question: header("x-user-message-id") });
  if (type.startsWith("application/json")) return whole(response, listener);
  if (!type.startsWith("text/event-stream") || response.body === null)
    throw new Failure("unreadable", { status: response.status });
  try {
    return await streamed(response.body, listener);
  } catch (error) {
    if (signal.aborted || error instanceof Failure) throw error;
    throw new Failure("cut");
  }
}

async function streamed(body: ReadableStream<Uint8Array>, listener: Listener): Promise<Ending> {
  let refusal = "";
  for await (const data of eventsOf(body)) {
    if (data === "[DONE]") break;
    const event = JSON.parse(data) as ChatEvent;
    const failure = failureInside(event);
    if (failure !== undefined) throw failure;
    if (event.type === "done") return { ...(event as Ending), refusal: event.refusal ?? (refusal || null) };
    if (event.type === "delta") {
      if (typeof event.content === "string" && event.content !== "") listener.text(event.content);
      if (typeof event.refusal === "string") refusal += event.refusal;
    }
  }
  throw new Failure("cut");
}

/** An answer that comes whole all the same. */
async function whole(response: Response, listener: Listener): Promise<Ending> {
  const event = (await response.json().catch(() => {
    throw new Failure("unreadable", { status: response.status });
  })) as ChatEvent;
  const failure = failureInside(event);
  if (failure !== undefined) throw failure;
  if (typeof event.message?.content === "string") listener.text(event.message.content);
  return { ...(event as Ending), refusal: event.refusal ?? event.message?.refusal ?? null };
}
