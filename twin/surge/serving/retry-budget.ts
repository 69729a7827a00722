/** Seconds over which retries are compared with requests: the app's window. */
const windowSeconds = 10;
/** Retries that are always allowed within it. */
const always = 5;

/** Keeps a pod's retries from making an overload worse: over the last ten seconds at most a share of its questions, as the app does it. */
export class RetryBudget {
  private readonly requests = new Int32Array(windowSeconds);
  private readonly retries = new Int32Array(windowSeconds);
  private second = 0;
  private requestCount = 0;
  private retryCount = 0;

  constructor(private readonly share: number) {}

  /** A question has come. */
  request(now: number): void {
    this.turn(now);
    this.requests[this.second % windowSeconds]! += 1;
    this.requestCount += 1;
  }

  /** Whether there may be a retry now; it is then counted. */
  take(now: number): boolean {
    this.turn(now);
    if (this.retryCount >= Math.max(this.share === 0 ? 0 : always, this.share * this.requestCount)) return false;
    this.retries[this.second % windowSeconds]! += 1;
    this.retryCount += 1;
    return true;
  }

  private turn(now: number): void {
    const second = Math.floor(now);
    if (second === this.second) return;
    const passed = Math.min(windowSeconds, second - this.second);
    for (let step = 0; step < passed; step++) {
      const slot = (second - step) % windowSeconds;
      this.requestCount -= this.requests[slot]!;
      this.retryCount -= this.retries[slot]!;
      this.requests[slot] = this.retries[slot] = 0;
    }
    this.second = second;
  }
}
