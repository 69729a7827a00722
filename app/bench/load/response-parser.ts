/** What a response tells as it comes in. */
export interface ResponseEvents {
  head(status: number): void;
  body(part: Buffer): void;
  /** The response is whole. `reusable` says whether the connection can take another request. */
  end(reusable: boolean): void;
}

type Stage = "head" | "sized" | "chunk-size" | "chunk-data" | "chunk-end" | "trailer" | "until-close";

const empty = Buffer.alloc(0);

/**
 * As much of HTTP/1.1 as the answers of a proxy need: Content-Length, chunked, and "until the connection closes". It is here
 * because a generator on a general client would use up the core that it shares with the upstream, and measure itself.
 */
export class ResponseParser {
  private stage: Stage = "head";
  private rest: Buffer = empty;
  private remaining = 0;
  private reusable = true;

  constructor(private readonly events: ResponseEvents) {}

  feed(data: Buffer): void {
    let input = this.rest.length > 0 ? Buffer.concat([this.rest, data]) : data;
    this.rest = empty;
    while (input.length > 0) {
      const used = this.step(input);
      if (used === undefined) {
        this.rest = input;
        return;
      }
      input = input.subarray(used);
    }
  }

  /** The peer closed the connection. Answers whether the response in progress, if any, is whole by that. */
  close(): boolean {
    if (this.stage !== "until-close") return false;
    this.reusable = false;
    this.finish();
    return true;
  }

  /** Takes one element from the input and answers its length, or nothing when the element has not come in whole. */
  private step(input: Buffer): number | undefined {
    switch (this.stage) {
      case "head":
        return this.head(input);
      case "until-close":
        this.events.body(input);
        return input.length;
      case "sized":
      case "chunk-data": {
        const part = input.length > this.remaining ? input.subarray(0, this.remaining) : input;
        this.remaining -= part.length;
        this.events.body(part);
        if (this.remaining === 0) this.bodyPartRead();
        return part.length;
      }
      default:
        return this.line(input);
    }
  }

  private head(input: Buffer): number | undefined {
    const end = input.indexOf("\r\n\r\n");
    if (end < 0) return undefined;
    const text = input.toString("latin1", 0, end);
    const status = Number(text.slice(9, 12));
    if (!text.startsWith("HTTP/1.") || !Number.isInteger(status)) throw new Error(`not HTTP: ${text.slice(0, 60)}`);
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    this.reusable = !/\r\nconnection: *close/i.test(text);
    this.events.head(status);
    if (/\r\ntransfer-encoding: *chunked/i.test(text)) this.stage = "chunk-size";
    else if (length === undefined) this.stage = "until-close";
    else if (Number(length) === 0) this.finish();
    else {
      this.stage = "sized";
      this.remaining = Number(length);
    }
    return end + 4;
  }

  private line(input: Buffer): number | undefined {
    const end = input.indexOf("\r\n");
    if (end < 0) return undefined;
    if (this.stage === "chunk-end") this.stage = "chunk-size";
    else if (this.stage === "trailer") {
      if (end === 0) this.finish();
    } else {
      this.remaining = Number.parseInt(input.toString("latin1", 0, end), 16);
      if (Number.isNaN(this.remaining))
        throw new Error(`not a chunk size: ${input.toString("latin1", 0, Math.min(end, 40))}`);
      this.stage = this.remaining === 0 ? "trailer" : "chunk-data";
    }
    return end + 2;
  }

  private bodyPartRead(): void {
    if (this.stage === "chunk-data") this.stage = "chunk-end";
    else this.finish();
  }

  private finish(): void {
    this.stage = "head";
    this.events.end(this.reusable);
  }
}
