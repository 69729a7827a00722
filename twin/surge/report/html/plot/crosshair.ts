/** What a value is in, which decides how the crosshair writes it. */
export type Unit = "rate" | "count" | "seconds" | "dollars";

/** Steps that the crosshair can stand at: all of two hours, and every minute of a day. */
const mostSteps = 1500;

/** The values that the crosshair shows: every series at the same times. */
export class CrosshairData {
  readonly t: number[];
  private readonly series: (number | null)[][] = [];

  constructor(
    t: readonly number[],
    private readonly end: number,
  ) {
    const every = Math.max(1, Math.ceil(t.length / mostSteps));
    this.t = t.filter((_, index) => (index + 1) % every === 0 || index === t.length - 1);
  }

  /** Takes a series in, and returns its number. Its times may be others: the value is that of the step which covers the time. */
  add(t: readonly number[], values: readonly (number | null)[]): number {
    let step = 0;
    this.series.push(
      this.t.map((at) => {
        while (step < t.length && t[step]! < at - 1e-6) step++;
        const value = values[step];
        return value === undefined || value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(4));
      }),
    );
    return this.series.length - 1;
  }

  toJSON(): { end: number; t: number[]; series: (number | null)[][] } {
    return { end: this.end, t: this.t, series: this.series };
  }
}
