import type { Usage } from "../engine";
import { isObject } from "../json";
import { failedChoice, parsed, pieceOf, toldInstead } from "./answer";
import { UpstreamError } from "./errors";
import { dataOfLine, dataOfLines, doneEvent, isDone, namesError, SseSplitter } from "./sse";
import { usageOf } from "./usage";

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
  /** Tokens as the backend counted them. */
  usage: Usage | undefined;
  /** Why the first choice ended. */
  finishReason: string | undefined;
  /** Whether something of the answer itself has come: more than the role that a server may send before the model has begun. */
  hasWords = false;
  /** It has said `[DONE]`: nothing after it matters. */
  isDone = false;
  private readonly splitter = new SseSplitter();
  /** Choices that have begun, by whether they have their `finish_reason`. */
  private readonly choices = new Map<number, boolean>();
  private open = 0;

  /** @param keepUsage whether the event that only counts tokens is passed on */
  constructor(private readonly keepUsage: boolean) {}

  /** A choice has begun: this is an answer, and no other backend is asked any more. */
  get hasBegun(): boolean {
    return this.choices.size > 0;
  }

  /** Every choice that has begun has ended. What may still come is the count of tokens and `[DONE]`. */
  get isFinished(): boolean {
    return this.choices.size > 0 && this.open === 0;
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
    if (!this.hasBegun) throw new UpstreamError("garbage", "the stream ended before its first event");
    if (!this.isFinished) throw new UpstreamError("broken", "the stream ended without finish_reason and [DONE]");
    this.sayDone(sink);
  }

  private take(event: Buffer, sink: EventSink): void {
    const text = event.toString("utf8");
    let data = dataOfLine(text);
    if (data === undefined) {
      data = dataOfLines(text);
      if (namesError(text)) throw toldInstead(data === undefined ? undefined : (parsed(data) ?? data));
    }
    if (data === undefined) return sink.give(event);
    if (isDone(data)) return this.sayDone(sink);
    const piece = pieceOf(data);
    this.pieces += 1;
    this.usage = usageOf(piece) ?? this.usage;
    const { choices } = piece;
    if (Array.isArray(choices)) {
      if (choices.length === 0 && !this.keepUsage && isObject(piece.usage)) return;
      for (const choice of choices) if (isObject(choice)) this.note(choice);
    }
    sink.give(event);
  }

  /** The last event may lack its empty line, and then a browser would drop it. A server that just closes means it all the same. */
  private takeRest(rest: Buffer, sink: EventSink): void {
    const data = dataOfLines(rest.toString("utf8"));
    if (data === undefined) return;
    if (isDone(data) || isObject(parsed(data))) this.take(Buffer.concat([rest, emptyLine]), sink);
    // A whole answer has come, and a count of its tokens was cut off.
    else if (!this.isFinished) throw new UpstreamError("broken", "the stream ended inside an event");
  }

  /** The last word is the same for every client, however the server wrote it and wherever its bytes were cut. */
  private sayDone(sink: EventSink): void {
    if (!this.hasBegun) throw new UpstreamError("garbage", "the stream is done before its first event");
    this.isDone = true;
    sink.give(doneEvent);
  }

  private note(choice: Record<string, unknown>): void {
    const index = typeof choice.index === "number" ? choice.index : 0;
    const { finish_reason: reason, delta } = choice;
    const known = this.choices.get(index);
    if (typeof reason === "string" && reason !== "") {
      failedChoice(choice);
      this.hasWords = true;
      if (known === false) this.open -= 1;
      this.choices.set(index, true);
      if (index === 0 || this.finishReason === undefined) this.finishReason = reason;
    } else if (known === undefined) {
      this.open += 1;
      this.choices.set(index, false);
    }
    if (!this.hasWords) this.hasWords = isObject(delta) ? hasWords(delta) : typeof choice.text === "string";
  }
}

const emptyLine = Buffer.from("\n\n");

/** Whether a delta has more than a role and empty members. */
function hasWords(delta: Record<string, unknown>): boolean {
  for (const name in delta) {
    const value = delta[name];
    if (name !== "role" && value !== null && value !== "") return true;
  }
  return false;
}

function isLastWord(rest: Buffer): boolean {
  const data = dataOfLines(rest.toString("utf8"));
  return data !== undefined && data.trimEnd() === "[DONE]";
}
