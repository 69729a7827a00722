/** A function known at some points, straight between them, and beyond the last as steep as between the last two. */
export class Table {
  private readonly xs: Float64Array;
  private readonly ys: Float64Array;

  /** @param points in rising order of x, at least two */
  constructor(points: readonly (readonly [x: number, y: number])[]) {
    this.xs = Float64Array.from(points, ([x]) => x);
    this.ys = Float64Array.from(points, ([, y]) => y);
  }

  /** The value at x; before the first point as steep as between the first two. */
  at(x: number): number {
    const { xs, ys } = this;
    let low = 0;
    let high = xs.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (xs[middle]! <= x) low = middle;
      else high = middle;
    }
    return ys[low]! + ((ys[high]! - ys[low]!) * (x - xs[low]!)) / (xs[high]! - xs[low]!);
  }

  /** The same function with every value multiplied. */
  times(factor: number): Table {
    return new Table(Array.from(this.xs, (x, index) => [x, this.ys[index]! * factor]));
  }
}
