/** A longer time would overflow Node's timers, and end at once. */
const longestTimer = 2 ** 31 - 1;

/** A time that does not run while it is paused. */
export class PausableTimer {
  private timer: NodeJS.Timeout | undefined;
  private runsSince: number | undefined;
  private pausedSince: number | undefined;
  private paused = 0;

  /** @param leftMs milliseconds; it does not run yet */
  constructor(
    private leftMs: number,
    private readonly onEnd: () => void,
  ) {}

  /** Time for which it was paused, milliseconds, without a pause that still lasts. */
  get pausedMs(): number {
    return this.paused;
  }

  /** It runs, or runs on. */
  run(): void {
    if (this.runsSince !== undefined) return;
    this.runsSince = performance.now();
    if (this.pausedSince !== undefined) this.paused += this.runsSince - this.pausedSince;
    this.pausedSince = undefined;
    this.timer = setTimeout(this.onEnd, Math.min(this.leftMs, longestTimer));
  }

  pause(): void {
    if (this.runsSince === undefined) return;
    clearTimeout(this.timer);
    this.pausedSince = performance.now();
    this.leftMs -= this.pausedSince - this.runsSince;
    this.runsSince = undefined;
  }

  /** It ends without a word. */
  stop(): void {
    clearTimeout(this.timer);
  }
}
