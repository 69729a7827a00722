import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Endpoint, Usage } from "../engine";
import { largestAnswer } from "./call";
import { UpstreamError } from "./errors";
import { outcomeOfError } from "./outcome";
import { type EventSink, StreamReader } from "./stream-reader";
import { UpstreamCall, type UpstreamRequest, type WholeResponse } from "./upstream-call";

/** A request whose answer is streamed. */
export interface UpstreamStreamRequest extends UpstreamRequest {
  /** Longest silence after the first words, milliseconds. */
  stallMs: number;
  /** Longest time for which its reader takes nothing, milliseconds. */
  readerStallMs: number;
  /** Time after which it is ended however lively it is, milliseconds; pauses of its reader not counted. */
  lifetimeMs: number;
  /** Which of OpenAI's calls it is. */
  endpoint: Endpoint;
  /** Whether the event that only counts tokens is passed on. */
  keepUsage: boolean;
}

/** How a stream has ended, and what it said about the answer. */
export interface StreamEnd {
  /** Tokens as the backend counted them. */
  usage: Usage | undefined;
  /** Events with a piece of the answer. */
  pieces: number;
  /** Why the first choice ended, in the backend's words. */
  finishReason: string | undefined;
  /** Time for which its reader let it wait, milliseconds: that of its duration which is not the backend's. */
  pausedMs: number;
  /** What broke it; `undefined` for a complete one. */
  failure: UpstreamError | undefined;
}

/** A stream whose first event is there. */
export interface OpenStream {
  status: number;
  headers: IncomingHttpHeaders;
  /** Whole events in order; fails with a `ChatError`. Leaving the loop ends the call. */
  events: AsyncIterableIterator<Buffer>;
  /** Resolves when the backend's part is over, whether or not anybody reads, and before the reader hears of it. */
  end: Promise<StreamEnd>;
}

/** Bytes that may wait for a slow client before the backend is asked to pause. */
const highWater = 64 * 1024;
/** Largest body of a refusal, bytes; also what may come before an answer begins. */
const largestRefusal = 1024 * 1024;
/** Time that a backend has to count its tokens and say `[DONE]` once every choice has ended, milliseconds. */
const lastWordMs = 5_000;
/** Time that a connection gets to end by itself after `[DONE]`, so that it can be used again, milliseconds. */
const lingerMs = 1_000;

/** Sends the request; resolves with the stream at its first choice, or with the whole response where that is no stream. */
export function callForStream(pool: Dispatcher, request: UpstreamStreamRequest): Promise<OpenStream | WholeResponse> {
  return new Promise((resolve, reject) => new StreamCall(request, resolve, reject).send(pool));
}

class StreamCall extends UpstreamCall implements AsyncIterableIterator<Buffer>, EventSink {
  private readonly reader: StreamReader;
  /** A body that is no stream: a refusal, or an answer as a whole. */
  private whole: Buffer[] | undefined;
  private wholeBytes = 0;
  private isEvents = false;
  private opened = false;
  private failure: UpstreamError | undefined;
  private readonly waiting: Buffer[] = [];
  private waitingBytes = 0;
  private taker: { resolve(result: IteratorResult<Buffer>): void; reject(error: Error): void } | undefined;
  private paused = false;
  private pausedSince = 0;
  private pausedMs = 0;
  /** Milliseconds of the clock that runs. */
  private clockMs = 0;
  private lifetime: NodeJS.Timeout | undefined;
  private lifetimeLeftMs: number;
  private lifetimeSince = 0;
  private linger: NodeJS.Timeout | undefined;
  private tellEnd!: (end: StreamEnd) => void;
  private readonly streamEnd = new Promise<StreamEnd>((resolve) => (this.tellEnd = resolve));

  constructor(
    protected override readonly request: UpstreamStreamRequest,
    private readonly resolve: (response: OpenStream | WholeResponse) => void,
    private readonly reject: (error: UpstreamError) => void,
  ) {
    super(request);
    this.reader = new StreamReader(request);
    this.lifetimeLeftMs = request.lifetimeMs;
  }

