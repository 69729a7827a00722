/** How the upstream answers; its command line as JSON. */
export interface UpstreamSpec {
  /** Milliseconds from the last byte of a question to the answer. */
  answerMs: number;
  /** Answers that it can give in a second; without it, as many as are asked. What is above waits, in order. */
  answersPerSecond?: number;
  /** Answers at a time, where that is what is known of it. Default: what `answersPerSecond` needs. */
  slots?: number;
  /** Tokens a second of a streamed answer. */
  tokensPerSecond: number;
  /** Tokens of a streamed answer, after which it ends. */
  tokensPerStream: number;
  /** Milliseconds for each token that a whole answer may have, on top of `answerMs`. Default: 0. */
  tokenMs?: number;
  /**
   * The day that is replayed, in place of `slots` and `failing`: begun at this time (`Date.now()`), at this hour. Each of its models has room of
   * its own. Default: none.
   */
  day?: { startedAt: number; fromHour: number };
  /** Models that answer every question with 500. Default: none. */
  failing?: string[];
}
