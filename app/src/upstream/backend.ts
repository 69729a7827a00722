import { Pool } from "undici";
import { type CancelSignal, ChatError, type Usage } from "../engine";
import type { Metrics } from "../metrics";
import { type AdaptiveLimit, type LimitSample, workOf } from "../overload";
import type { BackendName } from "../settings";
import { wholeAnswerOf } from "./answer";
import type { CircuitBreaker } from "./breaker";
import { callForWhole } from "./call";
import { UpstreamError } from "./errors";
import type { UpstreamRequest, WholeResponse } from "./exchange";
import { type NoAnswer, outcomeOfError, outcomeOfStatus } from "./outcome";
import { callForStream, type OpenStream } from "./stream-call";
import { estimatedUsage, usageOf } from "./usage";

/** What one call sends. */
export interface BackendCall {
  model: string;
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

/** A stream whose first event is there. It must be told how it ended. */
export interface StreamAnswer {
  kind: "stream";
  events: AsyncIterableIterator<Buffer>;
  /** Gives the place back. `failure` says what broke the stream; without usage it counts for nothing. */
  ended(usage: Usage | undefined, failure?: UpstreamError): void;
}

/** What a backend is made of. */
export interface BackendOptions {
  name: BackendName;
  /** Up to `/v1`, or without it. */
  baseUrl: string;
  limit: AdaptiveLimit;
  breaker: CircuitBreaker;
  /** The key, asked for with every call; left out for a backend without. */
  key?: { readonly value: string | undefined; reread(): Promise<boolean> };
  timeoutMs: number;
  stallMs: number;
  metrics: Metrics;
  /** A place may have become free. */
  onRelease(): void;
}

/**
 * One OpenAI-compatible server: its connections, its key, its limit and its breaker. A call takes for granted that its place
 * has been taken, and gives it back with what the call has taught.
 */
export class Backend {
  readonly name: BackendName;
  readonly limit: AdaptiveLimit;
  readonly breaker: CircuitBreaker;
  private readonly pool: Pool;
  private readonly path: string;
  private readonly counts = new Map<string, { inc(): void }>();

  constructor(private readonly options: BackendOptions) {
    const url = new URL(options.baseUrl);
    this.name = options.name;
    this.limit = options.limit;
    this.breaker = options.breaker;
    this.path = `${url.pathname.replace(/\/(v1)?$/, "")}/v1/chat/completions`;
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

  async complete(call: BackendCall): Promise<WholeAnswer | NoAnswer> {
    const start = performance.now();
    const response = await this.send(call, (request) => callForWhole(this.pool, request));
    if (response instanceof UpstreamError) return this.failed(response);
    if ("kind" in response) return this.refused(response);
    if (response.status !== 200)
      return this.refused(outcomeOfStatus(response.status, response.headers, response.bytes));
    const json = wholeAnswerOf(response.bytes);
    if (json === undefined) return this.failed(new UpstreamError("garbage", "the answer is no chat completion"));
    const usage = usageOf(json) ?? estimatedUsage(call.promptBytes, response.bytes.length);
    this.answered(call.model, performance.now() - start, usage);
    return { kind: "answer", bytes: response.bytes, json, usage };
  }

  async stream(call: BackendCall): Promise<StreamAnswer | NoAnswer> {
    const start = performance.now();
    const { stallMs } = this.options;
    const response = await this.send(call, (request) => callForStream(this.pool, { ...request, stallMs }));
    if (response instanceof UpstreamError) return this.failed(response);
    if ("kind" in response) return this.refused(response);
    if (!("events" in response))
      return this.refused(outcomeOfStatus(response.status, response.headers, response.bytes));
    this.limit.streamBegan(call.model, performance.now() - start);
    // The limit may have grown by it.
    this.options.onRelease();
    return {
      kind: "stream",
      events: response.events,
      ended: (usage, failure) => {
        if (failure !== undefined && failure.failure !== "cancelled") this.failed(failure);
        else if (usage !== undefined) this.answered(call.model, performance.now() - start, usage);
        else this.refused(outcomeOfError(new UpstreamError("cancelled", "the reader has gone")));
      },
    };
  }

  /** Ends the connections; calls under way are cut. */
  close(): Promise<void> {
    return this.pool.destroy();
  }

  /**
   * Sends with the present key. A key that has just been rotated is read again once, and a kept connection that the other side
   * had closed is replaced: neither is the request's fault, so neither costs it a try.
   */
  private async send<T extends WholeResponse | OpenStream>(
    call: BackendCall,
    request: (request: UpstreamRequest) => Promise<T>,
  ): Promise<T | UpstreamError | NoAnswer> {
    const { key } = this.options;
    for (let reset = false, reread = false; ;) {
      const token = key?.value;
      if (key !== undefined && token === undefined && !(await key.reread())) return missingKey();
      try {
        const response = await request({
          path: this.path,
          headers: headersOf(call, key?.value),
          body: call.body,
          timeoutMs: this.options.timeoutMs,
          signal: call.signal,
        });
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

  private answered(model: string, milliseconds: number, usage: Usage): void {
    this.breaker.succeeded();
    this.release({ kind: "answered", model, milliseconds, work: workOf(usage) }, "ok");
  }

  private failed(error: UpstreamError): NoAnswer {
    if (error.failure === "cancelled") return this.refused(outcomeOfError(error));
    // The in-cluster model comes and goes with its scaling: nobody listening there is an answer, not a disturbance.
    this.breaker.failed({ decisive: error.failure === "absent" && this.name === "vllm" });
    this.release({ kind: "ignored" }, error.failure);
    return outcomeOfError(error);
  }

  private refused(outcome: NoAnswer): NoAnswer {
    if (outcome.kind === "failed") this.breaker.failed();
    else if (outcome.kind === "cancelled") this.breaker.unknown();
    else this.breaker.succeeded();
    if (outcome.kind === "rejected") {
      const milliseconds = this.limit.refusedHoldMs;
      setTimeout(() => this.release({ kind: "rejected", milliseconds }, outcome.kind), milliseconds).unref();
    } else this.release({ kind: "ignored" }, outcome.kind);
    return outcome;
  }

  /** The metric's child, looked up once an outcome instead of once a call. */
  private countOf(outcome: string): { inc(): void } {
    let count = this.counts.get(outcome);
    if (count === undefined) {
      count = this.options.metrics.backendCalls.labels(this.name, outcome);
      this.counts.set(outcome, count);
    }
    return count;
  }

  private release(sample: LimitSample, outcome: string): void {
    this.limit.release(sample);
    this.countOf(outcome).inc();
    this.options.onRelease();
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
    error: new ChatError(503, "api_error", "This service has no key for the model's provider yet.", {
      code: "missing_api_key",
      retryAfterSeconds: 10,
    }),
  };
}
