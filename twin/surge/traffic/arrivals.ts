import { Random } from "../events";
import type { RateCurve } from "./rate-curve";
import { type TokenLength, TokenLengths } from "./token-lengths";

/** Questions, one after the other. The fields tell of the present one; no object is made per question. */
export interface Arrivals {
  /** When it comes, seconds since the start. Infinite after the last. */
  readonly at: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Goes on to the next one. */
  next(): void;
}

/** How questions arrive. */
export interface TrafficOptions {
  seed: number;
  promptTokens: TokenLength;
  outputTokens: TokenLength;
  /**
   * Variance over mean of the number of arrivals in a stretch of time that is long against their gaps: 1 is Poisson, people who know nothing of one another;
   * 4 comes in bursts. At least 1.
   */
  burstiness: number;
}

/**
 * Questions at a rate that changes. The n-th comes when the curve's integral has reached the sum of n random steps of mean 1: with exponential
 * steps that is exactly a Poisson process of that rate, with gamma steps of the same mean a burstier one.
 */
export class CurveArrivals implements Arrivals {
  at = 0;
  promptTokens = 0;
  outputTokens = 0;
  private readonly steps: Random;
  private readonly texts: Random;
  private readonly prompts: TokenLengths;
  private readonly outputs: TokenLengths;
  private readonly shape: number;
  private expected = 0;
  private segment = 0;

  constructor(
    private readonly curve: RateCurve,
    { seed, promptTokens, outputTokens, burstiness }: TrafficOptions,
  ) {
    const random = new Random(seed);
    this.steps = random.stream("arrivals");
    this.texts = random.stream("lengths");
    this.prompts = new TokenLengths(promptTokens);
    this.outputs = new TokenLengths(outputTokens);
    // The variance of a gamma step of mean 1 is 1 over its shape.
    this.shape = 1 / burstiness;
    this.next();
  }

  next(): void {
    this.expected += this.shape === 1 ? this.steps.exponential() : this.steps.gamma(this.shape);
    const { seconds, segment } = this.curve.timeOf(this.expected, this.segment);
    this.at = seconds;
    this.segment = segment;
    this.promptTokens = this.prompts.draw(this.texts);
    this.outputTokens = this.outputs.draw(this.texts);
  }
}

/** A question of a recording. */
export interface RecordedQuestion {
  at: number;
  promptTokens?: number;
  outputTokens?: number;
}

/** Questions as they were recorded; lengths that were not are drawn. */
export class RecordedArrivals implements Arrivals {
  at = 0;
  promptTokens = 0;
  outputTokens = 0;
  private readonly copies: Random;
  private readonly texts: Random;
  private readonly prompts: TokenLengths;
  private readonly outputs: TokenLengths;
  private index = -1;
  private copy = 0;
  private copyCount = 0;

  /**
   * @param factor how many questions stand for each that was recorded, above 0; the further ones lie between it and the next, and of a
   *   fraction it is drawn whether there is one
   */
  constructor(
    private readonly questions: readonly RecordedQuestion[],
    { seed, promptTokens, outputTokens }: Omit<TrafficOptions, "burstiness">,
    private readonly factor = 1,
  ) {
    const random = new Random(seed);
    this.copies = random.stream("copies");
    this.texts = random.stream("lengths");
    this.prompts = new TokenLengths(promptTokens);
    this.outputs = new TokenLengths(outputTokens);
    this.next();
  }

  next(): void {
    this.copy += 1;
    while (this.copy >= this.copyCount) {
      this.index += 1;
      this.copy = 0;
      if (this.index >= this.questions.length) {
        this.at = Infinity;
        return;
      }
      const whole = Math.floor(this.factor);
      this.copyCount = whole + (this.copies.uniform() < this.factor - whole ? 1 : 0);
    }
    const question = this.questions[this.index]!;
    const gap = (this.questions[this.index + 1]?.at ?? question.at) - question.at;
    this.at = question.at + (gap * this.copy) / this.copyCount;
    this.promptTokens = question.promptTokens ?? this.prompts.draw(this.texts);
    this.outputTokens = question.outputTokens ?? this.outputs.draw(this.texts);
  }
}
