import { Quantiles } from "./quantiles";

/** Quantiles of what happened lately: a ring of slices, the oldest of which is emptied for the newest. */
export class SlidingQuantiles {
  private readonly slices: Quantiles[];
  private slice = 0;

  /**
   * @param seconds how long ago "lately" begins, to within one slice
   * @param count slices
   */
  constructor(
    private readonly seconds: number,
    count = 4,
  ) {
    this.slices = Array.from({ length: count }, () => new Quantiles());
  }

  add(value: number, now: number): void {
    this.turn(now);
    this.slices[this.slice % this.slices.length]!.add(value);
  }

  /** The value below which a share of the recent ones lies; `undefined` where there are none. */
  at(share: number, now: number): number | undefined {
    this.turn(now);
    return Quantiles.of(this.slices, share);
  }

  /** How many there were of late. */
  count(now: number): number {
    this.turn(now);
    return this.slices.reduce((sum, { count }) => sum + count, 0);
  }

  private turn(now: number): void {
    const slice = Math.floor((now * this.slices.length) / this.seconds);
    if (slice === this.slice) return;
    const first = Math.max(this.slice + 1, slice - this.slices.length + 1);
    for (let index = first; index <= slice; index++) this.slices[index % this.slices.length]!.clear();
    this.slice = slice;
  }
}