  override onResponseEnd(): void {
    clearTimeout(this.linger);
    super.onResponseEnd();
  }

  override onResponseError(controller: Dispatcher.DispatchController | null, error: Error): void {
    clearTimeout(this.linger);
    super.onResponseError(controller, error);
  }

  onBody(chunk: Buffer): void {
    if (this.ended) return this.ignore(chunk);
    if (!this.isEvents && this.whole === undefined) this.recognize(chunk);
    if (this.whole !== undefined) return this.collect(this.whole, chunk);
    const before = this.reader.pieces;
    try {
      this.reader.push(chunk, this);
    } catch (error) {
      return this.failAfterWords(error as UpstreamError);
    }
    if (!this.opened && !this.open()) return;
    if (this.reader.isDone) return this.complete();
    // Only a piece of the answer is a sign of life: comments, blanks and bytes that drip are none.
    if (this.reader.pieces > before) this.runClock();
    if (this.waitingBytes > highWater) this.pause();
  }

  onBodyEnd(): void {
    if (this.ended) return;
    if (this.status !== 200) this.whole ??= [];
    if (this.whole !== undefined) {
      this.end();
      return this.resolve({ status: this.status, headers: this.headers, bytes: Buffer.concat(this.whole) });
    }
    try {
      this.reader.end(this);
    } catch (error) {
      return this.failAfterWords(error as UpstreamError);
    }
    if (this.opened || this.open()) this.complete();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Buffer>> {
    const event = this.waiting.shift();
    if (event !== undefined) {
      this.waitingBytes -= event.length;
      if (this.paused && !this.ended && this.waitingBytes <= highWater / 2) this.goOn();
      return Promise.resolve({ done: false, value: event });
    }
    if (this.failure !== undefined) return Promise.reject(outcomeOfError(this.failure).error);
    if (this.ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => (this.taker = { resolve, reject }));
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.waiting.length = 0;
    this.fail(new UpstreamError("cancelled", "the reader has gone"));
    this.failure = undefined;
    return Promise.resolve({ done: true, value: undefined });
  }

  give(event: Buffer): void {
    if (this.taker !== undefined) {
      this.taker.resolve({ done: false, value: event });
      this.taker = undefined;
      return;
    }
    this.waiting.push(event);
    this.waitingBytes += event.length;
  }

  /**
   * What the body is, its first byte says: types are missing, wrong or written in any case, and some gateways answer a stream's request as a whole.
   * Blanks say nothing yet.
   */
  private recognize(chunk: Buffer): void {
    if (this.status !== 200) {
      this.whole = [];
      return;
    }
    const first = chunk.find((byte) => !blanks.has(byte));
    if (first === openBrace || first === openBracket) this.whole = [];
    else if (first === lessThan) this.fail(new UpstreamError("garbage", "a stream was asked for, and a page came"));
    else this.isEvents = first !== undefined;
  }

  private collect(whole: Buffer[], chunk: Buffer): void {
    whole.push(chunk);
    this.wholeBytes += chunk.length;
    const most = this.status === 200 ? largestAnswer : largestRefusal;
    if (this.wholeBytes > most) this.fail(new UpstreamError("garbage", `the body is larger than ${most} bytes`));
  }

  /** Only a choice is an answer, and only an answer rules out another backend. */
  private open(): boolean {
    if (this.ended) return false;
    if (!this.reader.progress.hasBegun) {
      if (this.waitingBytes > largestRefusal) this.fail(new UpstreamError("garbage", "comments without end"));
      return false;
    }
    this.opened = true;
    this.startLifetime();
    this.resolve({ status: this.status, headers: this.headers, events: this, end: this.streamEnd });
    return true;
  }

  /** What an answer had begun with is the client's, and it is not asked of another backend: also where its failure came in the same packet. */
  private failAfterWords(error: UpstreamError): void {
    if (!this.opened && this.reader.progress.hasBegun) this.open();
    this.fail(error);
  }

  /** The silence that is allowed now begins. */
  private runClock(): void {
    const { stallMs, timeoutMs } = this.request;
    // A server may send the role at once, and its model think in silence: the first words have the time of a first event.
    const silenceMs = this.reader.progress.hasWords ? stallMs : Math.max(stallMs, timeoutMs);
    const clockMs = this.reader.progress.isFinished ? Math.min(silenceMs, lastWordMs) : silenceMs;
    if (clockMs === this.clockMs) return this.refreshClock();
    this.clockMs = clockMs;
    this.startClock(clockMs);
  }

  /** A client that reads slowly slows the backend down, not our memory up. One that reads no more must not hold the backend's place. */
  private pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.pausedSince = performance.now();
    this.controller?.pause();
    this.decoder?.pause();
    this.stopLifetime();
    this.clockMs = this.request.readerStallMs;
    this.startClock(this.clockMs);
  }

