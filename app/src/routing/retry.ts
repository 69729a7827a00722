/** How a request is tried again. Times are milliseconds. */
export interface RetryOptions {
  /** Rounds over the route, the first included. */
  attempts: number;
  /** Wait before the second round; it doubles with every further one. */
  minWaitMs: number;
  maxWaitMs: number;
  random?: () => number;
}

/** How long to wait before the next round, or `undefined` when there is none. */
export class RetryPolicy {
  private readonly random: () => number;

  constructor(private readonly options: RetryOptions) {
    this.random = options.random ?? Math.random;
  }

  /**
   * `round` is the number of rounds that have failed. A backend's Retry-After is honoured as it stands, plus jitter; one that is
   * longer than the longest wait is the client's to wait for.
   */
  waitMs(round: number, retryAfterMs?: number): number | undefined {
    const { attempts, minWaitMs, maxWaitMs } = this.options;
    if (round >= attempts) return undefined;
    if (retryAfterMs !== undefined) {
      return retryAfterMs > maxWaitMs
        ? undefined
        : retryAfterMs + this.random() * Math.min(minWaitMs, retryAfterMs, 250);
    }
    // Half of the wait is jitter: who failed together must not come back together. Never below the least wait.
    const step = Math.min(maxWaitMs, minWaitMs * 2 ** (round - 1));
    return Math.min(maxWaitMs, step + this.random() * (step / 2));
  }
}

/** Seconds on the slots of the budget's window. */
const slots = 10;

/**
 * Keeps retries from making an overload worse: over the last ten seconds at most a share of the requests. A few are
 * always allowed, or a quiet service would have none.
 */
export class RetryBudget {
  private readonly requests = new Array<number>(slots).fill(0);
  private readonly retries = new Array<number>(slots).fill(0);
  private second = 0;
  private requestCount = 0;
  private retryCount = 0;

  /** `share` of the requests may be retries; at least `always` in ten seconds. */
  constructor(
    private readonly share: number,
    private readonly always = 5,
    private readonly now: () => number = Date.now,
  ) {}

  /** A request has come. */
  request(): void {
    this.turn();
    this.requests[this.second % slots]! += 1;
    this.requestCount += 1;
  }

  /** Whether there may be a retry now; it is then counted. */
  take(): boolean {
    this.turn();
    if (this.retryCount >= Math.max(this.share === 0 ? 0 : this.always, this.share * this.requestCount)) return false;
    this.retries[this.second % slots]! += 1;
    this.retryCount += 1;
    return true;
  }

  private turn(): void {
    const second = Math.floor(this.now() / 1_000);
    if (second === this.second) return;
    const passed = Math.min(slots, Math.max(0, second - this.second));
    for (let step = 1; step <= passed; step++) {
      const slot = (second - passed + step) % slots;
      this.requestCount -= this.requests[slot]!;
      this.retryCount -= this.retries[slot]!;
      this.requests[slot] = this.retries[slot] = 0;
    }
    this.second = second;
  }
}
