import { UpstreamError } from "./errors";

/** Largest single event, bytes. A token's event has a few hundred. */
const largestEvent = 4 * 1024 * 1024;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.from("\uFEFF");

/**
 * Cuts a byte stream into whole server-sent events, without copying what came whole and without decoding anything. An event
 * ends with an empty line; lines end with LF, CR or CRLF; a byte order mark before the first is dropped
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export class SseSplitter {
  private rest: Buffer | undefined;
  /** Where in `rest` the search goes on. */
  private scanned = 0;
  private started = false;

  /** The events that `chunk` completes, each with its empty line. */
  push(chunk: Buffer): Buffer[] {
    let data = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
    if (!this.started) {
      if (data.length < byteOrderMark.length && byteOrderMark.subarray(0, data.length).equals(data)) {
        this.rest = data;
        return [];
      }
      this.started = true;
      if (data.subarray(0, byteOrderMark.length).equals(byteOrderMark)) data = data.subarray(byteOrderMark.length);
    }
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
      // Alone, or before a line feed: what it is, the next byte says.
      if (data[at + 1] === carriageReturn && at + 2 < data.length) return data[at + 2] === lineFeed ? at + 3 : at + 2;
    } else if (byte === carriageReturn && data[at + 1] === carriageReturn) return at + 2;
  }
  return -1;
}

/** The data of the event that ends a stream. */
export const doneData = "[DONE]";

/** That event. */
export const doneEvent = Buffer.from(`data: ${doneData}\n\n`);

const openBrace = 0x7b;

/**
 * Whether an event's data ends the stream: what OpenAI's clients take for it (https://github.com/openai/openai-node/blob/v6.30.1/src/core/streaming.ts,
 * whatever follows), and what servers write in its place: in small letters, in blanks, as a JSON text.
 */
export const isDone = (data: string): boolean => data.charCodeAt(0) !== openBrace && /^\s*"?\[done\]/i.test(data);

/** The name of an event, `""` where it has none. One whose text is a single line of data has none. */
export const nameOf = (text: string): string => /(?:^|[\r\n])event: ?([^\r\n]*)/.exec(text)?.[1]?.trim() ?? "";

/** The `data` of an event, or `undefined` for a comment or an event without. */
export function dataOf(event: Buffer): string | undefined {
  const text = event.toString("utf8");
  return dataOfLine(text) ?? dataOfLines(text);
}

/** Nearly every event is one line of data, and a stream has one a token: no list of lines is made for it. */
export function dataOfLine(text: string): string | undefined {
  if (!text.startsWith("data:")) return undefined;
  let end = text.indexOf("\n");
  const carriage = text.indexOf("\r");
  if (carriage === -1) {
    if (end < text.length - 2) return undefined;
  } else {
    if (carriage !== end - 1 || end !== text.length - 3) return undefined;
    end = carriage;
  }
  return text.slice(text[5] === " " ? 6 : 5, end) || undefined;
}

/** The same for an event of any lines. */
export function dataOfLines(text: string): string | undefined {
  let data: string | undefined;
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (!line.startsWith("data:")) continue;
    const value = line.slice(line[5] === " " ? 6 : 5);
    data = data === undefined ? value : `${data}\n${value}`;
  }
  return data || undefined;
}
