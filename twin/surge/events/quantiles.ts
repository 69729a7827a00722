/** Bits of a value's mantissa that choose its bucket: 128 buckets for each doubling. */
const mantissaBits = 7;
/** Least value that is told from 0, 2^-20 s: about a microsecond. */
const leastExponent = -20;
/** Values above 2^20 s (12 days) count as that. */
const greatestExponent = 20;

const bucketsPerDoubling = 1 << mantissaBits;
const bucketCount = (greatestExponent - leastExponent) * bucketsPerDoubling;
/** Exponents in a double are stored with this added. */
const exponentBias = 1023;

const bits = new DataView(new ArrayBuffer(8));

/**
 * Quantiles of any number of durations in 40 KB: a histogram whose buckets grow with the value, as HDR histograms do. A quantile is off by
 * at most half of a bucket's width, 2^-8 = 0.4 % of the value; between 0 and a microsecond it is 0. Mean, count and maximum are exact.
 */
export class Quantiles {
  private readonly counts = new Float64Array(bucketCount);
  private zeros = 0;
  private total = 0;
  private sum = 0;
  private greatest = 0;
  /** Buckets outside of these are empty: most of the forty doublings are in any one use. */
  private lowest = bucketCount;
  private highest = -1;

  /** Durations seen. */
  get count(): number {
    return this.total;
  }

  /** Their mean; 0 where there are none. */
  get mean(): number {
    return this.total === 0 ? 0 : this.sum / this.total;
  }

  /** The longest; 0 where there are none. */
  get maximum(): number {
    return this.greatest;
  }

  /** @param seconds a duration, at least 0 */
  add(seconds: number): void {
    this.total += 1;
    this.sum += seconds;
    if (seconds > this.greatest) this.greatest = seconds;
    // Exponent and first bits of the mantissa, read from the number itself, are the bucket: no logarithm is taken.
    bits.setFloat64(0, seconds);
    const bucket = (bits.getInt32(0) >>> (20 - mantissaBits)) - (exponentBias + leastExponent) * bucketsPerDoubling;
    if (bucket < 0) this.zeros += 1;
    else {
      const kept = Math.min(bucket, bucketCount - 1);
      this.counts[kept]! += 1;
      if (kept < this.lowest) this.lowest = kept;
      if (kept > this.highest) this.highest = kept;
    }
  }

  /**
   * The value below which a share of the durations lies; `undefined` where there are none.
   *
   * @param share 0 to 1
   */
  at(share: number): number | undefined {
    return Quantiles.of([this], share);
  }

  /** The same of all that several have seen. */
  static of(parts: readonly Quantiles[], share: number): number | undefined {
    let [total, below, greatest, lowest, highest] = [0, 0, 0, bucketCount, -1];
    for (const part of parts) {
      total += part.total;
      below += part.zeros;
      greatest = Math.max(greatest, part.greatest);
      lowest = Math.min(lowest, part.lowest);
      highest = Math.max(highest, part.highest);
    }
    if (total === 0) return undefined;
    const rank = share * total;
    if (below > 0 && below >= rank) return 0;
    for (let bucket = lowest; bucket <= highest; bucket++) {
      for (let index = 0; index < parts.length; index++) below += parts[index]!.counts[bucket]!;
      if (below >= rank && below > 0) return Math.min(middleOf(bucket), greatest);
    }
    return greatest;
  }

  /** Forgets all: for figures of a window. */
  clear(): void {
    if (this.highest >= 0) this.counts.fill(0, this.lowest, this.highest + 1);
    this.lowest = bucketCount;
    this.highest = -1;
    this.zeros = this.total = this.sum = this.greatest = 0;
  }
}

function middleOf(bucket: number): number {
  const exponent = leastExponent + Math.floor(bucket / bucketsPerDoubling);
  return 2 ** exponent * (1 + ((bucket % bucketsPerDoubling) + 0.5) / bucketsPerDoubling);
}
