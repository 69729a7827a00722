import type { Dispatcher } from "undici";
import { bodyKindOf } from "./body-kind";
import { UpstreamError } from "./errors";
import { UpstreamCall, type UpstreamRequest, type WholeResponse } from "./upstream-call";

/** Largest answer that is held in memory, bytes. A chat completion has a few kilobytes. */
export const largestAnswer = 64 * 1024 * 1024;

/** A request whose answer comes whole. */
export interface WholeRequest extends UpstreamRequest {
  /** Longest silence inside the answer, milliseconds. */
  stallMs: number;
}

/** Sends the request and collects the response. Fails with an `UpstreamError`. */
export function callForWhole(pool: Dispatcher, request: WholeRequest): Promise<WholeResponse> {
  return new Promise((resolve, reject) => new WholeCall(request, resolve, reject).send(pool));
}

class WholeCall extends UpstreamCall {
  private first: Buffer | undefined;
  private more: Buffer[] | undefined;
  private length = 0;
  private begun = false;
  private readonly sentAt = performance.now();

  constructor(
    protected override readonly request: WholeRequest,
    private readonly resolve: (response: WholeResponse) => void,
    protected readonly failed: (error: UpstreamError) => void,
  ) {
    super(request);
  }

  onBody(chunk: Buffer): void {
    if (this.ended) return;
    this.length += chunk.length;
    if (this.length > largestAnswer) {
      return this.fail(new UpstreamError("garbage", `the answer is larger than ${largestAnswer} bytes`));
    }
    if (!this.canHold(chunk.length)) return;
    // Blanks are how some keep a connection alive while the model works (https://api-docs.deepseek.com/quick_start/rate_limit).
    if (this.begun || bodyKindOf(chunk) !== undefined) this.watch();
    if (this.first === undefined) this.first = chunk;
    else (this.more ??= [this.first]).push(chunk);
  }

  onBodyEnd(): void {
    if (!this.end()) return;
    const bytes = this.more === undefined ? (this.first ?? Buffer.alloc(0)) : Buffer.concat(this.more, this.length);
    this.resolve({ status: this.status, headers: this.headers, bytes });
  }

  /** From its first byte on silence ends an answer, as it ends a stream. */
  private watch(): void {
    const { stallMs, timeoutMs } = this.request;
    this.begun = true;
    this.startClock(Math.min(stallMs, Math.max(0, this.sentAt + timeoutMs - performance.now())));
  }

  protected late(): UpstreamError {
    const { stallMs } = this.request;
    if (this.begun && performance.now() - this.sentAt < this.request.timeoutMs) {
      return new UpstreamError("stalled", `silence for ${stallMs} ms inside an answer`);
    }
    return new UpstreamError("timeout", `no answer within ${this.request.timeoutMs} ms`);
  }
}
