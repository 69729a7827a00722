import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { Endpoint, Usage } from "../engine";
import { bodyKindOf } from "./body-kind";
import { largestAnswer } from "./call";
import { UpstreamError } from "./errors";
import { EventQueue } from "./event-queue";
import { outcomeOfError } from "./outcome";
import { PausableTimer } from "./pausable-timer";
import { type EventSink, StreamReader } from "./stream-reader";
import { isSuccess, UpstreamCall, type UpstreamRequest, type WholeResponse } from "./upstream-call";

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
  /** Choices that it asks for. Default: 1 */
  choices?: number;
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
  private readonly queue = new EventQueue(() => this.onTaken());
  private paused = false;
  /** Milliseconds of the clock that runs. */
  private clockMs = 0;
  private readonly lifetime: PausableTimer;
  /** The response has ended by itself: its connection is free. */
  private responseOver = false;
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
    const onEnd = (): void => this.fail(new UpstreamError("timeout", "the stream does not come to its end"));
    this.lifetime = new PausableTimer(request.lifetimeMs, onEnd);
  }

  override onResponseEnd(): void {
    this.responseOver = true;
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
    if (this.queue.bytes > highWater) this.pause();
  }

  onBodyEnd(): void {
    if (this.ended) return;
    if (!isSuccess(this.status)) this.whole ??= [];
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
    return this.queue.take();
  }

  return(): Promise<IteratorResult<Buffer>> {
    this.queue.close();
    this.fail(new UpstreamError("cancelled", "the reader has gone"));
    return Promise.resolve({ done: true, value: undefined });
  }

  give(event: Buffer): void {
    this.queue.give(event);
  }

  private onTaken(): void {
    if (!this.paused || this.ended) return;
    if (this.queue.bytes <= highWater / 2) this.goOn();
    else this.refreshClock();
  }

  private recognize(chunk: Buffer): void {
    const kind = isSuccess(this.status) ? bodyKindOf(chunk) : "json";
    if (kind === "json") this.whole = [];
    else if (kind === "page") this.fail(new UpstreamError("garbage", "a stream was asked for, and a page came"));
    else this.isEvents = kind === "events";
  }

  private collect(whole: Buffer[], chunk: Buffer): void {
    if (!this.canHold(chunk.length)) return;
    whole.push(chunk);
    this.wholeBytes += chunk.length;
    const most = isSuccess(this.status) ? largestAnswer : largestRefusal;
    if (this.wholeBytes > most) this.fail(new UpstreamError("garbage", `the body is larger than ${most} bytes`));
  }

  /** Only a choice is an answer, and only an answer rules out another backend. */
  private open(): boolean {
    if (this.ended) return false;
    if (!this.reader.progress.hasBegun) {
      if (this.queue.bytes > largestRefusal) this.fail(new UpstreamError("garbage", "comments without end"));
      return false;
    }
    this.opened = true;
    this.lifetime.run();
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
    this.controller?.pause();
    this.decoder?.pause();
    this.lifetime.pause();
    this.clockMs = this.request.readerStallMs;
    this.startClock(this.clockMs);
  }

  private goOn(): void {
    this.paused = false;
    this.lifetime.run();
    this.clockMs = 0;
    this.runClock();
    this.decoder?.resume();
    this.controller?.resume();
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
    this.lifetime.stop();
    if (!this.opened) return this.reject(error);
    this.tell(error);
    this.queue.end(outcomeOfError(error).error);
  }

  /** The answer is whole, and the backend has not said so. */
  private completeUnsaid(): void {
    if (this.ended) return;
    this.reader.sayDone(this);
    this.complete();
  }

  private complete(): void {
    if (!this.end()) return;
    this.lifetime.stop();
    this.tell(undefined);
    this.queue.end();
    this.decoder?.destroy();
    const { controller } = this;
    if (controller === undefined || this.responseOver) return;
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
    this.tellEnd({ usage, pieces, finishReason, pausedMs: this.lifetime.pausedMs, failure });
  }
}
