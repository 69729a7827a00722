import { Pool } from "undici";
import { type CancelSignal, ChatError, type Endpoint, type MemoryRoom, type Usage } from "../engine";
import { wholeAnswerOf } from "./answer";
import { type AnswerTimes, wholeAnswerMs, wholeStreamMs } from "@breakwater/overload";
import { assembled, looksLikeEvents } from "./assemble";
import { callForWhole } from "./call";
import { UpstreamError } from "./errors";
import { type NoAnswer, outcomeOfError, outcomeOfStatus } from "./outcome";
import { callForStream, type OpenStream } from "./stream-call";
import { type StreamAnswer, streamOfWhole } from "./stream-answer";
import { isSuccess, type WholeResponse } from "./upstream-call";
import { estimatedUsage, finishReasonOf, usageOf } from "./usage";

/** What one call sends. */
export interface BackendCall {
  /** Which of OpenAI's calls. Default: `chat/completions` */
  endpoint?: Endpoint;
  /** Whether the answer is to come as it is written. */
  streamed: boolean;
  /** JSON of the request, with the model in it. */
  body: Buffer;
  /** Whether the event of a stream that only counts its tokens is passed on. */
  keepUsage: boolean;
  /** Most tokens of the answer, from which the time that it may take follows; `undefined` where it has no bound. */
  maxTokens: number | undefined;
  /** Choices that the request asks for. Default: 1 */
  choices?: number;
  /** Whether the model may think in silence before its first words: then they have the time of a whole answer. */
  thinks: boolean;
  /** Size of the request as it came, bytes: an answer that does not count its tokens is estimated from it. */
  promptBytes: number;
  requestId: string;
  /** W3C trace context for the backend. */
  traceparent?: string;
  signal: CancelSignal;
  /** Where an answer that comes whole finds its memory. Default: without a bound but its own */
  memory?: MemoryRoom;
}

/** A whole answer. */
export interface WholeAnswer {
  kind: "answer";
  bytes: Buffer;
  json: Record<string, unknown>;
  usage: Usage;
  /** Why the first choice ended, in the backend's words. */
  finishReason: string | undefined;
}

/** What a backend is made of. */
export interface BackendOptions extends Omit<AnswerTimes, "beginMs"> {
  /** Up to `/v1`, or without it. */
  baseUrl: string;
  /** The key, asked for with every call; left out for a backend without. */
  key?: { readonly value: string | undefined; reread(): Promise<boolean> };
  /** Time for an answer to begin, milliseconds: for a stream's first event, and a part of a whole answer's time. */
  timeoutMs: number;
  /** Longest silence inside a stream, milliseconds. */
  stallMs: number;
}

/** Calls whose streams can be put together, where a backend streams unasked. */
const takesEvents: ReadonlySet<Endpoint> = new Set<Endpoint>(["chat/completions", "completions"]);

const defaultEndpoint: Endpoint = "chat/completions";

/** One OpenAI-compatible server: its connections and its key. Whether it is called at all is decided before. */
export class Backend {
  private readonly pool: Pool;
  /** Of every call; its endpoint follows. */
  private readonly path: string;
  private readonly times: AnswerTimes;
  /** A connection has been opened, and what follows before anything else is the first request on it. */
  private justConnected = false;
  private readonly isNew = (): boolean => this.justConnected;

