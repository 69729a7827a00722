import { ServiceTime } from "./service-time";

/**
 * Time of every call that is forgiven, milliseconds: this process's own event loop and the network. A call to a model takes seconds, and an
 * event loop that is at its limit must not pass for a backend that is.
 */
const forgivenMs = 100;

/** Calls that a window must have to be judged: fewer are carried over to the next. */
const leastCalls = 8;
/**
 * Standard errors by which calls must be slower to count as slower. Models take as long as they like: without it, the scatter of a healthy backend's
 * first tokens (half of their mean) passed for strain, and a limit of 64 fell to 2 within minutes.
 */
const certainty = 3;

/** What the calls of one kind took within the present window, and what was expected of them. */
class Series {
  private calls = 0;
  private taken = 0;
  private expected = 0;
  /** Sums of the squares and of the product: how far the calls scatter about their common strain. */
  private squaredTaken = 0;
  private squaredExpected = 0;
  private product = 0;

  add(taken: number, expected: number): void {
    this.calls += 1;
    this.taken += taken;
    this.expected += expected;
    this.squaredTaken += taken * taken;
    this.squaredExpected += expected * expected;
    this.product += taken * expected;
  }

  /** Adds its strain to a sum, each call once; a new window begins where there were enough to judge. */
  close(sum: { seen: number; certain: number; calls: number }): void {
    const { calls, taken, expected } = this;
    if (calls === 0) return;
    const seen = taken / expected;
    sum.seen += Math.max(1, seen) * calls;
    sum.certain += (calls < leastCalls ? 1 : Math.max(1, seen - certainty * this.error(seen))) * calls;
    sum.calls += calls;
    if (calls >= leastCalls) this.clear();
  }

  clear(): void {
    this.calls = this.taken = this.expected = 0;
    this.squaredTaken = this.squaredExpected = this.product = 0;
  }

  /** How far the strain of so few calls may lie from that of many, by how far they lie from one another (the error of a ratio estimate). */
  private error(seen: number): number {
    const scatter = this.squaredTaken - 2 * seen * this.product + seen * seen * this.squaredExpected;
    return Math.sqrt((Math.max(0, scatter) * this.calls) / (this.calls - 1)) / this.expected;
  }
}

/** How much slower than without load: 1 for not at all. */
export interface Strain {
  /** As the calls show it, however few. */
  seen: number;
  /** What of it their scatter does not explain: never more than what is seen. */
  certain: number;
}

/** How much slower a model has become: what its calls take over what they are expected to take without load. First events are compared with first events. */
export class LatencyStrain {
  private readonly answers = new Series();
  private readonly firstEvents = new Series();
  private readonly answerTime = new ServiceTime();
  private readonly firstEventTime = new ServiceTime();

  /**
   * An answer took so long.
   *
   * @param isCalm it says what calls take without load
   * @param counts it belongs to the present window
   * @returns how much slower than expected; `undefined` for work of which nothing is known yet
   */
  answered(milliseconds: number, work: number, isCalm: boolean, counts: boolean): number | undefined {
    return observe(this.answers, this.answerTime, milliseconds, work, isCalm, counts);
  }

  /** The same for the first event of a stream. */
  began(milliseconds: number, isCalm: boolean, counts: boolean): number | undefined {
    return observe(this.firstEvents, this.firstEventTime, milliseconds, 1, isCalm, counts);
  }

  /** The strain of a window; 1 for an empty one. A new one begins. */
  close(): Strain {
    const sum = { seen: 0, certain: 0, calls: 0 };
    this.answers.close(sum);
    this.firstEvents.close(sum);
    return sum.calls === 0 ? { seen: 1, certain: 1 } : { seen: sum.seen / sum.calls, certain: sum.certain / sum.calls };
  }

  /** Calls before this say nothing about those to come. */
  clear(): void {
    this.answers.clear();
    this.firstEvents.clear();
  }

  /** What was taken for strain is the model's own pace: without load, it is so many times slower than was thought. */
  rebase(factor: number): void {
    this.answerTime.scale(factor);
    this.firstEventTime.scale(factor);
    this.clear();
  }
}

function observe(
  series: Series,
  time: ServiceTime,
  milliseconds: number,
  work: number,
  isCalm: boolean,
  counts: boolean,
): number | undefined {
  const isKnown = time.knows(work);
  const expected = isKnown ? time.of(work) : undefined;
  if (isCalm || !isKnown) time.learn(milliseconds, work);
  if (expected === undefined) return undefined;
  const taken = Math.max(milliseconds - forgivenMs, Math.min(milliseconds, expected));
  if (counts) series.add(taken, expected);
  return taken / expected;
}
