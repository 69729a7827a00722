/** Time in which calls of one cohort begin, milliseconds, and how many cohorts are kept: 100 s. */
const cohortMs = 100;
const cohorts = 1_024;
/** Share of a cohort that must have ended before it counts: its first to end are its fastest, and would make it look fast. */
const completeShare = 0.85;
/** Cohorts from which a line is drawn. */
const leastCohorts = 5;

/** How the strain of calls changes with how many there are at a time. */
export interface Response {
  /** Calls that it is told from. */
  calls: number;
  /** Their mean strain. */
  strain: number;
  /** Calls at a time when they began: the mean, and the deviation from it. */
  atATime: number;
  spread: number;
  /** Percent of strain for each percent more calls at a time, towards the upper end: 0 where strain is not of our making, 1 where more calls only wait longer. */
  elasticity: number;
  /** Standard error of the elasticity. */
  error: number;
  /** When the latest of them began. */
  latest: number;
}

/** The calls by when they began: how many were under way then, and how much slower than expected they were in the end. */
export class Cohorts {
  private readonly held = new Uint16Array(cohorts);
  private readonly begun = new Uint16Array(cohorts);
  private readonly seen = new Uint16Array(cohorts);
  private readonly refused = new Uint16Array(cohorts);
  private readonly strain = new Float64Array(cohorts);
  /** Sum over those calls of how many were under way beside them, on average over their time. */
  private readonly beside = new Float64Array(cohorts);
  /** Calls under way, added up over the time since the beginning. */
  private readonly area = new Float64Array(cohorts);
  private readonly since = new Float64Array(cohorts);
  private areaInAll = 0;
  private heldNow = 0;
  private at = 0;
  /** Calls that had ended by then since the beginning. */
  private readonly endings = new Float64Array(cohorts);
  private endedInAll = 0;
  private last = 0;
  /** The first cohort of which calls may be under way. */
  private oldest = 0;

  /** A call begins: with it, so many are under way. */
  began(now: number, held: number): void {
    const at = this.moveTo(now);
    this.held[at] = this.heldNow = held;
    this.begun[at]! += 1;
  }

  /** A call that began so long ago was so many times slower than expected; `undefined` where nobody can say. */
  saw(now: number, milliseconds: number, strain: number | undefined): void {
    this.moveTo(now);
    const at = this.indexOf(now - milliseconds);
    if (strain === undefined) {
      if (this.begun[at]! > 0) this.begun[at]! -= 1;
      return;
    }
    this.seen[at]! += 1;
    this.strain[at]! += strain;
    this.beside[at]! += this.heldBetween(now - milliseconds, now);
  }

  /** How many were under way on average between two times. */
  heldBetween(from: number, to: number): number {
    const [first, last] = [this.indexOf(from), this.indexOf(to)];
    if (first === last) return Math.max(1, this.held[first]!);
    const passed = this.since[last]! - this.since[first]!;
    return Math.max(1, (this.area[last]! - this.area[first]!) / passed);
  }

  /** A call that began so long ago was refused for load. */
  sawRefusal(now: number, milliseconds: number): void {
    this.moveTo(now);
    const at = this.indexOf(now - milliseconds);
    if (this.begun[at]! > 0) this.begun[at]! -= 1;
    this.refused[at]! += 1;
  }

  /** How the share of refused calls changes with how many there are at a time: the same, with that share in the place of strain and the change of what is not refused. */
  refusalsSince(from: number): Response | undefined {
    const line = new Line();
    const first = Math.max(Math.ceil(from / cohortMs), this.last - cohorts + 1);
    for (let cohort = first; cohort <= this.last; cohort++) {
      const at = cohort % cohorts;
      const calls = this.seen[at]! + this.refused[at]!;
      if (calls > 0 && calls >= completeShare * (this.begun[at]! + this.refused[at]!)) {
        line.add(calls, this.held[at]!, this.refused[at]! / calls);
      }
    }
    if (line.count < leastCohorts) return undefined;
    const { calls, meanX, meanY, spread, slope, error } = line;
    const scale = meanX / (1 - meanY);
    return { calls, strain: meanY, atATime: meanX, spread, elasticity: slope * scale, error: error * scale, latest: 0 };
  }

  /** A call has ended; with it gone, so many are under way. */
  ended(now: number, held: number): void {
    const at = this.moveTo(now);
    this.endedInAll += 1;
    this.endings[at] = this.endedInAll;
    this.held[at] = this.heldNow = held;
  }

