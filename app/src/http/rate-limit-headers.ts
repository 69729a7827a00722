import type { RateLimit } from "../usage";
import type { RequestRecord } from "./request-record";

/** The names of a limit's headers, written out: a name that is put together for each answer is looked up anew by all who read it. */
const names = {
  requests: ["x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"],
  tokens: ["x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"],
} as const;

/**
 * Adds to `headers` where the caller's key stands with its limits a minute, as OpenAI's `x-ratelimit-*` headers tell it
 * (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers). Nothing for a caller without limits.
 */
export function addRateLimits(headers: Record<string, string>, { caller, usage }: RequestRecord): void {
  if (caller.key === undefined || usage === undefined) return;
  const limits = usage.rateLimitsOf(caller);
  if (limits?.requests !== undefined) addLimit(headers, names.requests, limits.requests);
  if (limits?.tokens !== undefined) addLimit(headers, names.tokens, limits.tokens);
}

function addLimit(
  headers: Record<string, string>,
  [limit, remaining, reset]: (typeof names)[keyof typeof names],
  state: RateLimit,
): void {
  headers[limit] = String(state.limit);
  headers[remaining] = String(state.remaining);
  headers[reset] = durationOf(state.resetMs);
}

/** A time as OpenAI writes it: `12ms`, `8.64s`, `1m30s`. Rounded up, or who waits for it would come too early. */
function durationOf(milliseconds: number): string {
  if (milliseconds <= 999) return `${Math.ceil(milliseconds)}ms`;
  const hundredths = Math.ceil(milliseconds / 10);
  const minutes = Math.floor(hundredths / 6_000);
  const seconds = (hundredths % 6_000) / 100;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}
