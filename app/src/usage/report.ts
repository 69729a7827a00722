import type { Account } from "./account";
import type { Bucket } from "./bucket";
import { dayOf, msToNextDay } from "./day-counts";
import { type Limits, nanoPerDollar } from "./reservation";

/** Where a key stands with one of its limits a minute. */
export interface RateLimit {
  limit: number;
  remaining: number;
  /** Time until all of it is there again, milliseconds. */
  resetMs: number;
}

/** Where a key stands with its limits a minute. */
export interface RateLimits {
  requests?: RateLimit;
  tokens?: RateLimit;
}

/** What a key has used today, what it may, and what is left: the answer of `GET /api/usage`. */
export interface KeyUsage {
  key: string;
  day: {
    date: string;
    /** When the next day begins. */
    ends: string;
    used: { requests: number; tokens: number; dollars: number };
    limits: { tokens: number | null; dollars: number | null };
    left: { tokens: number | null; dollars: number | null };
  };
  minute: {
    limits: { requests: number | null; tokens: number | null };
    left: { requests: number | null; tokens: number | null };
  };
}

/** Where the account stands with its limits a minute; `undefined` where it has none. */
export function rateLimitsOf({ requests, tokens }: Account, now: number): RateLimits | undefined {
  if (requests === undefined && tokens === undefined) return undefined;
  const limits: RateLimits = {};
  if (requests !== undefined) limits.requests = rateLimitOf(requests, now);
  if (tokens !== undefined) limits.tokens = rateLimitOf(tokens, now);
  return limits;
}

/** What the account has used of its limits. */
export function usageOf(account: Account, limits: Limits, now: number): KeyUsage {
  const { today, others } = account;
  const used = {
    requests: today.used("requests", others),
    tokens: today.used("tokens", others),
    dollars: today.used("nanoDollars", others) / nanoPerDollar,
  };
  const { tokensPerDay = null, dollarsPerDay = null, requestsPerMinute = null, tokensPerMinute = null } = limits;
  const left = (limit: number | null, amount: number): number | null =>
    limit === null ? null : Math.max(0, limit - amount);
  const level = (bucket: Bucket | undefined): number => Math.ceil(bucket?.levelAt(now) ?? 0);
  return {
    key: account.name,
    day: {
      date: dayOf(now),
      ends: new Date(now + msToNextDay(now)).toISOString(),
      used,
      limits: { tokens: tokensPerDay, dollars: dollarsPerDay },
      left: { tokens: left(tokensPerDay, used.tokens), dollars: left(dollarsPerDay, used.dollars) },
    },
    minute: {
      limits: { requests: requestsPerMinute, tokens: tokensPerMinute },
      left: {
        requests: left(requestsPerMinute, level(account.requests)),
        tokens: left(tokensPerMinute, level(account.tokens)),
      },
    },
  };
}

function rateLimitOf(bucket: Bucket, now: number): RateLimit {
  const level = bucket.levelAt(now);
  return {
    limit: bucket.limit,
    remaining: Math.max(0, Math.floor(bucket.holds - level)),
    resetMs: Math.ceil((level / bucket.holds) * 60_000),
  };
}
