import type { Endpoint } from "../engine";
import { isObject } from "../json";
import { parsed, pieceOf, toldInstead, unframedErrorOf } from "./answer";
import { type AnswerProgress, progressOf } from "./answer-progress";
import { UpstreamError } from "./errors";
import { dataOfLine, dataOfLines, doneEvent, isDone, nameOf, SseSplitter } from "./sse";

/** Longest remainder that may be the last word without its empty line, bytes. */
const longestLastWord = 64;

/** Where a stream's events go. */
export interface EventSink {
  give(event: Buffer): void;
}

/**
 * Reads a backend's stream: which bytes are events to pass on, what they say about the answer, and when it has ended. A pure state machine: chunks
 * in, events out, an `UpstreamError` where it is no answer.
 *
 * A stream is complete when it says `[DONE]`, be it with or without the newlines after it, or when every choice that has begun has its
 * `finish_reason` and the connection ends: many servers leave `[DONE]` out. One that ends without either is broken, whatever came before.
 * `[DONE]` without a `finish_reason` is taken for an end, because it is the server's word for it ("the stream is terminated by a data: [DONE] message",
 * https://platform.openai.com/docs/api-reference/chat/create), and OpenAI's clients stop at it as well.
 */
export class StreamReader {
  /** Events with a piece of an answer so far. */
  pieces = 0;
  /** What they say. */
  readonly progress: AnswerProgress;
  /** It has said its last word: nothing after it matters. */
  isDone = false;
  private readonly splitter = new SseSplitter();

  /**
   * @param options.keepUsage whether the event that only counts tokens is passed on
   * @param options.choices choices that were asked for. Default: 1
   */
  constructor(private readonly options: { endpoint: Endpoint; keepUsage: boolean; choices?: number }) {
    this.progress = progressOf(options.endpoint, options.choices);
  }

  /** Reads the next bytes. Fails with an `UpstreamError`; the events before it have been given. */
  push(chunk: Buffer, sink: EventSink): void {
    for (const event of this.splitter.push(chunk)) {
      if (!this.isDone) this.take(event, sink);
    }
    if (this.isDone) return;
    const rest = this.splitter.remainder();
    // Servers that end with one newline, or none, may leave the connection open: the empty line would never come.
    if (rest !== undefined && rest.length <= longestLastWord && isLastWord(rest)) this.sayDone(sink);
  }

  /** The connection has ended. Fails with an `UpstreamError` unless the stream is complete. */
  end(sink: EventSink): void {
    if (this.isDone) return;
    const rest = this.splitter.remainder();
    if (rest !== undefined) this.takeRest(rest, sink);
    if (this.isDone) return;
    const { hasBegun, isClosed } = this.progress;
    if (!hasBegun) throw new UpstreamError("garbage", "the stream ended before its first event");
    if (!isClosed) throw new UpstreamError("broken", "the stream ended without finish_reason and [DONE]");
    this.sayDone(sink);
  }

  private take(event: Buffer, sink: EventSink): void {
    const text = event.toString("utf8");
    let data = dataOfLine(text);
    if (data === undefined) {
      data = dataOfLines(text);
      const name = nameOf(text);
      if (name === "error") throw toldInstead(data === undefined ? undefined : (parsed(data) ?? data));
      if (data === undefined) {
        const error = unframedErrorOf(text);
        if (error !== undefined) throw error;
        return sink.give(event);
      }
      // A ping in words. A browser hears it under its name only; OpenAI's clients read every event's data as JSON and would break.
      if (name !== "" && name !== "message" && !isDone(data) && !isStructure(parsed(data))) return;
    }
    if (isDone(data)) return this.sayDone(sink);
    const piece = this.pieceOf(data);
    if (piece === undefined) return;
    if (this.progress.note(piece)) this.pieces += 1;
    const { choices, usage } = piece;
    const isUsageAlone = Array.isArray(choices) && choices.length === 0 && isObject(usage);
    if (!isUsageAlone || this.options.keepUsage) sink.give(event);
    // The last event of a response is its last word.
    if (!this.progress.saysDone && this.progress.isFinished) this.isDone = true;
  }

  /** A piece of the answer. Where all has been said, what is none takes nothing from it, and is left out. */
  private pieceOf(data: string): Record<string, unknown> | undefined {
    try {
      return pieceOf(data);
    } catch (error) {
      if (this.progress.isFinished && (error as UpstreamError).failure === "garbage") return undefined;
      throw error;
    }
  }

  /** The last event may lack its empty line, and then a browser would drop it. A server that just closes means it all the same. */
  private takeRest(rest: Buffer, sink: EventSink): void {
    const text = rest.toString("utf8");
    const data = dataOfLines(text);
    if (data === undefined) {
      const error = unframedErrorOf(text);
      if (error !== undefined) throw error;
      return;
    }
    if (isDone(data) || isObject(parsed(data))) this.take(Buffer.concat([rest, emptyLine]), sink);
    // A whole answer has come, and a count of its tokens was cut off.
    else if (!this.progress.isFinished) throw new UpstreamError("broken", "the stream ended inside an event");
  }

  /** Says the last word. It is the same for every client, however the server wrote it and wherever its bytes were cut. */
  sayDone(sink: EventSink): void {
    if (!this.progress.hasBegun) throw new UpstreamError("garbage", "the stream is done before its first event");
    this.isDone = true;
    sink.give(doneEvent);
  }
}

const emptyLine = Buffer.from("\n\n");

const isStructure = (value: unknown): boolean => typeof value === "object" && value !== null;

function isLastWord(rest: Buffer): boolean {
  const data = dataOfLines(rest.toString("utf8"));
  return data !== undefined && /^\s*"?\[done\]"?\s*$/i.test(data);
}
