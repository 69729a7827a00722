import type { Priority } from "@breakwater/overload";
import type { Span } from "@opentelemetry/api";
import type { RouteEntry } from "../settings";
import type { CancelSignal } from "./cancellation";

/** OpenAI's calls that go through the engine, as their addresses end. */
export type Endpoint = "chat/completions" | "completions" | "embeddings" | "responses";

/** Body of one of OpenAI's calls: what the app reads of it, and everything else untouched. */
export interface CallBody {
  model?: string | null;
  stream?: boolean | null;
  [field: string]: unknown;
}

/** Body of an OpenAI chat completion. */
export interface ChatBody extends CallBody {
  messages: unknown[];
}

/** Who asks, as a checked credential says it. */
export interface Caller {
  /** Owner of conversations and tasks: the key's owner, the login's user, else what tells one browser from another in development. */
  readonly user: string;
  /** Name of the API key, for limits, metrics and logs; left out for a login and for an anonymous caller. */
  readonly key?: string;
}

/** A call of a model, whether by HTTP, by gRPC or of the worker. */
export interface ChatRequest {
  /** Which of OpenAI's calls it is. Default: `chat/completions` */
  endpoint?: Endpoint;
  body: CallBody;
  /** Who asks; left out where nobody was asked, which is what tests do. */
  caller?: Caller;
  /** Chooses the route; stronger than `body.model`. */
  useCase?: string;
  /** What of the route this request may take. Default: all of it. */
  route?: readonly RouteEntry[];
  /** Hears what the request uses. */
  meter?: Meter;
  /** Interactive by default. */
  priority?: Priority;
  /** Stands in the logs and goes to the backend. */
  requestId: string;
  /**
   * The body's JSON as the client wrote it; written from `body` when left out. What the app does not change goes to the backend as it stands
   * here, and the expected tokens are estimated from its size.
   */
  json?: Buffer;
}

/** Hears what one request uses. */
export interface Meter {
  /** An answer, a stream at its end, or a call that was broken off, which has cost its prompt at least. May be told more than once a request. */
  used(usage: Usage, dollars: number): void;
}

/** What the process has left for the bytes of one request. */
export interface MemoryRoom {
  /** Whether there is room for so many bytes more; they are then held until the request's end. */
  take(bytes: number): boolean;
}

/** Conditions of one call. */
export interface ChatCallOptions {
  /** Aborting cancels the wait and the call to the backend. */
  signal: CancelSignal;
  /** Time within which a place at a backend must be found, milliseconds; at most the priority's setting, which is the default. */
  queueDeadlineMs?: number;
  /** Parent of the trace's spans. */
  span?: Span;
  /** Where an answer that comes whole finds its memory. Default: without a bound but its own, 64 MiB */
  memory?: MemoryRoom;
}

/** Tokens of one answer. */
export interface Usage {
  promptTokens: number;
  /** Reasoning tokens are among them, as OpenAI counts. */
  completionTokens: number;
  /** Those of the prompt that the provider had in its cache, where it tells. */
  cachedTokens?: number;
}

/** What is known of an answer besides its bytes. */
export interface AnswerFacts {
  /** Model that was asked, as the route names it. */
  model: string;
  backend: string;
  /** Calls that it took. */
  attempts: number;
  /** Whether vLLM was asked first and could not take it. */
  overflowed: boolean;
  /** Tokens as the backend counted them, or as the app estimated them; known at the end. */
  usage: Usage;
  /** Dollars at the settings' prices; known at the end. */
  costDollars: number;
  /** Time in the queue, milliseconds. */
  queuedMs: number;
  /** Why the model stopped, of the first choice: `stop`, `length`, `tool_calls`, `content_filter`; known at the end, where the backend said so. */
  finishReason?: string;
  /** How the answer ended: whole, broken off by the backend, or left by its reader. Known at the end. */
  ended?: "complete" | "failed" | "left";
}

/** A whole answer: the backend's JSON as it came, checked to be JSON. */
export interface CompletedAnswer extends AnswerFacts {
  bytes: Buffer;
  /** The same parsed. */
  json: Record<string, unknown>;
}

/** A streamed answer whose first byte is there; from now on there is no other backend. */
export interface StreamedAnswer extends AnswerFacts {
  /**
   * Whole SSE events as they came, `data: [DONE]` included. Leaving the loop cancels the call. A backend that stalls or breaks
   * off ends it with a `ChatError`. The call ends with the request's signal as well, and when its reader takes nothing for long.
   */
  events: AsyncIterable<Buffer>;
}

/**
 * The whole path of a chat call (route, place, retries, fall-back, accounts) without a protocol: HTTP, gRPC and the worker
 * call the same one. Both methods fail with a `ChatError`.
 */
export interface ChatEngine {
  complete(request: ChatRequest, options: ChatCallOptions): Promise<CompletedAnswer>;
  /** Resolves with the first byte. */
  stream(request: ChatRequest, options: ChatCallOptions): Promise<StreamedAnswer>;
}
