/**
 * The data of each event of a stream of server-sent events (WHATWG HTML, 9.2.6): lines may end in LF, CR LF or CR, data may stand in several lines,
 * and comments and unknown fields are passed over. An event without its blank line at the end of the stream is none.
 */
export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parser = new EventParser();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield* parser.add(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Whoever stops reading wants no more of it; a stream that failed has nothing to cancel.
    reader.cancel().catch(() => undefined);
  }
}

/** Finds events in text that comes in pieces. */
export class EventParser {
  /** The line that has not ended, in pieces: one long line costs no more than its length. */
  private line: string[] = [];
  private data: string[] = [];
  private afterCarriageReturn = false;

  /** Data of the events that end in this piece. */
  add(piece: string): string[] {
    const found: string[] = [];
    let rest = piece;
    if (rest !== "" && this.afterCarriageReturn) {
      if (rest.startsWith("\n")) rest = rest.slice(1);
      this.afterCarriageReturn = false;
    }
    if (rest.endsWith("\r")) this.afterCarriageReturn = true;
    const lines = rest.split(/\r\n|\n|\r/);
    for (const [index, part] of lines.entries()) {
      this.line.push(part);
      if (index < lines.length - 1) this.endLine(found);
    }
    return found;
  }

  private endLine(found: string[]): void {
    const line = this.line.join("").replace(/^\uFEFF/, "");
    this.line = [];
    if (line === "") {
      if (this.data.length > 0) found.push(this.data.join("\n"));
      this.data = [];
    } else if (line === "data") this.data.push("");
    else if (line.startsWith("data:")) this.data.push(line.slice(line[5] === " " ? 6 : 5));
  }
}
