import { BoundedSearch } from "./bounded-search";
import { CallWindow, type JudgedWindow } from "./call-window";
import { Cohorts } from "./cohorts";
import { FreeSearch, tolerance } from "./free-search";
import { LatencyStrain } from "./latency-strain";
import { type Gain, LoadResponse } from "./load-response";
import { Refusals } from "./refusals";
import { Throughput } from "./throughput";

/** Bounds of an adaptive limit. */
export interface AdaptiveLimitOptions {
  /** Limit at the start. Default: 64, or `maximum` where that is less. */
  initial?: number;
  /** Least calls at a time. Default: 8, or `initial` where that is less. Equal to `maximum`, the limit is fixed. */
  minimum?: number;
  /** Most calls at a time. */
  maximum: number;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
  /** There may be more places after so many milliseconds, without any call that ends: someone must look then. Default: nobody does. */
  onLater?: (milliseconds: number) => void;
}

/** While nothing proves a bound, a limit that is full for this long grows by this factor, milliseconds. */
const pulseMs = 200;
const pulseGrowth = 1.5;
/** What a difference of two times may be off by their rounding, milliseconds. */
const roundingMs = 0.001;
/** Strain that no bound of ours explains: above it, a bound within which more calls get more done is taken back. */
const doubtful = 2.5;
/** Strain of the latest calls, over so many of them, from which waits are computed and no growth is counted on. */
const slow = 2;
const recentCalls = 16;
/** Calls that began within this time before the latest that ended tell whether they end in order (or a quarter of what that took), but for the last of it, milliseconds. */
const leastOrderedMs = 1_000;
const orderedBeforeMs = 100;
/** Share of them that has ended where they do. Scatter within a queue leaves some; half of the slow ones would have to be among the fastest. */
const orderedShare = 0.4;
/** Weight of each new answer in the smoothed figures. */
const smoothing = 0.02;
/** Bounds of the time for which a refused call keeps its place, milliseconds: before the first answer, and at most. */
const firstHoldMs = 100;
const longestHoldMs = 1_000;

/**
 * How many calls a model at a backend gets at a time, found out while it works.
 *
 * While nothing proves that the backend has a bound, the limit follows what is asked for. A bound is proven by refusals for load, and by calls that only
 * take longer the more there are (their latency grows as their number does, so by Little's law no more of them end). Latency alone proves nothing: a
 * model may become slower by itself, and its answers longer. Within a bound the limit falls while answers are late and grows while they are not; when
 * falling does not help, the bound was none, and what calls take now is measured as their usual time.
 */
export class AdaptiveLimit {
  private readonly minimum: number;
  private readonly maximum: number;
  private readonly initial: number;
  private readonly now: () => number;
  private readonly onLater: ((milliseconds: number) => void) | undefined;
  private current: number;
  /** The whole ones of it: what each call asks for. */
  private places: number;
  private held = 0;
  /** Places that the last caller had to leave free. */
  private kept = 0;
  /** Nothing proves that the backend has a bound. */
  private unbounded = true;
  private readonly free: FreeSearch;
  private readonly bounded = new BoundedSearch();
  private readonly window: CallWindow;
  private readonly cohorts = new Cohorts();
  private readonly response: LoadResponse;
  private readonly refusals: Refusals;
  private readonly strain = new LatencyStrain();
  private readonly throughput: Throughput;
  /** Since when it has been full; `undefined` while there is room. */
  private fullSince: number | undefined;
  private lookAt = -Infinity;
  /** Milliseconds per unit of work, smoothed; what an expected wait is computed from. */
  private pace: number | undefined;
  private smoothedMs: number | undefined;
  private latestMs = 0;
  private recentStrain = 1;

