import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import { pieceOf } from "./answer";
import { UpstreamError } from "./errors";
import { UpstreamCall, type UpstreamRequest, type WholeResponse } from "./upstream-call";
import { SseSplitter, dataOf, doneData } from "./sse";

/** A request whose answer is streamed. */
export interface UpstreamStreamRequest extends UpstreamRequest {
  /** Longest silence after the first event, milliseconds. */
  stallMs: number;
}

/** A stream whose first event is there. */
export interface OpenStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** Whole events in order; fails with an `UpstreamError`. Leaving the loop ends the call. */
  events: AsyncIterableIterator<Buffer>;
}

/** Bytes that may wait for a slow client before the backend is asked to pause. */
const highWater = 64 * 1024;
/** Largest body of a refusal, bytes. */
const largestRefusal = 1024 * 1024;

/** Sends the request; resolves with the stream at its first event, or with the whole response where that is no success. */
export function callForStream(pool: Dispatcher, request: UpstreamStreamRequest): Promise<OpenStream | WholeResponse> {
  return new Promise((resolve, reject) => new StreamCall(request, resolve, reject).send(pool));
}

class StreamCall extends UpstreamCall implements AsyncIterableIterator<Buffer> {
  private readonly splitter = new SseSplitter();
  /** Body of a refusal; `undefined` for a stream. */
  private refusal: Buffer[] | undefined;
  private opened = false;
  private failure: UpstreamError | undefined;
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private taker: { resolve(result: IteratorResult<Buffer>): void; reject(error: Error): void } | undefined;

  constructor(
    protected override readonly request: UpstreamStreamRequest,
    private readonly resolve: (response: OpenStream | WholeResponse) => void,
    private readonly reject: (error: UpstreamError) => void,
  ) {
    super(request);
  }

  override onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    super.onResponseStart(controller, status, headers);
    if (status !== 200) this.refusal = [];
    else if (!String(headers["content-type"] ?? "").startsWith("text/event-stream")) {
      this.fail(new UpstreamError("garbage", "a stream was asked for, and the answer is none"));
    }
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.ended) return;
    if (this.refusal !== undefined) {
      this.refusal.push(chunk);
      this.waitingBytes += chunk.length;
      if (this.waitingBytes > largestRefusal) this.fail(new UpstreamError("garbage", "a refusal without end"));
      return;
    }
    if (this.opened) this.refreshClock();
    let events: Buffer[];
    try {
      events = this.splitter.push(chunk);
    } catch (error) {
      return this.fail(error as UpstreamError);
    }
    for (const event of events) this.give(event);
    if (!this.opened) this.openAtFirstData(events);
    if (!this.opened && this.waitingBytes > largestRefusal) {
      return this.fail(new UpstreamError("garbage", "comments without end, and no event"));
    }
    // A client that reads slowly slows the backend down, not our memory up.
    if (this.opened && this.waitingBytes > highWater) {
      controller.pause();
      this.stopClock();
    }
  }

  onResponseEnd(): void {
    if (this.ended) return;
    if (this.refusal !== undefined) {
      this.end();
      return this.resolve({ status: this.status, headers: this.headers, bytes: Buffer.concat(this.refusal) });
    }
    if (!this.opened) return this.fail(new UpstreamError("garbage", "the stream ended before its first event"));
    if (this.splitter.remainder() !== undefined) {
      return this.fail(new UpstreamError("broken", "the stream ended inside an event"));
    }
    this.end();
    this.taker?.resolve({ done: true, value: undefined });
    this.taker = undefined;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Buffer>> {
    const event = this.waiting.shift();
    if (event !== undefined) {
      this.waitingBytes -= event.length;
      if (this.controller?.paused === true && !this.ended && this.waitingBytes <= highWater / 2) {
        this.startClock(this.request.stallMs);
        this.controller.resume();
      }
      return Promise.resolve({ done: false, value: event });
    }
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => (this.taker = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.waiting.length = 0;
    this.fail(new UpstreamError("cancelled", "the reader has gone"));
    this.failure = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  private give(event: Buffer): void {
    if (this.taker !== undefined) {
      this.taker.resolve({ done: false, value: event });
      this.taker = undefined;
      return;
    }
    this.waiting.push(event);
    this.waitingBytes += event.length;
  }

  /** Comments keep a connection warm; only data is an answer, and only an answer that is one rules out another backend. */
  private openAtFirstData(events: Buffer[]): void {
    const data = events.map(dataOf).find((found) => found !== undefined);
    if (data === undefined) return;
    try {
      if (data !== doneData) pieceOf(data);
    } catch (error) {
      return this.fail(error as UpstreamError);
    }
    this.opened = true;
    this.startClock(this.request.stallMs);
    this.resolve({ status: this.status, headers: this.headers, events: this });
  }

  protected late(): UpstreamError {
    const { timeoutMs, stallMs } = this.request;
    return this.opened
      ? new UpstreamError("stalled", `silence for ${stallMs} ms inside a stream`)
      : new UpstreamError("timeout", `no first event within ${timeoutMs} ms`);
  }

  protected failed(error: UpstreamError): void {
    this.failure = error;
    if (!this.opened) this.reject(error);
    this.taker?.reject(error);
    this.taker = undefined;
  }
}
