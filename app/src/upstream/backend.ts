import { Pool } from "undici";
import { type CancelSignal, ChatError, type Endpoint, type Usage } from "../engine";
import { wholeAnswerOf } from "./answer";
import { callForWhole } from "./call";
import { UpstreamError } from "./errors";
import type { UpstreamRequest, WholeResponse } from "./upstream-call";
import { type NoAnswer, outcomeOfError, outcomeOfStatus } from "./outcome";
import { callForStream, type OpenStream } from "./stream-call";
import { estimatedUsage, usageOf } from "./usage";

/** What one call sends. */
export interface BackendCall {
  /** Which of OpenAI's calls. Default: `chat/completions` */
  endpoint?: Endpoint;
  /** Whether the answer is to come as it is written. */
  streamed: boolean;
  /** JSON of the request, with the model in it. */
  body: Buffer;
  /** Size of the request as it came, bytes: an answer that does not count its tokens is estimated from it. */
  promptBytes: number;
  requestId: string;
  /** W3C trace context for the backend. */
  traceparent?: string;
  signal: CancelSignal;
}

/** A whole answer. */
export interface WholeAnswer {
  kind: "answer";
  bytes: Buffer;
  json: Record<string, unknown>;
  usage: Usage;
}

/** A stream whose first event is there. */
export interface StreamAnswer {
  kind: "stream";
  /** Whole events in order; fails with an `UpstreamError`. Leaving the loop ends the call. */
  events: AsyncIterableIterator<Buffer>;
}

/** What a backend is made of. */
export interface BackendOptions {
  /** Up to `/v1`, or without it. */
  baseUrl: string;
  /** The key, asked for with every call; left out for a backend without. */
  key?: { readonly value: string | undefined; reread(): Promise<boolean> };
  /** Time to a whole answer, or to the first event of a stream, milliseconds. */
  timeoutMs: number;
  /** Longest silence inside a stream, milliseconds. */
  stallMs: number;
}

const defaultEndpoint: Endpoint = "chat/completions";

/** One OpenAI-compatible server: its connections and its key. Whether it is called at all is decided before. */
export class Backend {
  private readonly pool: Pool;
  /** Of every call; its endpoint follows. */
  private readonly path: string;

  constructor(private readonly options: BackendOptions) {
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
  }

  /** Makes a call. Resolves with the whole answer, with a stream at its first event, or with what there is instead of both. */
  async ask(call: BackendCall): Promise<WholeAnswer | StreamAnswer | NoAnswer> {
    const response = await this.send(call);
    if (response instanceof UpstreamError) return outcomeOfError(response);
    if ("kind" in response) return response;
    if ("events" in response) return { kind: "stream", events: response.events };
    const { status, headers, bytes } = response;
    if (status !== 200) return outcomeOfStatus(status, headers, bytes);
    const { endpoint = defaultEndpoint, promptBytes } = call;
    const json = wholeAnswerOf(bytes, endpoint);
    if (json === undefined) return outcomeOfError(new UpstreamError("garbage", `the answer is none of ${endpoint}`));
    const written = endpoint === "embeddings" ? 0 : bytes.length;
    return { kind: "answer", bytes, json, usage: usageOf(json) ?? estimatedUsage(promptBytes, written) };
  }

  /** Ends the connections; calls under way are cut. */
  close(): Promise<void> {
    return this.pool.destroy();
  }

  /**
   * Sends with the present key. A key that has just been rotated is read again once, and a kept connection that the other side
   * had closed is replaced: neither is the request's fault, so neither costs it a try.
   */
  private async send(call: BackendCall): Promise<WholeResponse | OpenStream | UpstreamError | NoAnswer> {
    const { key, timeoutMs, stallMs } = this.options;
    for (let reset = false, reread = false; ;) {
      const token = key?.value;
      if (key !== undefined && token === undefined && !(await key.reread())) return missingKey();
      try {
        const request: UpstreamRequest = {
          path: this.path + (call.endpoint ?? defaultEndpoint),
          headers: headersOf(call, key?.value),
          body: call.body,
          timeoutMs,
          signal: call.signal,
        };
        const response = await (call.streamed
          ? callForStream(this.pool, { ...request, stallMs })
          : callForWhole(this.pool, request));
        if (response.status !== 401 || key === undefined || reread) return response;
        reread = true;
        // Changed meanwhile by another request's reading, or by this one.
        const changed = await key.reread();
        if (!changed && key.value === token) return response;
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        if (!error.unanswered || error.failure !== "broken" || reset) return error;
        reset = true;
      }
    }
  }
}

function headersOf(call: BackendCall, key: string | undefined): Record<string, string> {
  const headers: Record<string, string> = { "content-type": "application/json", "x-request-id": call.requestId };
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
