/** How long an answer may take. */
export interface AnswerTimes {
  /** Time for an answer to begin, milliseconds (`HTTP_TIMEOUT`). */
  beginMs: number;
  /** Slowest pace that still counts as writing, tokens a second (`SLOWEST_TOKENS_PER_SECOND`). */
  tokensPerSecond: number;
  /** Longest time for a whole answer, milliseconds (`ANSWER_TIMEOUT`). */
  longestMs: number;
}

/** What holds where nobody says anything else: OpenAI's clients wait for ten minutes. */
export const defaultAnswerTimes = {
  beginMs: 60_000,
  tokensPerSecond: 10,
  longestMs: 600_000,
} as const satisfies AnswerTimes;

/**
 * Time within which a whole answer of at most so many tokens must be there, milliseconds: the time to begin, and that of its tokens at the slowest
 * pace. Nothing is seen of a whole answer before its end, so only its own bound tells a slow model from a dead one.
 *
 * @param tokens the bound of the answer; `undefined` where it has none, and then only `longestMs` bounds it
 */
export function wholeAnswerMs(
  tokens: number | undefined,
  { beginMs, tokensPerSecond, longestMs }: AnswerTimes,
): number {
  if (tokens === undefined) return longestMs;
  return Math.min(longestMs, beginMs + (Math.max(0, tokens) / tokensPerSecond) * 1_000);
}

/** Time that an answer of so many tokens may take by the app's own pace and bound, whole seconds, where it has so many seconds to begin. */
export function longestAnswerSeconds(tokens: number, beginSeconds: number): number {
  return Math.ceil(wholeAnswerMs(tokens, { ...defaultAnswerTimes, beginMs: beginSeconds * 1_000 }) / 1_000);
}

/**
 * Time after which a stream is ended however lively it is, milliseconds: its place must come free one day. A stream that its reader slows down gets
 * the time of its pauses besides.
 */
export function wholeStreamMs(tokens: number | undefined, times: AnswerTimes): number {
  return Math.max(times.longestMs, wholeAnswerMs(tokens, { ...times, longestMs: Infinity }));
}
