const empty = Buffer.alloc(0);

/** A request that has come in whole. */
export interface UpstreamRequest {
  /** `POST /v1/chat/completions`. */
  line: string;
  body: Buffer;
}

/** Takes HTTP/1.1 requests with a Content-Length or chunked body out of what a connection receives. */
export class RequestParser {
  private pending: Buffer = empty;

  /** The requests that are whole with this data. Throws on what is not HTTP. */
  feed(data: Buffer): UpstreamRequest[] {
    this.pending = this.pending.length > 0 ? Buffer.concat([this.pending, data]) : data;
    const requests: UpstreamRequest[] = [];
    for (let next = this.take(); next !== undefined; next = this.take()) requests.push(next);
    return requests;
  }

  private take(): UpstreamRequest | undefined {
    const headEnd = this.pending.indexOf("\r\n\r\n");
    if (headEnd < 0) return undefined;
    const head = this.pending.toString("latin1", 0, headEnd);
    const line = /^([A-Z]+ \S+) HTTP\/1\.1/.exec(head)?.[1];
    if (line === undefined) throw new Error(`not an HTTP/1.1 request: ${head.slice(0, 60)}`);
    const start = headEnd + 4;
    const whole = /\r\ntransfer-encoding: *chunked/i.test(head)
      ? this.chunked(start)
      : this.sized(start, Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0));
    if (whole === undefined) return undefined;
    this.pending = this.pending.length > whole.end ? this.pending.subarray(whole.end) : empty;
    return { line, body: whole.body };
  }

  private sized(start: number, length: number): { body: Buffer; end: number } | undefined {
    const end = start + length;
    return this.pending.length < end ? undefined : { body: this.pending.subarray(start, end), end };
  }

  private chunked(start: number): { body: Buffer; end: number } | undefined {
    const parts: Buffer[] = [];
    for (let at = start; ;) {
      const sizeEnd = this.pending.indexOf("\r\n", at);
      if (sizeEnd < 0) return undefined;
      const size = Number.parseInt(this.pending.toString("latin1", at, sizeEnd), 16);
      if (Number.isNaN(size)) throw new Error("not a chunk size");
      at = sizeEnd + 2 + size + 2;
      if (this.pending.length < at) return undefined;
      if (size === 0) return { body: Buffer.concat(parts), end: at };
      parts.push(this.pending.subarray(sizeEnd + 2, sizeEnd + 2 + size));
    }
  }
}
