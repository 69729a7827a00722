/** Points `[t, value]` in order of t; between two of them the value moves in a straight line. */
export type Series = readonly (readonly [t: number, value: number])[];

/**
 * The value of a series at a time: that of the first point before it, that of the last one after it. Where two points share a
 * time, the later one holds from then on. The order of operations is part of the vectors' format: a decision at the edge of the
 * tolerance hangs on the last bit.
 */
export function valueAt(series: Series, t: number): number {
  let index = -1;
  while (index + 1 < series.length && series[index + 1]![0] <= t) index++;
  if (index < 0) return series[0]![1];
  const [fromTime, from] = series[index]!;
  const next = series[index + 1];
  if (next === undefined) return from;
  const [toTime, to] = next;
  return from + ((to - from) * (t - fromTime)) / (toTime - fromTime);
}
