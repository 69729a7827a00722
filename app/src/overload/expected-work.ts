import type { ChatBody, Usage } from "../engine";

/** Reading a prompt's token costs a backend about this share of writing one: it reads them in parallel. */
const promptWeight = 0.1;
/** Bytes of a prompt per token; English text has about four. */
const bytesPerToken = 4;
/** Tokens of an answer before anything is observed: the sale day's question has 300. */
const firstGuess = 300;

/** Time to the first token, as tokens written. */
const tokensToFirst = 50;

/** Work of an answer, in tokens written: what time at a backend is proportional to. */
export function workOf({ promptTokens, completionTokens }: Usage): number {
  return tokensToFirst + completionTokens + promptTokens * promptWeight;
}

/** Tokens of a prompt of that size. */
export function promptTokensOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

/** How long answers are, learned by model: most end far below `max_tokens`. */
export class ExpectedWork {
  private readonly lengths = new Map<string, number>();

  /** Expected work of a request at a model, tokens. */
  of(body: ChatBody, promptBytes: number, model: string): number {
    const bound = maxTokensOf(body) ?? Infinity;
    const completionTokens = Math.min(bound, this.lengths.get(model) ?? firstGuess);
    return workOf({ promptTokens: promptTokensOf(promptBytes), completionTokens });
  }

  /** An answer of that length has ended. */
  learn(model: string, completionTokens: number): void {
    const mean = this.lengths.get(model);
    this.lengths.set(model, mean === undefined ? completionTokens : mean + 0.05 * (completionTokens - mean));
  }
}

/** The bound that a request sets on its answer, by either of OpenAI's two names. */
export function maxTokensOf(body: ChatBody): number | undefined {
  const bound = body.max_completion_tokens ?? body.max_tokens;
  return typeof bound === "number" ? bound : undefined;
}
