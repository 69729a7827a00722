import type { Dispatcher } from "undici";
import { UpstreamError } from "./errors";
import { noMemoryLeft, UpstreamCall, type UpstreamRequest, type WholeResponse } from "./upstream-call";

/** Largest answer that is held in memory, bytes. A chat completion has a few kilobytes. */
export const largestAnswer = 64 * 1024 * 1024;

/** Sends the request and collects the response. Fails with an `UpstreamError`. */
export function callForWhole(pool: Dispatcher, request: UpstreamRequest): Promise<WholeResponse> {
  return new Promise((resolve, reject) => new WholeCall(request, resolve, reject).send(pool));
}

class WholeCall extends UpstreamCall {
  private first: Buffer | undefined;
  private more: Buffer[] | undefined;
  private length = 0;

  constructor(
    request: UpstreamRequest,
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
    if (!this.hasMemoryFor(this.length, chunk)) return this.fail(noMemoryLeft());
    if (this.first === undefined) this.first = chunk;
    else (this.more ??= [this.first]).push(chunk);
  }

  onBodyEnd(): void {
    if (!this.end()) return;
    const bytes = this.more === undefined ? (this.first ?? Buffer.alloc(0)) : Buffer.concat(this.more, this.length);
    this.resolve({ status: this.status, headers: this.headers, bytes });
  }

  protected late(): UpstreamError {
    return new UpstreamError("timeout", `no answer within ${this.request.timeoutMs} ms`);
  }
}
