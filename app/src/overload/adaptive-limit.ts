import { Throughput } from "./throughput";

/** Bounds of an adaptive limit. */
export interface AdaptiveLimitOptions {
  /** Limit at the start. Default: 64, or `maximum` where that is less. */
  initial?: number;
  /** Least and most calls at a time. Default of the least: 2. */
  minimum?: number;
  maximum: number;
  now?: () => number;
}

/** How a call ended, for the limit. */
export type LimitSample =
  /** Answered: how long it took and how much work it was, as `workOf` counts it. */
  | { kind: "answered"; model: string; milliseconds: number; work: number }
  /** Refused for load, and for how long the place was held. */
  | { kind: "rejected"; milliseconds: number }
  /** Says nothing about load. */
  | { kind: "ignored" };

/** Latency may rise to this multiple of what it is without load before the limit falls. Queues in a backend add no throughput. */
const tolerance = 2;
/**
 * Time of every call that is forgiven, milliseconds: this process's own event loop and the network. A call to a model takes seconds, and an
 * event loop that is at its limit must not pass for a backend that is.
 */
const forgivenMs = 100;
/** A window is judged when it is this old and has this many samples. */
const windowMs = 200;
const windowSamples = 8;
/** Growth of the latency that counts as unloaded, per second: it follows a backend that has become slower for good. */
const driftPerSecond = 0.0005;

/**
 * How many calls a backend gets at a time, found out while it works: it doubles until the backend shows strain, then grows by
 * small steps and falls by shares (AIMD). Strain is a refusal for load, or latency per token at a multiple of what it
 * is without load. Latency is compared per model and per token, because a change of the mix is no strain.
 */
export class AdaptiveLimit {
  private readonly minimum: number;
  private readonly maximum: number;
  private readonly now: () => number;
  private current: number;
  private held = 0;
  private starting = true;
  private windowStart: number;
  private peak = 0;
  private answered = 0;
  private rejected = 0;
  private readonly window = new Map<string, { calls: number; milliseconds: number; work: number }>();
  private readonly unloaded = new Map<string, number>();
  /** Milliseconds per unit of work, smoothed; what an expected wait is computed from. */
  private pace: number | undefined;
  /** Time to an answer, milliseconds, smoothed. */
  private latencyMs: number | undefined;
  private readonly throughput: Throughput;

  constructor(options: AdaptiveLimitOptions) {
    this.maximum = options.maximum;
    this.minimum = Math.min(options.minimum ?? 2, options.maximum);
    this.current = Math.min(options.initial ?? 64, options.maximum);
    this.now = options.now ?? Date.now;
    this.windowStart = this.now();
    this.throughput = new Throughput(this.now);
  }

  /** Calls that are allowed at a time. */
  get limit(): number {
    return Math.floor(this.current);
  }

  /** Calls under way. */
  get inFlight(): number {
    return this.held;
  }

  get hasRoom(): boolean {
    return this.held < this.limit;
  }

  /** Work that the backend finishes per millisecond at the present limit; `undefined` before the first answer. */
  get workPerMs(): number | undefined {
    if (this.pace === undefined) return undefined;
    return Math.min(this.limit / this.pace, this.throughput.perMs ?? Infinity);
  }

  /**
   * Time for which a refused call keeps its place, milliseconds: as long as an answer takes. A refusal is quick, and a place
   * that came free at once would only ask for the next one.
   */
  get refusedHoldMs(): number {
    return Math.min(1_000, this.latencyMs ?? 100);
  }

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
    // First events are compared with first events: the series has a name of its own.
    this.learn({ kind: "answered", model: `${model}, first event`, milliseconds, work: 1 });
  }

  release(sample: LimitSample): void {
    if (this.hasRoom) this.throughput.slack();
    else if (sample.kind === "answered") this.throughput.finished(sample.work);
    this.held -= 1;
    if (sample.kind === "ignored") return;
    if (sample.kind === "answered") this.learnPace(sample);
    this.learn(sample);
  }

  private learn(sample: Exclude<LimitSample, { kind: "ignored" }>): void {
    const now = this.now();
    // A call that began before the limit last changed tells about the limit before.
    if (now - sample.milliseconds < this.windowStart) return;
    if (sample.kind === "rejected") this.rejected += 1;
    else this.count(sample);
    const age = now - this.windowStart;
    // Where every place is taken by a stream that goes on, there may be no further sample to wait for.
    const samples = this.starting && !this.hasRoom ? 1 : Math.min(windowSamples, this.limit);
    if (age >= windowMs && this.answered + this.rejected >= samples) this.judge(now, age);
  }

  private learnPace({ milliseconds, work }: LimitSample & { kind: "answered" }): void {
    this.pace = smoothed(this.pace, milliseconds / work);
    this.latencyMs = smoothed(this.latencyMs, milliseconds);
  }

  private count({ model, milliseconds, work }: LimitSample & { kind: "answered" }): void {
    this.answered += 1;
    const sum = this.window.get(model) ?? { calls: 0, milliseconds: 0, work: 0 };
    this.window.set(model, {
      calls: sum.calls + 1,
      milliseconds: sum.milliseconds + milliseconds,
      work: sum.work + work,
    });
  }

  private judge(now: number, age: number): void {
    const refusals = this.rejected / (this.answered + this.rejected);
    const strain = this.strain(age / 1_000);
    // Below half of the limit, whatever strains the backend is not us.
    const pressing = this.peak > this.current / 2;
    if (refusals > 0) {
      this.starting = false;
      this.current = Math.min(this.current, this.peak) * Math.max(0.5, 1 - Math.max(refusals, 0.05));
    } else if (strain > tolerance && pressing) {
      this.starting = false;
      this.current *= Math.max(0.5, tolerance / strain);
    } else if (this.peak >= this.current * 0.8) {
      this.current += this.starting ? this.current : Math.max(1, this.current * 0.05);
    }
    this.current = Math.min(this.maximum, Math.max(this.minimum, this.current));
    this.windowStart = now;
    this.peak = this.held;
    this.answered = 0;
    this.rejected = 0;
    this.window.clear();
  }

  /** Latency of the window over the latency without load, by tokens over its models. */
  private strain(seconds: number): number {
    let weighted = 0;
    let weight = 0;
    for (const [model, sum] of this.window) {
      const pace = Math.max(sum.milliseconds / sum.work, 0.001);
      const drifted = (this.unloaded.get(model) ?? pace) * (1 + driftPerSecond * seconds);
      const unloaded = Math.min(drifted, pace);
      this.unloaded.set(model, unloaded);
      weighted += Math.max(1, pace / unloaded - (forgivenMs * sum.calls) / (unloaded * sum.work)) * sum.work;
      weight += sum.work;
    }
    return weight === 0 ? 1 : weighted / weight;
  }
}

const smoothed = (mean: number | undefined, value: number): number =>
  mean === undefined ? value : mean + 0.02 * (value - mean);
