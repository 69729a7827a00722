/** Seconds over which retries are compared with requests, each with its own count. */
const windowSeconds = 10;

/** How many retries there may be. */
export interface RetryBudgetOptions {
  /** Share of the requests that may be retries, 0 to 1; at 0 there are none. */
  share: number;
  /** Retries that are allowed in ten seconds however few requests there are. Default: 5. */
  always?: number;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
}

/**
 * Keeps retries from making an overload worse: over the last ten seconds at most a share of the requests. A few are
 * always allowed, or a quiet service would have none.
 */
export class RetryBudget {
  private readonly share: number;
  private readonly always: number;
  private readonly now: () => number;
  private readonly requests = new Int32Array(windowSeconds);
  private readonly retries = new Int32Array(windowSeconds);
  private second = 0;
  private requestCount = 0;
  private retryCount = 0;

  constructor({ share, always = 5, now }: RetryBudgetOptions) {
    this.share = share;
    this.always = share === 0 ? 0 : always;
    this.now = now;
  }

  /** A request has come. */
  request(): void {
    this.turn();
    this.requests[this.second % windowSeconds]! += 1;
    this.requestCount += 1;
  }

  /** Whether there may be a retry now; it is then counted. */
  take(): boolean {
    this.turn();
    if (this.retryCount >= Math.max(this.always, this.share * this.requestCount)) return false;
    this.retries[this.second % windowSeconds]! += 1;
    this.retryCount += 1;
    return true;
  }

  /** Forgets what is older than the window. */
  private turn(): void {
    const second = Math.floor(this.now() / 1_000);
    if (second === this.second) return;
    const passed = Math.min(windowSeconds, Math.max(0, second - this.second));
    for (let step = 0; step < passed; step++) {
      const slot = (second - step) % windowSeconds;
      this.requestCount -= this.requests[slot]!;
      this.retryCount -= this.retries[slot]!;
      this.requests[slot] = this.retries[slot] = 0;
    }
    this.second = second;
  }
}
