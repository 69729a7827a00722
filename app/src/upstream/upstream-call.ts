import type { IncomingHttpHeaders } from "node:http";
import type { Dispatcher } from "undici";
import type { CancelSignal, MemoryRoom } from "../engine";
import { type Decoder, decoderFor, type DecoderSink } from "./decoder";
import { UpstreamError, fromConnectionError } from "./errors";

/** One request to a backend. */
export interface UpstreamRequest {
  path: string;
  headers: Record<string, string>;
  body: Buffer;
  /** Time to the whole answer, or to the first event of a stream, milliseconds. */
  timeoutMs: number;
  /** Aborting ends the call and its connection. */
  signal: CancelSignal;
  /** Where a body that is held as a whole finds its memory. Default: without a bound but its own */
  memory?: MemoryRoom;
  /** Whether the connection on which a request begins right now was opened for it. Default: no */
  isNew?: () => boolean;
}

/** A backend's whole response. */
export interface WholeResponse {
  status: number;
  headers: IncomingHttpHeaders;
  bytes: Buffer;
}

/** 201 and 203 may bring an answer as well: one that were refused for its status would be made and paid for again. */
export const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/**
 * What every call to a backend has in common: one request, a clock, the caller's signal and one end. It stands on undici's dispatch,
 * without its streams and promises, because this is the hot path: they cost as much as everything else that the app does for a request.
 */
export abstract class UpstreamCall implements Dispatcher.DispatchHandler, DecoderSink {
  protected status = 0;
  protected headers: IncomingHttpHeaders = {};
  protected controller: Dispatcher.DispatchController | undefined;
  protected decoder: Decoder | undefined;
  private over = false;
  /** The body cannot be decoded, and does not matter. */
  private unreadable = false;
  /** Its connection was opened for it. */
  private onNew = false;
  private clock: NodeJS.Timeout | undefined;
  private readonly onAbort = (): void => this.fail(new UpstreamError("cancelled", "the caller has gone"));

  constructor(protected readonly request: UpstreamRequest) {
    request.signal.addEventListener("abort", this.onAbort);
  }

  /** Whether the call has come to its end, be it good or bad. */
  protected get ended(): boolean {
    return this.over;
  }

  /** Sends the request, and starts the clock. */
  send(pool: Dispatcher): void {
    const { path, headers, body, timeoutMs, signal } = this.request;
    if (signal.aborted) return this.onAbort();
    this.startClock(timeoutMs);
    pool.dispatch({ method: "POST", path, headers, body }, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    this.onNew = this.request.isNew?.() ?? false;
    // It may have ended while it waited for a connection.
    if (this.over) controller.abort(new UpstreamError("cancelled", "the call has ended"));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    // An interim response (103, 102) is none: RFC 9110, 15.2.
    if (status < 200) return;
    this.status = status;
    this.headers = headers;
    const decoder = decoderFor(headers["content-encoding"], this);
    if (decoder === "unknown") {
      // A refusal is one also where its words cannot be read.
      if (!isSuccess(status)) return void (this.unreadable = true);
      return this.fail(new UpstreamError("garbage", "the body has an encoding that is not known here"));
    }
    this.decoder = decoder;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.unreadable) return;
    if (this.decoder === undefined) this.onBody(chunk);
    else if (!this.over) this.decoder.push(chunk);
  }

  onResponseEnd(): void {
    if (this.decoder === undefined) this.onBodyEnd();
    else this.decoder.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(fromConnectionError(error, { unanswered: this.status === 0, isNew: this.onNew }));
  }

  /** The next bytes of the response's body. */
  abstract onBody(chunk: Buffer): void;

  /** The body has ended as it should. */
  abstract onBodyEnd(): void;

  onBodyError(cause: Error): void {
    if (!isSuccess(this.status)) return this.onBodyEnd();
    this.fail(new UpstreamError("garbage", "the body cannot be decoded", { cause }));
  }

  /**
   * Whether so many bytes more of a body can be held as a whole; if not, the call has failed. They are there twice at its end: as they came, and in one
   * piece or as its text.
   */
  protected canHold(bytes: number): boolean {
    const { memory } = this.request;
    if (memory === undefined || memory.take(2 * bytes)) return true;
    this.fail(new UpstreamError("crowded", "there is no memory for the answer"));
    return false;
  }

  /** What it means that the clock has run out. */
  protected abstract late(): UpstreamError;

  /** Tells the caller that the call has failed. */
  protected abstract failed(error: UpstreamError): void;

  protected fail(error: UpstreamError): void {
    if (!this.end()) return;
    this.failed(error);
    this.decoder?.destroy();
    this.controller?.abort(error);
  }

  /** Ends the call once; false for one that has ended. */
  protected end(): boolean {
    if (this.over) return false;
    this.over = true;
    clearTimeout(this.clock);
    this.request.signal.removeEventListener("abort", this.onAbort);
    return true;
  }

  /** Calls `onClock` after so many milliseconds, in place of the clock that ran before. */
  protected startClock(milliseconds: number): void {
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.onClock(), milliseconds);
  }

  /** The running clock begins anew. */
  protected refreshClock(): void {
    this.clock?.refresh();
  }

  /** The clock has run out. */
  protected onClock(): void {
    this.fail(this.late());
  }
}
