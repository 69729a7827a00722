/** Share by which each new call counts more than those before: some two hundred of them are remembered. */
const learning = 0.005;
/** Calls from which a time is known. */
const leastCalls = 8;
/** A work is known within so many deviations of the works that were learned from, and a third beyond them. */
const knownDeviations = 3;
const knownBeyond = 0.3;
/** The least that a call takes, milliseconds: a measured 0 is no measure to compare with. */
const leastMs = 0.001;

/**
 * What calls of a model take without load: a fixed part, and one for each token. Tokens alone do not tell it: answers of five tokens are nearly all
 * fixed part. Each call counts by its relative error (weighted least squares), else long answers alone would say what short ones take.
 */
export class ServiceTime {
  private calls = 0;
  /** Sums over the calls of 1, 1/work, 1/work², time/work and time/work². */
  private weights = 0;
  private inverse = 0;
  private inverseSquare = 0;
  private pace = 0;
  private paceInverse = 0;
  /** Mean and variance of the works' logarithms. */
  private logMean = 0;
  private logVariance = 0;

  learn(milliseconds: number, work: number): void {
    const kept = 1 - learning;
    const time = Math.max(milliseconds, leastMs);
    this.calls += 1;
    this.weights = this.weights * kept + 1;
    this.inverse = this.inverse * kept + 1 / work;
    this.inverseSquare = this.inverseSquare * kept + 1 / work ** 2;
    this.pace = this.pace * kept + time / work;
    this.paceInverse = this.paceInverse * kept + time / work ** 2;
    const share = Math.max(learning, 1 / this.calls);
    const off = Math.log(work) - this.logMean;
    this.logMean += share * off;
    this.logVariance = (1 - share) * (this.logVariance + share * off * off);
  }

  /** Whether calls of such work have been seen: others are not judged by what is extrapolated to them. */
  knows(work: number): boolean {
    if (this.calls < leastCalls) return false;
    return Math.abs(Math.log(work) - this.logMean) <= knownDeviations * Math.sqrt(this.logVariance) + knownBeyond;
  }

  /** What a call of that work takes, milliseconds. */
  of(work: number): number {
    const { weights, inverse, inverseSquare, pace, paceInverse } = this;
    const determinant = inverseSquare * weights - inverse * inverse;
    const proportional = (pace / weights) * work;
    // Works that are all alike tell nothing about a fixed part.
    if (determinant < 1e-4 * inverseSquare * weights) return proportional;
    const fixed = (paceInverse * weights - pace * inverse) / determinant;
    const each = (pace - fixed * inverse) / weights;
    return Math.max(fixed + each * work, proportional / 10, leastMs);
  }

  /** All of it takes so many times as long. */
  scale(factor: number): void {
    this.pace *= factor;
    this.paceInverse *= factor;
  }
}