  constructor(private readonly options: BackendOptions) {
    this.times = { ...options, beginMs: options.timeoutMs };
    const url = new URL(options.baseUrl);
    this.path = `${url.pathname.replace(/\/(v1)?$/, "")}/v1/`;
    this.pool = new Pool(url.origin, {
      // One request a connection: an answer of ten seconds must not stand before another.
      pipelining: 1,
      keepAliveTimeout: 30_000,
      keepAliveMaxTimeout: 300_000,
      connect: { timeout: Math.min(3_000, options.timeoutMs) },
      // Every call has its own clock.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    // undici begins the request for which it has connected in the same step.
    this.pool.on("connect", () => {
      this.justConnected = true;
      queueMicrotask(() => (this.justConnected = false));
    });
  }

  /** Makes a call. Resolves with the whole answer, with a stream at its first event, or with what there is instead of both. */
  async ask(call: BackendCall): Promise<WholeAnswer | StreamAnswer | NoAnswer> {
    const startedAt = performance.now();
    try {
      const response = await this.send(call);
      if ("kind" in response) return response;
      if ("events" in response) return { kind: "stream", events: response.events, end: response.end };
      const { status, headers, bytes } = response;
      if (!isSuccess(status)) {
        const outcome = outcomeOfStatus(status, headers, bytes, performance.now() - startedAt);
        return call.streamed ? { ...outcome, unseen: true } : outcome;
      }
      return this.answerOf(call, bytes);
    } catch (error) {
      if (!(error instanceof UpstreamError)) throw error;
      return { ...outcomeOfError(error, performance.now() - startedAt), unseen: call.streamed };
    }
  }

  /** A whole answer, or the stream of it where one was asked for. */
  private answerOf(call: BackendCall, bytes: Buffer): WholeAnswer | StreamAnswer {
    const { endpoint = defaultEndpoint, promptBytes, streamed, keepUsage } = call;
    if (!streamed && takesEvents.has(endpoint) && looksLikeEvents(bytes)) {
      return this.answerOf(call, Buffer.from(JSON.stringify(assembled(bytes))));
    }
    const json = wholeAnswerOf(bytes, endpoint);
    const written = endpoint === "embeddings" ? 0 : bytes.length;
    const usage = usageOf(json) ?? estimatedUsage(promptBytes, written);
    const finishReason = finishReasonOf(json);
    if (!streamed) return { kind: "answer", bytes, json, usage, finishReason };
    return streamOfWhole(json, keepUsage, { usage, pieces: 1, finishReason, pausedMs: 0, failure: undefined });
  }

  /** Ends the connections; calls under way are cut. */
  close(): Promise<void> {
    return this.pool.destroy();
  }

  /**
   * Sends with the present key. A key that has just been rotated is read again once, and a kept connection that the other side
   * had closed is replaced: neither is the request's fault, so neither costs it a try.
   */
  private async send(call: BackendCall): Promise<WholeResponse | OpenStream | NoAnswer> {
    const { key } = this.options;
    for (let reset = false, reread = false; ;) {
      const token = key?.value;
      if (key !== undefined && token === undefined && !(await key.reread())) return missingKey();
      const sentAt = performance.now();
      try {
        const response = await this.sendOnce(call, key?.value);
        if (response.status !== 401 || key === undefined || reread) return response;
        reread = true;
        // Changed meanwhile by another request's reading, or by this one.
        const changed = await key.reread();
        if (!changed && key.value === token) return response;
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        const wasKept =
          error.unanswered && error.failure === "broken" && performance.now() - sentAt < keptBreaksWithinMs;
        if (!wasKept || reset) throw error;
        reset = true;
      }
    }
  }

  private sendOnce(call: BackendCall, key: string | undefined): Promise<WholeResponse | OpenStream> {
    const { times, options } = this;
    const { endpoint = defaultEndpoint } = call;
    const path = this.path + endpoint;
    const request = {
      path,
      headers: headersOf(call, key),
      body: call.body,
      signal: call.signal,
      memory: call.memory,
      isNew: this.isNew,
    };
    if (!call.streamed) {
      return callForWhole(this.pool, {
        ...request,
        timeoutMs: wholeAnswerMs(call.maxTokens, times),
        stallMs: options.stallMs,
      });
    }
    return callForStream(this.pool, {
      ...request,
      timeoutMs: call.thinks ? wholeAnswerMs(call.maxTokens, times) : times.beginMs,
      stallMs: options.stallMs,
      // Behind a reader may be a slow line.
      readerStallMs: Math.max(leastReaderStallMs, 2 * options.stallMs),
      lifetimeMs: wholeStreamMs(call.maxTokens, times),
      endpoint,
      keepUsage: call.keepUsage,
      choices: call.choices,
    });
  }
}

/** A reader may take nothing for so long at least, milliseconds, however short the silence is that a backend may make. */
const leastReaderStallMs = 10_000;

/**
 * Time within which a kept connection breaks that the other side had closed, milliseconds. What breaks later may have broken a generation, and that
 * is not for this layer to repeat.
 */
const keptBreaksWithinMs = 1_000;

function headersOf(call: BackendCall, key: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "application/json",
    // Answers are small and pass through as they are.
    "accept-encoding": "identity",
    "x-request-id": call.requestId,
  };
  if (key !== undefined) headers.authorization = `Bearer ${key}`;
  if (call.traceparent !== undefined) headers.traceparent = call.traceparent;
  return headers;
}

function missingKey(): NoAnswer {
  return {
    kind: "unauthorized",
    outcome: "unauthorized",
    error: new ChatError("upstream_key_missing", "This service has no key for the model's provider yet.", {
      retryAfterSeconds: 10,
    }),
  };
}
