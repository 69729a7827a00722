/** Why a request gets no place. */
export type RefusalReason =
  /** Every backend of its route is out. */
  | "breaker_open"
  /** As many wait as may. */
  | "queue_full"
  /** Its turn would come too late. */
  | "deadline"
  /** Its turn has not come in time. */
  | "expired";

/** A request that gets no place, and when to come back. */
export interface Refusal {
  reason: RefusalReason;
  /** `Retry-After` for the client, whole seconds from 1 to 60. */
  retryAfterSeconds: number;
}

/** Longest Retry-After of our own refusals, seconds: expected waits are guesses, and an infinite one is none. */
const longestRetryAfter = 60;

/** What a difference of two times may be off by their rounding, milliseconds: it makes no second more. */
const roundingMs = 0.001;

/** A time as HTTP's Retry-After can say it: whole seconds, and never "at once". */
export function wholeSeconds(milliseconds: number): number {
  return Math.max(1, Math.ceil((milliseconds - roundingMs) / 1_000));
}

/** A refusal with the time until there may be a place, milliseconds. */
export function refusal(reason: RefusalReason, milliseconds: number): Refusal {
  return { reason, retryAfterSeconds: Math.min(longestRetryAfter, wholeSeconds(milliseconds)) };
}
