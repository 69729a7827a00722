import type { RateLimits } from "../usage";
import type { RequestRecord } from "./request-record";

const none: Readonly<Record<string, string>> = {};

/**
 * Where the caller's key stands with its limits a minute, as OpenAI's `x-ratelimit-*` headers tell it
 * (https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers). Empty for a caller without limits.
 */
export function rateLimitHeaders({ caller, usage }: RequestRecord): Readonly<Record<string, string>> {
  if (caller.key === undefined || usage === undefined) return none;
  const limits = usage.rateLimitsOf(caller);
  if (limits === undefined) return none;
  const headers: Record<string, string> = {};
  for (const unit of ["requests", "tokens"] as const satisfies (keyof RateLimits)[]) {
    const limit = limits[unit];
    if (limit === undefined) continue;
    headers[`x-ratelimit-limit-${unit}`] = String(limit.limit);
    headers[`x-ratelimit-remaining-${unit}`] = String(limit.remaining);
    headers[`x-ratelimit-reset-${unit}`] = durationOf(limit.resetMs);
  }
  return headers;
}

/** A time as OpenAI writes it: `12ms`, `8.64s`, `1m30s`. Rounded up, or who waits for it would come too early. */
function durationOf(milliseconds: number): string {
  if (milliseconds <= 999) return `${Math.ceil(milliseconds)}ms`;
  const hundredths = Math.ceil(milliseconds / 10);
  const minutes = Math.floor(hundredths / 6_000);
  const seconds = (hundredths % 6_000) / 100;
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds}s`;
}
