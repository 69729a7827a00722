import type { IncomingHttpHeaders } from "node:http";

/**
 * Longest Retry-After that is believed and passed on, milliseconds. OpenAI's clients do not wait for longer either
 * (https://github.com/openai/openai-node/blob/v6.30.1/src/client.ts, retryRequest), and a provider that says a day would keep ours away for it.
 */
export const longestRetryAfterMs = 60_000;

/**
 * When a backend wants to be asked again, milliseconds; `undefined` where it does not say, or nothing that is a time from now on. `retry-after-ms` goes
 * before `retry-after`, as in OpenAI's clients; the latter is seconds or a date (RFC 9110, 10.2.3).
 */
export function retryAfterOf(headers: IncomingHttpHeaders): number | undefined {
  return withinBounds(numberOf(headers["retry-after-ms"])) ?? withinBounds(secondsOrDate(headers["retry-after"]));
}

function withinBounds(milliseconds: number | undefined): number | undefined {
  if (milliseconds === undefined || Number.isNaN(milliseconds) || milliseconds < 0) return undefined;
  return Math.min(milliseconds, longestRetryAfterMs);
}

function secondsOrDate(value: string | undefined): number | undefined {
  const seconds = numberOf(value);
  if (seconds !== undefined) return seconds * 1_000;
  // Without a letter it is no date: `Date.parse` would take "-1" for a year.
  return value !== undefined && /[a-z]/i.test(value) ? Date.parse(value) - Date.now() : undefined;
}

function numberOf(value: string | string[] | undefined): number | undefined {
  return typeof value === "string" && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined;
}
