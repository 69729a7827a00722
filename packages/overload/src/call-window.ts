/** A window is judged when it is this old, milliseconds, and has this many samples. */
const windowMs = 200;
const windowSamples = 8;
/** What a difference of two times may be off by their rounding, milliseconds: a call that began with a window belongs to it. */
const roundingMs = 0.001;
/** Calls over which the share of refusals is smoothed. */
const smoothedCalls = 64;

/** What a window of calls has shown, when it is judged. */
export interface JudgedWindow {
  now: number;
  /** How much slower than without load its calls were, and what of it chance does not explain. */
  seen: number;
  certain: number;
  /** The most calls under way in it, and how many are now. */
  peak: number;
  held: number;
  /** The limit in it, and its whole places. */
  limit: number;
  places: number;
  /** Time that the latest call took, milliseconds. */
  latestMs: number;
}

/** The calls that began since the limit was last judged: one that began before tells about the limit before. */
export class CallWindow {
  /** The most calls under way. */
  peak = 0;
  /** Share of the last calls that were refused for load, whatever their window. */
  refusedShare = 0;
  private answers = 0;
  private rejections = 0;

  constructor(private start: number) {}

  /** Refused calls. */
  get refusals(): number {
    return this.rejections;
  }

  /** Share of the refused; one call alone is chance. */
  get refusedOfThese(): number {
    return Math.max(0, this.rejections - 1) / (this.answers + this.rejections);
  }

  begin(now: number, held: number): void {
    this.start = now;
    this.peak = held;
    this.answers = this.rejections = 0;
  }

  /** Whether a call that began so long ago belongs to it. */
  has(now: number, milliseconds: number): boolean {
    return now - milliseconds >= this.start - roundingMs;
  }

  answered(): void {
    this.answers += 1;
    this.refusedShare -= this.refusedShare / smoothedCalls;
  }

  rejected(): void {
    this.rejections += 1;
    this.refusedShare += (1 - this.refusedShare) / smoothedCalls;
  }

  /** Whether it can be judged; a limit below the usual samples gives no more than it has places. */
  isDue(now: number, places: number, patience = 1): boolean {
    return now - this.start >= windowMs && this.answers + this.rejections >= Math.min(patience * windowSamples, places);
  }
}
