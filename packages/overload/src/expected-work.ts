/** Reading a prompt's token costs a backend about this share of writing one: it reads them in parallel. */
const promptWeight = 0.1;
/** Time to the first token, as tokens written. */
const tokensToFirst = 50;
/** Bytes of a prompt per token; English text has about four. */
const bytesPerToken = 4;
/** Tokens of an answer before anything is observed: the sale day's question has 300. */
const firstGuess = 300;
/** Weight of each new answer in the mean length. */
const learning = 0.05;

/** Work of an answer, in tokens written: what time at a backend is proportional to. */
export function workOf(promptTokens: number, completionTokens: number): number {
  return tokensToFirst + completionTokens + promptTokens * promptWeight;
}

/** Tokens of a text of that size. */
export function tokensOfBytes(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

/** How long answers are, learned by model: most end far below what they may have. */
export class ExpectedWork {
  private readonly lengths = new Map<string, { mean: number }>();

  /**
   * Expected work of a request at a model, tokens.
   *
   * @param most what the request itself bounds its answer to, tokens. Default: it does not
   */
  of(model: string, promptTokens: number, most = Infinity): number {
    return workOf(promptTokens, Math.min(most, this.lengths.get(model)?.mean ?? firstGuess));
  }

  /** An answer of that length has ended. */
  learn(model: string, completionTokens: number): void {
    const length = this.lengths.get(model);
    if (length === undefined) this.lengths.set(model, { mean: completionTokens });
    else length.mean += learning * (completionTokens - length.mean);
  }
}
