import { UpstreamError } from "./errors";

/** Largest single event, bytes. A token's event has a few hundred. */
const largestEvent = 4 * 1024 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Cuts a byte stream into whole server-sent events, without copying what came whole and without decoding anything. An event
 * ends with an empty line; lines end with LF, CR or CRLF.
 */
export class SseSplitter {
  private rest: Buffer | undefined;
  /** Where in `rest` the search goes on. */
  private scanned = 0;

  /** The events that `chunk` completes, each with its empty line. */
  push(chunk: Buffer): Buffer[] {
    const data = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    const events: Buffer[] = [];
    let start = 0;
    let at = this.scanned;
    for (;;) {
      const end = endOfEvent(data, at);
      if (end === -1) break;
      events.push(data.subarray(start, end));
      start = end;
      at = end;
    }
    this.rest = start === data.length ? undefined : data.subarray(start);
    // An end can lie across chunks: up to three of its four bytes are already here.
    this.scanned = Math.max(0, (this.rest?.length ?? 0) - 3);
    if (this.rest !== undefined && this.rest.length > largestEvent) {
      throw new UpstreamError("garbage", `a streamed event is larger than ${largestEvent} bytes`);
    }
    return events;
  }

  /** What came after the last whole event. */
  remainder(): Buffer | undefined {
    return this.rest;
  }
}

/** Index after the first empty line at or after `from`, or -1. */
function endOfEvent(data: Buffer, from: number): number {
  for (let at = from; at < data.length; at++) {
    const byte = data[at];
    if (byte === lineFeed) {
      if (data[at + 1] === lineFeed) return at + 2;
      if (data[at + 1] === carriageReturn && data[at + 2] === lineFeed) return at + 3;
    } else if (byte === carriageReturn && data[at + 1] === carriageReturn) return at + 2;
  }
  return -1;
}

/** The data of the event that ends a stream. */
export const doneData = "[DONE]";

/** The `data` of an event, or `undefined` for a comment or an event without. */
export function dataOf(event: Buffer): string | undefined {
  const text = event.toString("utf8");
  return dataOfLine(text) ?? dataOfLines(text);
}

/** Nearly every event is one line of data, and a stream has one a token: no list of lines is made for it. */
function dataOfLine(text: string): string | undefined {
  if (!text.startsWith("data:")) return undefined;
  const end = text.indexOf("\n");
  if (end < text.length - 2 || text.includes("\r")) return undefined;
  return text.slice(text[5] === " " ? 6 : 5, end) || undefined;
}

function dataOfLines(text: string): string | undefined {
  let data: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (!line.startsWith("data:")) continue;
    const value = line.slice(line[5] === " " ? 6 : 5);
    data = data === undefined ? value : `${data}\n${value}`;
  }
  return data || undefined;
}
