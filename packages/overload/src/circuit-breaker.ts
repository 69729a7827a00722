/** When a circuit breaker opens and for how long. */
export interface CircuitBreakerOptions {
  /** Failures in a row that open it. Default: 5. */
  failures?: number;
  /** Time that it stays open the first time, milliseconds; doubles while the trial calls fail. Default: 2,000. */
  openMs?: number;
  /** Longest time that it stays open, milliseconds. Default: 30,000. */
  longestOpenMs?: number;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
  /** It has opened, and a trial call may go through after so many milliseconds: nothing comes free then, so someone must look. */
  onOpen?: (openMs: number) => void;
}

/** Closed: calls go through. Open: none does. Half open: one at a time, on trial. */
export type BreakerState = "closed" | "halfOpen" | "open";

/**
 * Keeps calls away from a backend that fails, so that they go to the next entry of the route at once instead of finding out
 * one by one. After a while one trial call goes through and decides. A refusal for load (429) is no failure: that backend is well.
 */
export class CircuitBreaker {
  private readonly failures: number;
  private readonly openMs: number;
  private readonly longestOpenMs: number;
  private readonly now: () => number;
  private readonly onOpen: ((openMs: number) => void) | undefined;
  private failuresInRow = 0;
  private openedTimes = 0;
  private openUntil: number | undefined;
  private trialUnderWay = false;

  constructor({ failures = 5, openMs = 2_000, longestOpenMs = 30_000, now, onOpen }: CircuitBreakerOptions) {
    this.failures = failures;
    this.openMs = openMs;
    this.longestOpenMs = longestOpenMs;
    this.now = now;
    this.onOpen = onOpen;
  }

  get state(): BreakerState {
    if (this.openUntil === undefined) return "closed";
    return this.now() < this.openUntil ? "open" : "halfOpen";
  }

  /** Whether a call may go through now. Half open, one at a time may. */
  get allows(): boolean {
    return this.openUntil === undefined || (!this.trialUnderWay && this.now() >= this.openUntil);
  }

  /** Time until a trial call may go through, milliseconds; 0 unless open. */
  get opensInMs(): number {
    return this.openUntil === undefined ? 0 : Math.max(0, this.openUntil - this.now());
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

  /** A call failed; a decisive failure opens the breaker without waiting for more. */
  failed(decisive = false): void {
    this.failuresInRow += 1;
    const trialFailed = this.trialUnderWay;
    this.trialUnderWay = false;
    // What was under way when it opened says nothing new.
    if (this.openUntil !== undefined && !trialFailed) return;
    if (!decisive && !trialFailed && this.failuresInRow < this.failures) return;
    const openMs = Math.min(this.openMs * 2 ** this.openedTimes, this.longestOpenMs);
    this.openedTimes += 1;
    this.openUntil = this.now() + openMs;
    this.onOpen?.(openMs);
  }

  /** A call ended without telling anything about the backend: its caller had gone. */
  unknown(): void {
    this.trialUnderWay = false;
  }
}
