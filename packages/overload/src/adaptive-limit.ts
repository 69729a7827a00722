import { LatencyStrain } from "./latency-strain";
import { Throughput } from "./throughput";

/** Bounds of an adaptive limit. */
export interface AdaptiveLimitOptions {
  /** Limit at the start. Default: 64, or `maximum` where that is less. */
  initial?: number;
  /** Least calls at a time. Default: 2, or `maximum` where that is less. Equal to `maximum`, the limit is fixed. */
  minimum?: number;
  /** Most calls at a time. */
  maximum: number;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
}

/** Latency may rise to this multiple of what it is without load before the limit falls. Queues in a backend add no throughput. */
const tolerance = 2;
/** A window is judged when it is this old and has this many samples. */
const windowMs = 200;
const windowSamples = 8;
/** What a difference of two times may be off by their rounding, milliseconds: a call that began with a window belongs to it. */
const roundingMs = 0.001;
/** Weight of each new answer in the smoothed figures. */
const smoothing = 0.02;
/** Bounds of the time for which a refused call keeps its place, milliseconds: before the first answer, and at most. */
const firstHoldMs = 100;
const longestHoldMs = 1_000;

/**
 * How many calls a backend gets at a time, found out while it works: it doubles until the backend shows strain, then grows by
 * small steps and falls by shares (AIMD). Strain is a refusal for load, or latency per token at a multiple of what it
 * is without load. It grows no more at the first sight of a slower backend, and falls when that is more than chance.
 */
export class AdaptiveLimit {
  private readonly minimum: number;
  private readonly maximum: number;
  private readonly now: () => number;
  private current: number;
  /** The whole ones of it: what each call asks for. */
  private places: number;
  private held = 0;
  private starting = true;
  private windowStart: number;
  private peak = 0;
  private answers = 0;
  private rejections = 0;
  private readonly strain = new LatencyStrain();
  /** Milliseconds per unit of work, smoothed; what an expected wait is computed from. */
  private pace: number | undefined;
  private smoothedMs: number | undefined;
  private readonly throughput: Throughput;

  constructor({ initial = 64, minimum = 2, maximum, now }: AdaptiveLimitOptions) {
    this.maximum = maximum;
    this.minimum = Math.min(minimum, maximum);
    this.current = Math.min(initial, maximum);
    this.places = Math.floor(this.current);
    this.now = now;
    this.windowStart = now();
    this.throughput = new Throughput(now);
  }

  /** Calls that are allowed at a time. */
  get limit(): number {
    return this.places;
  }

  /** Calls under way. */
  get inFlight(): number {
    return this.held;
  }

  get hasRoom(): boolean {
    return this.held < this.places;
  }

  /** Time to an answer, milliseconds, smoothed; `undefined` before the first. */
  get latencyMs(): number | undefined {
    return this.smoothedMs;
  }

  /** Work that the backend finishes per millisecond at the present limit; `undefined` before the first answer. */
  get workPerMs(): number | undefined {
    if (this.pace === undefined) return undefined;
    return Math.min(this.places / this.pace, this.throughput.perMs ?? Infinity);
  }

  /**
   * Time for which a refused call keeps its place, milliseconds: as long as an answer takes. A refusal is quick, and a place
   * that came free at once would only ask for the next one.
   */
  get refusedHoldMs(): number {
    return Math.min(longestHoldMs, this.smoothedMs ?? firstHoldMs);
  }

  /** A call begins. Whether there is room is the caller's to ask. */
  acquire(): void {
    this.held += 1;
    if (!this.hasRoom) this.throughput.full();
    if (this.held > this.peak) this.peak = this.held;
  }

  /**
   * A stream has brought its first event after so many milliseconds; its place stays taken. A stream holds its place for as long as
   * someone reads: a limit that learned from ends alone would refuse a surge of streams to a backend that has room.
   */
  streamBegan(model: string, milliseconds: number): void {
    const now = this.now();
    if (this.isOfOldWindow(now, milliseconds)) return;
    this.answers += 1;
    this.strain.began(model, milliseconds);
    this.judgeWhenDue(now);
  }

  /** A call has ended with its answer, which took so long and was so much work, as `workOf` counts it. */
  answered(model: string, milliseconds: number, work: number): void {
    if (this.hasRoom) this.throughput.slack();
    else this.throughput.finished(work);
    this.held -= 1;
    this.pace = smoothed(this.pace, milliseconds / work);
    this.smoothedMs = smoothed(this.smoothedMs, milliseconds);
    const now = this.now();
    if (this.isOfOldWindow(now, milliseconds)) return;
    this.answers += 1;
    this.strain.answered(model, milliseconds, work);
    this.judgeWhenDue(now);
  }

  /** A call that was refused for load gives its place back, which it has kept for so many milliseconds. */
  rejected(heldMs: number): void {
    this.abandoned();
    const now = this.now();
    if (this.isOfOldWindow(now, heldMs)) return;
    this.rejections += 1;
    this.judgeWhenDue(now);
  }

  /** A call has ended in a way that says nothing about load. */
  abandoned(): void {
    if (this.hasRoom) this.throughput.slack();
    this.held -= 1;
  }

  /** A call that began before the limit last changed tells about the limit before. */
  private isOfOldWindow(now: number, milliseconds: number): boolean {
    return now - milliseconds < this.windowStart - roundingMs;
  }

  private judgeWhenDue(now: number): void {
    if (now - this.windowStart < windowMs) return;
    // Where every place is taken by a stream that goes on, there may be no further sample to wait for.
    const samples = this.starting && !this.hasRoom ? 1 : Math.min(windowSamples, this.places);
    if (this.answers + this.rejections >= samples) this.judge(now);
  }

  private judge(now: number): void {
    const refusals = this.rejections / (this.answers + this.rejections);
    const strain = this.strain.close((now - this.windowStart) / 1_000);
    // Below half of the limit, whatever strains the backend is not us.
    const pressing = this.peak > this.current / 2;
    if (refusals > 0) {
      this.starting = false;
      this.current = Math.min(this.current, this.peak) * Math.max(0.5, 1 - Math.max(refusals, 0.05));
    } else if (strain.certain > tolerance && pressing) {
      this.starting = false;
      this.current *= Math.max(0.5, tolerance / strain.certain);
    } else if (strain.seen <= tolerance && this.peak >= this.current * 0.8) {
      this.current += this.starting ? this.current : Math.max(1, this.current * 0.05);
    }
    this.current = Math.min(this.maximum, Math.max(this.minimum, this.current));
    this.places = Math.floor(this.current);
    this.windowStart = now;
    this.peak = this.held;
    this.answers = this.rejections = 0;
  }
}

function smoothed(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + smoothing * (value - mean);
}
