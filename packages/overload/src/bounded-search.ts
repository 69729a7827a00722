import type { JudgedWindow } from "./call-window";

/** Strain at which a limit is held at first, and the least to which that comes down while less takes nothing away. */
const firstTarget = 2.5;
const leastTarget = 1.5;
/** Strain over the target at which the limit falls. */
const margin = 0.5;
/** Strain below which there is hardly a queue. */
const light = 1.5;
/** Share of growth while a limit is near the bound that is known. */
const step = 0.05;
/** How far a limit without strain must be over that bound to prove it wrong. */
const outgrown = 1.4;
/** A limit that holds is tried at these multiples of itself in turn, after so long and so many answers. */
const probes = [0.6, 1.5] as const;
const probeMs = 3_000;
const probeLatencies = 6;
/** Time after which a bound that nothing has touched is forgotten, milliseconds. */
const evidenceMs = 60_000;
/** How far a limit must have fallen (logarithm) for the strain to tell whether that helped, which share of that the strain must follow, and for how long both are compared, milliseconds. */
const tellingFall = 0.35;
const leastHelp = 0.35;
const comparedMs = 30_000;

/**
 * Holds a limit near a backend's bound: it falls while answers are late and grows while they are not, slowly near the bound that is known. It doubts
 * itself: when falling does not make answers faster, the bound was none.
 */
export class BoundedSearch {
  /** When it began, less what was under way then, milliseconds. */
  since = 0;
  private bound = Infinity;
  private target = firstTarget;
  private touchedAt = 0;
  private lastSeen = 1;
  private before: { at: number; peak: number; seen: number } | undefined;
  private probedFrom: number | undefined;
  private probedAt = 0;
  private probesUp = false;

  /** The limit is elsewhere for one window, to see what that changes. */
  get isProbing(): boolean {
    return this.probedFrom !== undefined;
  }

  /** The limit that is believed to be the bound. */
  get believed(): number {
    return this.bound;
  }

  /** A bound has shown at so many calls at a time. */
  begin(now: number, at: number, latencyMs: number): void {
    this.bound = at;
    this.target = firstTarget;
    this.since = now - latencyMs;
    this.touchedAt = this.probedAt = now;
    this.before = this.probedFrom = undefined;
  }

  /** It shows again: at more than was believed that is the bound, at less the truth is taken for half way. */
  touched(now: number, at: number): void {
    this.bound = at >= this.bound ? at : (at + this.bound) / 2;
    this.touchedAt = now;
  }

  /** The bound is believed to be at that limit. */
  settle(limit: number): void {
    this.bound = limit;
  }

  /** Nothing has touched the bound for long. */
  isForgotten(now: number): boolean {
    return now - this.touchedAt > evidenceMs;
  }

  /**
   * What the limit is next.
   *
   * @param mayGrow nothing else speaks against it
   * @returns `"mistaken"` where falling has not helped, `"outgrown"` where the bound has gone
   */
  next(window: JudgedWindow, mayGrow: boolean, latencyMs: number): number | "mistaken" | "outgrown" {
    const { now, seen, certain, peak, limit } = window;
    if (this.isMistaken(window)) return "mistaken";
    this.lastSeen = seen;
    const isUsed = peak >= limit * 0.8;
    if (isUsed) this.touchedAt = now;
    if (this.probedFrom !== undefined) {
      const { probedFrom } = this;
      this.probedFrom = undefined;
      this.probedAt = now;
      return probedFrom;
    }
    const most = this.target + margin;
    if (certain > most && peak > limit / 2) {
      this.touchedAt = now;
      this.bound = Math.min(this.bound, limit);
      return limit * Math.max(0.5, most / certain);
    }
    // Few calls scatter: what is seen and what is certain of it are the upper and the lower bound of what is true.
    if ((seen + certain) / 2 <= this.target && isUsed && mayGrow) {
      const grown = this.grown(limit, seen);
      return grown > this.bound * outgrown && seen < light ? "outgrown" : grown;
    }
    if (seen <= leastTarget - 0.2 || !isUsed || now - this.probedAt <= Math.max(probeMs, probeLatencies * latencyMs)) {
      return limit;
    }
    this.probedFrom = limit;
    this.probesUp = !this.probesUp;
    return limit * probes[this.probesUp ? 0 : 1];
  }

  /** More calls at a time only take longer: fewer get as much done, and each sooner. */
  withoutGain(now: number, limit: number): number {
    this.touchedAt = now;
    this.probedFrom = undefined;
    this.bound = Math.min(this.bound, limit);
    this.target = Math.max(leastTarget, Math.min(this.target, this.lastSeen * 0.8));
    return this.lastSeen > leastTarget ? limit * 0.8 : limit;
  }

  /** Quickly back to the bound that is known, slowly about it, and ever faster beyond it. */
  private grown(limit: number, seen: number): number {
    const away = this.bound - limit;
    const leap = away > 0 ? away / 2 : seen < light ? -away : 0;
    return limit + Math.max(1, limit * step, leap);
  }

  private isMistaken({ now, seen, certain, peak, places }: JudgedWindow): boolean {
    // What began before the limit fell is still under way.
    if (peak > places * 1.05) return false;
    if (this.before === undefined || now - this.before.at > comparedMs) {
      this.before = { at: now, peak, seen };
      return false;
    }
    const fall = Math.log(this.before.peak / peak);
    if (fall < tellingFall || seen <= this.target) return false;
    const error = (seen - certain) / 3 / seen;
    return Math.log(this.before.seen / seen) + 1.5 * error < leastHelp * fall;
  }
}
