import type { Endpoint, Usage } from "../engine";
import { isObject } from "../json";
import { failedChoice, toldInstead } from "./answer";
import { usageOf } from "./usage";

/** How far a streamed answer has come, by what its pieces say. */
export interface AnswerProgress {
  /** This is an answer: no other backend is asked any more. */
  readonly hasBegun: boolean;
  /** Something of the answer itself has come: more than what a server may send before the model has begun. */
  readonly hasWords: boolean;
  /** It has said all that was asked for, but perhaps the count of its tokens and `[DONE]`. */
  readonly isFinished: boolean;
  /** All that has begun has come to its end: a server that gives fewer choices than were asked for has said all as well, where its stream ends. */
  readonly isClosed: boolean;
  /** Why it ended; of several choices the first one. */
  readonly finishReason: string | undefined;
  /** Tokens as the backend counted them. */
  readonly usage: Usage | undefined;
  /** Whether its stream ends with `[DONE]`. */
  readonly saysDone: boolean;
  /**
   * Notes a piece. Fails with an `UpstreamError` where it says that the backend has failed.
   *
   * @returns whether it is a part of the answer: a count of tokens, a filter's word about the prompt and a ping in JSON are none
   */
  note(piece: Record<string, unknown>): boolean;
}

/** The progress of an answer to a call that asks for so many choices. */
export const progressOf = (endpoint: Endpoint, choices = 1): AnswerProgress =>
  endpoint === "responses" ? new ResponseProgress() : new ChoicesProgress(choices);

/** Of chat completions and legacy completions: each choice has its own `finish_reason`. */
class ChoicesProgress implements AnswerProgress {
  readonly saysDone = true;
  hasWords = false;
  finishReason: string | undefined;
  usage: Usage | undefined;
  /** Choices that have begun, by whether they have ended. */
  private readonly choices = new Map<number, boolean>();
  private open = 0;

  /** @param asked choices: a server may write one after the other, and one that has not begun is not ended */
  constructor(private readonly asked: number) {}

  get hasBegun(): boolean {
    return this.choices.size > 0;
  }

  get isFinished(): boolean {
    return this.isClosed && this.choices.size >= this.asked;
  }

  get isClosed(): boolean {
    return this.choices.size > 0 && this.open === 0;
  }

  note(piece: Record<string, unknown>): boolean {
    this.usage = usageOf(piece) ?? this.usage;
    if (!Array.isArray(piece.choices)) return false;
    let isPart = false;
    for (const choice of piece.choices) {
      if (!isObject(choice)) continue;
      isPart = true;
      this.noteChoice(choice);
    }
    return isPart;
  }

  private noteChoice(choice: Record<string, unknown>): void {
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

/** Whether a delta has more than a role and empty members. */
function hasWords(delta: Record<string, unknown>): boolean {
  for (const name in delta) {
    const value = delta[name];
    if (name !== "role" && value !== null && value !== "") return true;
  }
  return false;
}

/** Said before the model has begun. */
const beforeWords: ReadonlySet<unknown> = new Set(["response.created", "response.queued", "response.in_progress"]);

/** Of responses: typed events, the last of which has the whole response (https://platform.openai.com/docs/api-reference/responses-streaming). */
class ResponseProgress implements AnswerProgress {
  readonly saysDone = false;
  hasBegun = false;
  hasWords = false;
  isFinished = false;
  finishReason: string | undefined;
  usage: Usage | undefined;

  get isClosed(): boolean {
    return this.isFinished;
  }

  note({ type, response }: Record<string, unknown>): boolean {
    // OpenAI's `keepalive` is an event as well.
    if (typeof type !== "string" || !type.startsWith("response.")) return false;
    if (type === "response.failed" || type === "response.cancelled") throw toldInstead(response);
    this.hasBegun = true;
    this.hasWords ||= !beforeWords.has(type);
    if (!isObject(response)) return true;
    this.usage = usageOf(response) ?? this.usage;
    if (type !== "response.completed" && type !== "response.incomplete") return true;
    this.isFinished = true;
    const details = response.incomplete_details;
    const reason = isObject(details) ? details.reason : undefined;
    this.finishReason = typeof reason === "string" ? reason : "stop";
    return true;
  }
}
