/** A window is judged when it is this old, seconds, and has this many samples: the app's figures. */
const windowSeconds = 0.2;
const windowSamples = 8;
/** The app never goes below this. */
const minimum = 2;
/** A refused call keeps its place for at most this long, seconds, so that the refusals do not multiply. */
const longestRefusedHold = 1;

/**
 * How many calls a pod has at the gateway at a time, found out while it works, as the app does it: doubles while the places are used and
 * nothing is refused, falls by shares on refusals, then grows by small steps. The app also watches the latency; the modelled gateway has
 * the same at any load.
 */
export class AdaptiveLimit {
  private current: number;
  private held = 0;
  private starting = true;
  private windowStart = 0;
  private peak = 0;
  private answered = 0;
  private rejected = 0;

  constructor(
    initial: number,
    private readonly maximum: number,
  ) {
    this.current = Math.min(initial, maximum);
  }

  get limit(): number {
    return Math.floor(this.current);
  }

  get inFlight(): number {
    return this.held;
  }

  get hasRoom(): boolean {
    return this.held < this.limit;
  }

  acquire(): void {
    this.held += 1;
    if (this.held > this.peak) this.peak = this.held;
  }

  /** A call that began then has ended: answered, or refused for load. */
  release(rejected: boolean, began: number, now: number): void {
    this.held -= 1;
    // A call from before the limit last changed tells about the limit before.
    if (began < this.windowStart) return;
    if (rejected) this.rejected += 1;
    else this.answered += 1;
    if (
      now - this.windowStart >= windowSeconds &&
      this.answered + this.rejected >= Math.min(windowSamples, this.limit)
    ) {
      this.judge(now);
    }
  }

  /** A call has failed, or its client has gone: that says nothing about load. */
  abandon(): void {
    this.held -= 1;
  }

  private judge(now: number): void {
    const refusals = this.rejected / (this.answered + this.rejected);
    if (refusals > 0) {
      this.starting = false;
      this.current = Math.min(this.current, this.peak) * Math.max(0.5, 1 - Math.max(refusals, 0.05));
    } else if (this.peak >= this.current * 0.8) {
      this.current += this.starting ? this.current : Math.max(1, this.current * 0.05);
    }
    this.current = Math.min(this.maximum, Math.max(Math.min(minimum, this.maximum), this.current));
    this.windowStart = now;
    this.peak = this.held;
    this.answered = this.rejected = 0;
  }
}

/** How long a refused call keeps its place, seconds. */
export function refusedHoldSeconds(answerSeconds: number | undefined): number {
  return Math.min(longestRefusedHold, answerSeconds ?? 0.1);
}
