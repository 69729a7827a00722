import { Sample } from "./quantiles";
import type { LoadResult } from "./types";

/** A refusal is only of use to a caller who learns of it at once. */
const refusalLimitMs = 50;

/**
 * Counts what happens within `[from, to)`, in milliseconds of `performance.now()`. Where questions are due at set times, an
 * outcome counts by when its question was due; where callers ask as fast as they are answered, by when it came.
 */
export class Tally {
  private asked = 0;
  private refusedInTime = 0;
  private givenUp = 0;
  private readonly answers = new Sample();
  private readonly refusals = new Sample();
  private readonly tokens = new Sample();
  private readonly failures: Record<string, number> = {};

  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {}

  ask(at: number): void {
    if (this.counts(at)) this.asked++;
  }

  response(at: number, status: number, elapsedMs: number): void {
    if (!this.counts(at)) return;
    if (status === 200) this.answers.add(elapsedMs);
    else if (status === 429 || status === 503) {
      this.refusals.add(elapsedMs);
      if (elapsedMs < refusalLimitMs) this.refusedInTime++;
    } else this.count(`status ${status}`);
  }

  giveUp(at: number): void {
    if (this.counts(at)) this.givenUp++;
  }

  fail(at: number, reason: string): void {
    if (this.counts(at)) this.count(reason);
  }

  token(at: number, delayMs: number): void {
    if (this.counts(at)) this.tokens.add(delayMs);
  }

  result(): LoadResult {
    return {
      asked: this.asked,
      answered: this.answers.count,
      answeredPerSecond: (this.answers.count * 1000) / (this.to - this.from),
      refused: this.refusals.count,
      refusedInTime: this.refusedInTime,
      givenUp: this.givenUp,
      failures: this.failures,
      answerMs: this.answers.quantiles(),
      refusalMs: this.refusals.quantiles(),
      tokenDelayMs: this.tokens.quantiles(),
    };
  }

  private counts(at: number): boolean {
    return at >= this.from && at < this.to;
  }

  private count(reason: string): void {
    this.failures[reason] = (this.failures[reason] ?? 0) + 1;
  }
}