  constructor({ initial = 64, minimum = 8, maximum, now, onLater }: AdaptiveLimitOptions) {
    this.maximum = maximum;
    this.initial = Math.min(initial, maximum);
    this.minimum = Math.min(minimum, this.initial);
    this.current = this.initial;
    this.places = Math.floor(this.current);
    this.now = now;
    this.onLater = onLater;
    const begin = now();
    this.free = new FreeSearch(initial);
    this.window = new CallWindow(begin);
    this.response = new LoadResponse(this.cohorts, begin);
    this.refusals = new Refusals(this.cohorts, this.window);
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

  /** Whether it follows what is asked for: then nobody waits long, and an expected wait says nothing. */
  get isFree(): boolean {
    return this.unbounded && this.recentStrain < slow && this.places < Math.min(this.maximum, this.free.reach);
  }

  /** Whether one more call may begin. A limit that has been full for a while grows when it is asked. */
  get hasRoom(): boolean {
    return this.hasRoomBeside(0);
  }

  /** The same for a call that must leave so many places free: to its caller, the limit is full that much earlier. */
  hasRoomBeside(kept: number): boolean {
    if (this.held < this.places - kept) return true;
    if (!this.unbounded || this.fullSince === undefined || this.places >= this.maximum) return false;
    const now = this.now();
    if (now - this.fullSince < this.untilGrowthMs - roundingMs) {
      this.lookLater(now);
      return false;
    }
    // By one place at least: half of one is none.
    const grown = Math.max(this.places + 1, this.current * pulseGrowth);
    this.set(this.current < this.free.reach ? Math.min(this.free.reach, grown) : grown);
    this.fullSince = undefined;
    return this.held < this.places - kept;
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

  /**
   * A call begins. Whether there is room is the caller's to ask.
   *
   * @param kept places that its caller must leave free: with only these left, the limit counts as full. Default: 0
   */
  acquire(kept = 0): void {
    const now = this.now();
    this.kept = kept;
    this.held += 1;
    this.cohorts.began(now, this.held);
    if (this.held > this.window.peak) this.window.peak = this.held;
    if (this.hasSlack) this.fullSince = undefined;
    else {
      this.throughput.full();
      this.fullSince ??= now;
      this.lookLater(now);
    }
  }

  /**
   * A stream has brought its first event after so many milliseconds; its place stays taken. A stream holds its place for as long as
   * someone reads: a limit that learned from ends alone would refuse a surge of streams to a backend that has room.
   */
  streamBegan(milliseconds: number): void {
    const now = this.now();
    const counts = this.window.has(now, milliseconds);
    this.observe(now, milliseconds, counts, this.strain.began(milliseconds, this.isCalm, counts));
  }

  /** A call has ended with its answer, which took so long and was so much work, as `workOf` counts it. */
  answered(milliseconds: number, work: number): void {
    if (this.hasSlack) this.throughput.slack();
    else this.throughput.finished(work);
    this.pace = smoothed(this.pace, milliseconds / work);
    this.smoothedMs = smoothed(this.smoothedMs, milliseconds);
    const now = this.now();
    this.freed(now);
    const counts = this.window.has(now, milliseconds);
    this.observe(now, milliseconds, counts, this.strain.answered(milliseconds, work, this.isCalm, counts));
  }

  /** A call that was refused for load gives its place back, which it has kept for so many milliseconds. */
  rejected(heldMs: number): void {
    const now = this.now();
    this.ended(now);
    this.cohorts.sawRefusal(now, heldMs);
    if (!this.window.has(now, heldMs)) return;
    this.window.rejected();
    this.judgeWhenDue(now);
  }

  /** A call has ended in a way that says nothing about load. */
  abandoned(): void {
    this.ended(this.now());
    this.cohorts.abandoned();
  }

  private ended(now: number): void {
    if (this.hasSlack) this.throughput.slack();
    this.freed(now);
  }

  private freed(now: number): void {
    this.held -= 1;
    this.cohorts.ended(now, this.held);
  }

  /** Whether there is room for more of what asked last. */
  private get hasSlack(): boolean {
    return this.held < this.places - this.kept;
  }

  /** So far below the limit, calls take what they take without load. */
  private get isCalm(): boolean {
    return this.unbounded && this.window.peak < this.current / 4;
  }

  /** Beyond the reach of what is suspected of strain, each step waits for the calls of the one before where these look like a queue. */
  private get untilGrowthMs(): number {
    if (this.places < Math.floor(this.free.reach) || !this.isInOrder(this.now())) return pulseMs;
    return Math.max(pulseMs, 1.5 * this.latestMs);
  }

  private lookLater(now: number): void {
    if (!this.unbounded || this.places >= this.maximum || this.onLater === undefined) return;
    if (now < this.lookAt - roundingMs) return;
    this.lookAt = now + pulseMs;
    this.onLater(pulseMs);
  }

  /** A call has brought its answer, or a stream its first event: so many times slower than expected. */
  private observe(now: number, milliseconds: number, counts: boolean, strain: number | undefined): void {
    this.latestMs = milliseconds;
    if (strain !== undefined) this.recentStrain += (strain - this.recentStrain) / recentCalls;
    this.cohorts.saw(now, milliseconds, strain);
    const gain = this.response.look(now, this.unbounded, this.smoothedMs ?? 0);
    if (gain !== undefined) this.learn(now, gain);
    if (!counts) return;
    this.window.answered();
    this.judgeWhenDue(now);
  }

  private judgeWhenDue(now: number): void {
    const patience = this.bounded.isProbing && !this.unbounded ? 2 : 1;
    if (this.window.isDue(now, this.places, patience)) this.judge(now);
  }

  private judge(now: number): void {
    const { window } = this;
    if (!this.unbounded && this.bounded.isForgotten(now)) this.release(now);
    const strain = this.strain.close();
    if (this.refusals.areTooMany(this.unbounded)) {
      if (!this.unbounded && this.refusals.excuse(now, this.bounded.since)) this.release(now);
      else {
        const cut = Math.max(0.5, 1 - Math.max(window.refusedOfThese, 0.05));
        this.bind(now, Math.min(this.current, window.peak));
        this.set(Math.min(this.current, window.peak) * cut);
      }
    } else {
      const { held, current: limit, places, latestMs } = this;
      const judged = { now, ...strain, peak: window.peak, held, limit, places, latestMs };
      if (this.unbounded) this.judgeFree(judged);
      else this.judgeBounded(judged);
    }
    window.begin(now, this.held);
  }

  private judgeFree(window: JudgedWindow): void {
    const { now, seen, peak } = window;
    // What a rush needed long ago is not needed for ever.
    if (peak < this.current / 8) this.set(Math.max(this.current * 0.9, Math.min(this.initial, this.current)));
    const { hasSagged, isWatched } = this.response;
    const verdict = this.free.judge(window, this.maximum, hasSagged, isWatched, this.isInOrder(now));
    if (verdict === "bounded") this.bind(now, Math.min(this.current, peak));
    else if (verdict === "overloaded") this.settle(now, peak * Math.max(0.25, tolerance / seen));
    else if (verdict === "itsPace") {
      this.strain.rebase(seen);
      this.response.begin(now);
    } else if (verdict === "watch") this.response.begin(now, true);
  }

  private judgeBounded(window: JudgedWindow): void {
    const next = this.bounded.next(window, this.refusals.letGrow, this.smoothedMs ?? 0);
    if (next === "mistaken") this.takeBack(window.now, window.seen);
    else if (next === "outgrown") this.release(window.now);
    else this.set(next);
  }

  /**
   * Whether calls end in the order in which they began, as they do where they wait in a queue. Of those that began just before the latest one that ended, most
   * have ended then. Where a model has become slow by itself, the first of its slow calls to end are the fastest, and most of their time are still under way.
   */
  private isInOrder(now: number): boolean {
    const began = now - this.latestMs;
    const latest = Math.max(leastOrderedMs, this.latestMs / 4);
    return this.cohorts.seenOf(began - latest, began - orderedBeforeMs) > orderedShare;
  }

  /** Cohorts of calls have shown what more of them at a time do. */
  private learn(now: number, gain: Gain): void {
    if (gain.isGain) this.learnGain(now, gain);
    else if (this.unbounded) this.learnOverload(now, gain);
    else {
      this.set(this.bounded.withoutGain(now, this.current));
      this.window.begin(now, this.held);
    }
  }

  private learnGain(now: number, { response, isWatched }: Gain): void {
    if (!this.unbounded) {
      if (response.strain > doubtful) this.takeBack(now, response.strain);
      return;
    }
    this.free.withoutGain = 0;
    if (this.window.peak < this.current * 0.8) this.free.reach = Infinity;
    if (isWatched) this.strain.rebase(response.strain);
  }

  private learnOverload(now: number, { response, hasSagged, isWatched }: Gain): void {
    const high = response.atATime + response.spread;
    // No longer as many as that: whatever it was, it is over.
    if (this.held <= high) return;
    this.free.withoutGain += 1;
    this.free.suspect();
    const slowest = response.strain * (1 + (response.elasticity * response.spread) / high);
    const isProven = this.free.withoutGain >= 2 || isWatched || (!hasSagged && slowest > 2);
    if (!isProven) return;
    if (slowest > tolerance) {
      this.strain.clear();
      this.settle(now, high * (tolerance / slowest));
    } else {
      // So much load and so little strain: what counts as none was measured under load.
      this.strain.rebase(slowest / 2 / tolerance);
      this.settle(now, high / 2);
    }
    this.window.begin(now, this.held);
  }

  /** A bound is proven, and believed to be at that limit. */
  private settle(now: number, limit: number): void {
    this.bind(now, this.current);
    this.set(limit);
    this.bounded.settle(this.current);
    this.response.begin(now);
  }

  /** A bound has shown at so many calls. */
  private bind(now: number, at: number): void {
    if (this.unbounded) this.bounded.begin(now, at, this.smoothedMs ?? 0);
    else this.bounded.touched(now, at);
    this.unbounded = false;
    this.free.withoutGain = 0;
  }

  /** The bound was none: this is the pace of the model itself. */
  private takeBack(now: number, strain: number): void {
    this.strain.rebase(strain);
    this.release(now);
    this.free.released(this.held);
  }

  /** Nothing proves a bound any more. */
  private release(now: number): void {
    this.unbounded = true;
    this.set(Math.max(this.current, Math.min(this.bounded.believed, this.maximum)));
    this.free.trust();
    this.response.begin(now);
  }

  private set(limit: number): void {
    this.current = Math.min(this.maximum, Math.max(this.minimum, limit));
    this.places = Math.floor(this.current);
  }
}

function smoothed(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + smoothing * (value - mean);
}
