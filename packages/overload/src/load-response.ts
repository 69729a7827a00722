import type { Cohorts, Response } from "./cohorts";

/** How often the cohorts are looked at, milliseconds. */
const lookMs = 200;
/** Elasticity half way between a strain that is not of our making (0) and calls that only wait longer (1); a bit above, for goodput goes before latency. */
const halfway = 0.6;
/** Calls from which a response is told, and how far the calls at a time must have varied, as a share of them. */
const leastCalls = 16;
const leastSpread = 0.15;
/** The same where a bound would be taken back. */
const sureCalls = 32;
const sureSpread = 0.2;
/** What is looked at is no older than this, milliseconds, or so many latencies; within a bound, where little varies, four times that. */
const oldestMs = 5_000;
const oldestLatencies = 5;
const boundedPatience = 4;
/** Answers per time have sagged when over this time, milliseconds, they are less than that share of what they were. */
const sagMs = 1_500;
const sagShare = 0.65;

/** What more calls at a time have done. */
export interface Gain {
  /** They got more done; else they only took longer. */
  isGain: boolean;
  response: Response;
  /** Answers per time had sagged meanwhile: then more calls may be under way because each takes longer, and not the other way round. */
  hasSagged: boolean;
  /** All of it began after the model was seen to be slower. */
  isWatched: boolean;
}

/** Looks, from time to time, what more calls at a time do to the time that they take. */
export class LoadResponse {
  /** What began since then is looked at. */
  private since: number;
  private watched = false;
  private sagged = false;
  private rateBefore = 0;
  private lookedAt: number;

  constructor(
    private readonly cohorts: Cohorts,
    now: number,
  ) {
    this.since = this.lookedAt = now;
  }

  /** Whether fewer answers come per time than before it began to look. */
  get hasSagged(): boolean {
    return this.sagged;
  }

  get isWatched(): boolean {
    return this.watched;
  }

  /** Looks at calls that begin from now on. */
  begin(now: number, isWatched = false): void {
    this.since = now;
    this.watched = isWatched;
    this.sagged = false;
    this.rateBefore = this.cohorts.rate(now - oldestMs, now);
  }

  /** What more calls at a time do, where that is certain; it begins anew then. */
  look(now: number, isUnbounded: boolean, latencyMs: number): Gain | undefined {
    if (this.cohorts.rate(now - sagMs, now) < sagShare * this.rateBefore) this.sagged = true;
    if (now - this.lookedAt <= lookMs) return undefined;
    this.lookedAt = now;
    const response = this.cohorts.responseSince(this.since);
    const isGain = response && gainOf(response, isUnbounded);
    if (response !== undefined && isGain !== undefined) {
      const { sagged: hasSagged, watched: isWatched } = this;
      this.begin(now);
      // Of what has been a gain, calls that are still under way may yet tell more.
      if (isGain && isUnbounded && !isWatched) this.since = response.latest;
      return { isGain, response, hasSagged, isWatched };
    }
    const patience = isUnbounded ? 1 : boundedPatience;
    if (now - this.since > patience * Math.max(oldestMs, oldestLatencies * latencyMs)) this.begin(now);
    return undefined;
  }
}

function gainOf({ calls, spread, atATime, elasticity, error }: Response, isUnbounded: boolean): boolean | undefined {
  if (calls < leastCalls || spread < leastSpread * atATime) return undefined;
  if (elasticity - (isUnbounded ? 2 : 3) * error > halfway) return false;
  if (isUnbounded) return elasticity + 2 * error < halfway ? true : undefined;
  const isSure = calls >= sureCalls && spread >= sureSpread * atATime && Math.abs(elasticity) + 3 * error < halfway;
  return isSure ? true : undefined;
}
