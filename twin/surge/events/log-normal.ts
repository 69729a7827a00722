import type { Random } from "./random";

/** Values that are equally likely. A draw is one look-up; each stands for the middle of its share, so that a run of any length has the mean. */
const tableSize = 4_096;

let gaussians: Float64Array | undefined;

/** Such values of a Gaussian with mean 0 and deviation 1: each table is made of them. */
function gaussianTable(): Float64Array {
  if (gaussians !== undefined) return gaussians;
  gaussians = new Float64Array(tableSize);
  for (let index = 0; index < tableSize; index++) gaussians[index] = normalQuantile((index + 0.5) / tableSize);
  return gaussians;
}

/** Draws from a log-normal distribution: what takes as long as a product of many chances does, such as calls and texts. */
export class LogNormal {
  private readonly values = new Float64Array(tableSize);

  /**
   * @param mean of the distribution
   * @param variation deviation over mean; 0 gives the mean each time
   */
  constructor(mean: number, variation: number) {
    // Of the logarithm: its variance and its mean.
    const variance = Math.log(1 + variation * variation);
    const middle = Math.log(mean) - variance / 2;
    const deviation = Math.sqrt(variance);
    const table = gaussianTable();
    for (let index = 0; index < tableSize; index++) this.values[index] = Math.exp(middle + deviation * table[index]!);
  }

  draw(random: Random): number {
    return this.values[random.below(tableSize)]!;
  }
}

/**
 * The value below which a Gaussian lies with a probability: Peter Acklam's rational approximation, off by at most 1.2e-9 of the value.
 *
 * @param probability above 0 and below 1
 */
function normalQuantile(probability: number): number {
  const low = 0.02425;
  if (probability > 1 - low) return -normalQuantile(1 - probability);
  if (probability < low) {
    const q = Math.sqrt(-2 * Math.log(probability));
    return (
      (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1)
    );
  }
  const q = probability - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
      1)
  );
}