  /** Calls that ended per millisecond between two times. */
  rate(from: number, to: number): number {
    return (this.endings[this.indexOf(to)]! - this.endings[this.indexOf(from)]!) / (to - from);
  }

  /** Which share of the calls that began between two times has been seen since; 0 where there were none. */
  seenOf(from: number, to: number): number {
    let [begun, seen] = [0, 0];
    const first = Math.max(Math.ceil(from / cohortMs), this.last - cohorts + 1, 0);
    for (let cohort = first; cohort <= Math.min(this.last, Math.floor(to / cohortMs)); cohort++) {
      begun += this.begun[cohort % cohorts]!;
      seen += this.seen[cohort % cohorts]!;
    }
    return begun === 0 ? 0 : seen / begun;
  }

  /** A call has ended in a way that tells nothing: of which cohort nobody knows, so that the oldest waits for one less. */
  abandoned(): void {
    this.oldest = Math.max(this.oldest, this.last - cohorts + 1);
    for (; this.oldest <= this.last; this.oldest++) {
      const at = this.oldest % cohorts;
      if (this.seen[at]! >= this.begun[at]!) continue;
      this.begun[at]! -= 1;
      return;
    }
    this.oldest = this.last;
  }

  /** What the cohorts since then tell; `undefined` where they are too few. */
  responseSince(from: number): Response | undefined {
    let latest = 0;
    const line = new Line();
    const first = Math.max(Math.ceil(from / cohortMs), this.last - cohorts + 1);
    for (let cohort = first; cohort <= this.last; cohort++) {
      const at = cohort % cohorts;
      const seen = this.seen[at]!;
      if (seen === 0 || seen < completeShare * this.begun[at]!) continue;
      latest = cohort;
      line.add(seen, this.beside[at]! / seen, this.strain[at]! / seen);
    }
    if (line.count < leastCohorts) return undefined;
    const { calls, meanX, meanY, spread, slope, error } = line;
    const scale = (meanX + spread) / Math.max(meanY + slope * spread, meanY / 10);
    return {
      calls,
      strain: meanY,
      atATime: meanX,
      spread,
      elasticity: slope * scale,
      error: error * scale,
      latest: latest * cohortMs,
    };
  }

  /** The index of the present cohort; those in which nothing happened are empty. */
  private moveTo(now: number): number {
    const present = Math.floor(now / cohortMs);
    this.areaInAll += this.heldNow * Math.max(0, now - this.at);
    this.at = Math.max(now, this.at);
    const previous = this.last % cohorts;
    for (let next = Math.max(this.last + 1, present - cohorts + 1); next <= present; next++) {
      const at = next % cohorts;
      this.held[at] = this.held[previous]!;
      this.endings[at] = this.endedInAll;
      this.area[at] = this.areaInAll;
      this.since[at] = now;
      this.begun[at] = this.seen[at] = this.refused[at] = this.strain[at] = this.beside[at] = 0;
    }
    if (present > this.last) this.last = present;
    return this.last % cohorts;
  }

  private indexOf(time: number): number {
    return Math.min(Math.max(Math.floor(time / cohortMs), this.last - cohorts + 1, 0), this.last) % cohorts;
  }
}

/** The line through weighted points (least squares). */
class Line {
  count = 0;
  calls = 0;
  private x = 0;
  private y = 0;
  private xx = 0;
  private xy = 0;
  private yy = 0;

  add(calls: number, x: number, y: number): void {
    this.count += 1;
    this.calls += calls;
    this.x += calls * x;
    this.y += calls * y;
    this.xx += calls * x * x;
    this.xy += calls * x * y;
    this.yy += calls * y * y;
  }

  get meanX(): number {
    return this.x / this.calls;
  }

  get meanY(): number {
    return this.y / this.calls;
  }

  get spread(): number {
    return Math.sqrt(Math.max(0, this.xx / this.calls - this.meanX ** 2));
  }

  get slope(): number {
    return this.spread === 0 ? 0 : this.covariance / this.spread ** 2;
  }

  /** Standard error of the slope. */
  get error(): number {
    if (this.spread === 0) return Infinity;
    const unexplained = Math.max(0, this.yy / this.calls - this.meanY ** 2 - this.slope * this.covariance);
    return Math.sqrt(unexplained / (this.count - 2)) / this.spread;
  }

  private get covariance(): number {
    return this.xy / this.calls - this.meanX * this.meanY;
  }
}