  private goOn(): void {
    this.paused = false;
    this.pausedMs += performance.now() - this.pausedSince;
    this.startLifetime();
    this.clockMs = 0;
    this.runClock();
    this.decoder?.resume();
    this.controller?.resume();
  }

  private startLifetime(): void {
    this.lifetimeSince = performance.now();
    const onEnd = (): void => this.fail(new UpstreamError("timeout", "the stream does not come to its end"));
    this.lifetime = setTimeout(onEnd, Math.min(this.lifetimeLeftMs, longestTimer));
  }

  private stopLifetime(): void {
    clearTimeout(this.lifetime);
    this.lifetimeLeftMs -= performance.now() - this.lifetimeSince;
  }

  protected override onClock(): void {
    if (this.paused) this.fail(new UpstreamError("unread", "the reader takes nothing"));
    else if (this.opened && this.reader.progress.isFinished) this.completeUnsaid();
    else super.onClock();
  }

  protected late(): UpstreamError {
    return this.opened
      ? new UpstreamError("stalled", `silence for ${this.clockMs} ms inside a stream`)
      : new UpstreamError("timeout", `no first event within ${this.request.timeoutMs} ms`);
  }

  protected override fail(error: UpstreamError): void {
    // Every choice has ended: what breaks now takes nothing from the answer.
    if (error.failure === "broken" && this.opened && this.reader.progress.isFinished) this.completeUnsaid();
    else super.fail(error);
  }

  protected failed(error: UpstreamError): void {
    clearTimeout(this.lifetime);
    this.failure = error;
    if (!this.opened) return this.reject(error);
    this.tell(error);
    this.taker?.reject(outcomeOfError(error).error);
    this.taker = undefined;
  }

  /** The answer is whole, and the backend has not said so. */
  private completeUnsaid(): void {
    if (this.ended) return;
    this.reader.sayDone(this);
    this.complete();
  }

  private complete(): void {
    if (!this.end()) return;
    clearTimeout(this.lifetime);
    this.tell(undefined);
    this.taker?.resolve({ done: true, value: undefined });
    this.taker = undefined;
    this.decoder?.destroy();
    const { controller } = this;
    if (controller === undefined) return;
    if (this.paused) controller.resume();
    const cut = (): void => controller.abort(new UpstreamError("cancelled", "the stream is complete"));
    this.linger = setTimeout(cut, lingerMs).unref();
  }

  /** What comes after the end does not matter; a server that goes on is cut. */
  private ignore(chunk: Buffer): void {
    this.wholeBytes += chunk.length;
    if (this.wholeBytes > highWater) this.controller?.abort(new UpstreamError("cancelled", "the stream is complete"));
  }

  private tell(failure: UpstreamError | undefined): void {
    const { pieces, progress } = this.reader;
    const { usage, finishReason } = progress;
    this.tellEnd({ usage, pieces, finishReason, pausedMs: this.pausedMs, failure });
  }
}

const openBrace = 0x7b;
const openBracket = 0x5b;
const lessThan = 0x3c;
/** White space, and the bytes of a byte order mark. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
/** A longer time would overflow Node's timers, and end at once. */
const longestTimer = 2 ** 31 - 1;
