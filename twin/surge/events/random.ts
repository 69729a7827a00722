/** 2^-32: turns a whole number of 32 bits into a fraction. */
const perWord = 2 ** -32;

/**
 * Seeded random numbers: the same seed gives the same numbers on every machine. The generator is xoshiro128** 1.1 (Blackman and
 * Vigna, "Scrambled linear pseudorandom number generators", 2021; period 2^128 − 1), its state filled by SplitMix32.
 *
 * Every part of a simulation takes a stream of its own (`stream("arrivals")`), so that a change to one part does not shift what the
 * others draw: two configurations meet the very same customers.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(private readonly seed: number) {
    let state = seed | 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) | 0;
      let word = state ^ (state >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      return word ^ (word >>> 15);
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next();
  }

  /** An independent stream, by the name of who draws from it. */
  stream(name: string): Random {
    // FNV-1a of the name, over the seed.
    let hash = 0x811c9dc5 ^ this.seed;
    for (let index = 0; index < name.length; index++) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
    return new Random(hash);
  }

  /** Uniform in [0, 1), in steps of 2^-32. */
  uniform(): number {
    return (this.word() >>> 0) * perWord;
  }

  /** A whole number from 0 to `count` − 1, each as likely. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Exponential with mean 1. */
  exponential(): number {
    // 1 − u is never 0.
    return -Math.log(1 - this.uniform());
  }

  /** Gaussian with mean 0 and deviation 1 (Marsaglia's polar method). */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1;
      const y = 2 * this.uniform() - 1;
      const square = x * x + y * y;
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
    }
  }

  /** Gamma with the given shape and mean 1 (Marsaglia and Tsang, "A simple method for generating gamma variables", 2000). */
  gamma(shape: number): number {
    // Below 1, by the gamma of shape + 1 and a power of a uniform number.
    const boost = shape < 1 ? (1 - this.uniform()) ** (1 / shape) : 1;
    const d = (shape < 1 ? shape + 1 : shape) - 1 / 3;
    const c = 1 / Math.sqrt(9 * d);
    for (;;) {
      const x = this.normal();
      const v = (1 + c * x) ** 3;
      if (v > 0 && Math.log(1 - this.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
        return (boost * d * v) / shape;
      }
    }
  }

  private word(): number {
    const product = Math.imul(this.b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }
}
