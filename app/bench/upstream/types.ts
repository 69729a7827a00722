/** How the upstream answers; its command line as JSON. */
export interface UpstreamSpec {
  /** Milliseconds from the last byte of a question to the answer. */
  answerMs: number;
  /** Answers that it can give in a second; without it, as many as are asked. What is above waits, in order. */
  answersPerSecond?: number;
  /** Tokens a second of a streamed answer. */
  tokensPerSecond: number;
  /** Tokens of a streamed answer, after which it ends. */
  tokensPerStream: number;
}
