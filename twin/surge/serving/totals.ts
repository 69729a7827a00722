import { Quantiles } from "../events";

/** How a question can end without its answer. */
export type Failure = "refused" | "timedOut" | "lost";

/** Tokens that a model has read and written. */
export interface ModelTokens {
  answers: number;
  promptTokens: number;
  outputTokens: number;
}

/** What became of the questions. Every arrival is answered, refused, timed out, lost or still inside. */
export class Totals {
  arrivals = 0;
  answered = 0;
  /** Turned away: no place in time, a line that is full, a limit of the gateway. Nothing was promised. */
  refused = 0;
  /** Of the refused: those whose last try the edge turned away. */
  refusedAtEdge = 0;
  /** The client went before the first token. */
  timedOut = 0;
  /** Taken in and not answered: a pod or an engine ended, or every backend failed. */
  lost = 0;
  /** Tries of clients beyond their first, and rounds of the app beyond the first. */
  clientRetries = 0;
  appRetries = 0;
  /** Tries that vLLM was the first choice for and that went elsewhere. */
  overflowed = 0;
  /** Calls that the gateway turned away because of its rate limits. */
  gatewayRejected = 0;
  /** From the first time that the question was asked to the first token, and to the last; of those that were answered. */
  readonly firstTokenSeconds = new Quantiles();
  readonly answerSeconds = new Quantiles();
  /** The former since it was last cleared: for a course over time. */
  readonly lately = new Quantiles();
  readonly byModel = new Map<string, ModelTokens>();

  /** Questions that have no end yet. */
  get inside(): number {
    return this.arrivals - this.answered - this.refused - this.timedOut - this.lost;
  }

  /** An answer of a model is complete. */
  answer(model: string, promptTokens: number, outputTokens: number): void {
    let tokens = this.byModel.get(model);
    if (tokens === undefined) this.byModel.set(model, (tokens = { answers: 0, promptTokens: 0, outputTokens: 0 }));
    tokens.answers += 1;
    tokens.promptTokens += promptTokens;
    tokens.outputTokens += outputTokens;
    this.answered += 1;
  }
}
