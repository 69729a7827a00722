/** When a circuit breaker opens and for how long. */
export interface BreakerOptions {
  /** Failures in a row that open it. Default: 5. */
  failures?: number;
  /** Time that it stays open the first time, milliseconds; doubles while the trial calls fail. Default: 2,000. */
  openMs?: number;
  /** Longest time that it stays open, milliseconds. Default: 30,000. */
  longestOpenMs?: number;
  now?: () => number;
}

export type BreakerState = "closed" | "halfOpen" | "open";

/**
 * Keeps calls away from a backend that fails, so that they go to the next entry of the route at once instead of finding out
 * one by one. After a while one trial call goes through and decides. A refusal for load (429) is no failure: that backend is well.
 */
export class CircuitBreaker {
  private readonly options: Required<BreakerOptions>;
  private failuresInRow = 0;
  private openedTimes = 0;
  private openUntil: number | undefined;
  private trialUnderWay = false;

  constructor(options: BreakerOptions = {}) {
    this.options = {
      failures: options.failures ?? 5,
      openMs: options.openMs ?? 2_000,
      longestOpenMs: options.longestOpenMs ?? 30_000,
      now: options.now ?? Date.now,
    };
  }

  get state(): BreakerState {
    if (this.openUntil === undefined) return "closed";
    return this.options.now() < this.openUntil ? "open" : "halfOpen";
  }

  /** Whether a call may go through now. Half open, one at a time may. */
  get allows(): boolean {
    const { state } = this;
    return state === "closed" || (state === "halfOpen" && !this.trialUnderWay);
  }

  /** Time until a trial call may go through, milliseconds; 0 unless open. */
  get opensInMs(): number {
    return this.openUntil === undefined ? 0 : Math.max(0, this.openUntil - this.options.now());
  }

  /** A call goes through. */
  begin(): void {
    if (this.openUntil !== undefined) this.trialUnderWay = true;
  }

  /** A call was answered, be it with a refusal. */
  succeeded(): void {
    this.failuresInRow = 0;
    this.openedTimes = 0;
    this.openUntil = undefined;
    this.trialUnderWay = false;
  }

  /** A call failed; `decisive` opens the breaker without waiting for more. */
  failed({ decisive = false }: { decisive?: boolean } = {}): void {
    this.failuresInRow += 1;
    const trialFailed = this.trialUnderWay;
    this.trialUnderWay = false;
    if (this.openUntil !== undefined && !trialFailed) return;
    if (!decisive && !trialFailed && this.failuresInRow < this.options.failures) return;
    const openMs = Math.min(this.options.openMs * 2 ** this.openedTimes, this.options.longestOpenMs);
    this.openedTimes += 1;
    this.openUntil = this.options.now() + openMs;
  }

  /** A call ended without telling anything about the backend: its caller had gone. */
  unknown(): void {
    this.trialUnderWay = false;
  }
}
