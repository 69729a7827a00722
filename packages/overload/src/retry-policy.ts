/** How a request is tried again. Times are milliseconds. */
export interface RetryPolicyOptions {
  /** Rounds over the route, the first included. */
  attempts: number;
  /** Wait before the second round; it doubles with every further one. */
  minWaitMs: number;
  maxWaitMs: number;
  /** Numbers from 0 to 1, evenly spread: the jitter. */
  random: () => number;
}

/** Most that is added to a Retry-After by chance, milliseconds. */
const longestJitterMs = 250;

/** How long to wait before the next round, or `undefined` when there is none. */
export class RetryPolicy {
  constructor(private readonly options: RetryPolicyOptions) {}

  /**
   * A backend's Retry-After is honoured as it stands, plus jitter; one that is longer than the longest wait is the client's to wait for.
   *
   * @param round how many rounds have failed
   * @param retryAfterMs what the backends asked for, milliseconds; 0 where they said nothing
   */
  waitMs(round: number, retryAfterMs: number): number | undefined {
    const { attempts, minWaitMs, maxWaitMs, random } = this.options;
    if (round >= attempts || retryAfterMs > maxWaitMs) return undefined;
    if (retryAfterMs > 0) return retryAfterMs + random() * Math.min(minWaitMs, retryAfterMs, longestJitterMs);
    // Half of the wait is jitter: who failed together must not come back together. Never below the least wait.
    const step = Math.min(maxWaitMs, minWaitMs * 2 ** (round - 1));
    return Math.min(maxWaitMs, step + random() * (step / 2));
  }
}
