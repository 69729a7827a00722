/*
 * Fewer points for the eye: a screen has some hundred columns, a day's surge has thousands of steps. A peak must not go with them.
 */

/** A point of a line; `null` where it has a gap. */
export interface Point {
  t: number;
  value: number | null;
}

/** Several steps as one: what they come to on average, and between what they lay; `null` where none of them has a value. */
export interface Bucket {
  /** Middle of the time that it covers. */
  t: number;
  of: { mean: number; least: number; most: number } | null;
}

/** At most `most` points (two or more): of each stretch the lowest and the highest, in the order in which they came. */
export function thin(points: readonly Point[], most = 600): Point[] {
  if (points.length <= most) return [...points];
  return stretches(points.length, Math.floor(most / 2)).flatMap(([from, to]) => {
    let low = from;
    let high = from;
    for (let index = from; index < to; index++) {
      const value = points[index]!.value;
      if (value === null) continue;
      if (points[low]!.value === null || value < points[low]!.value!) low = index;
      if (points[high]!.value === null || value > points[high]!.value!) high = index;
    }
    return low === high ? [points[low]!] : [points[Math.min(low, high)]!, points[Math.max(low, high)]!];
  });
}

/** The points at which a value changes, with the first and the last: what a line of steps needs. */
export function changes(points: readonly Point[]): Point[] {
  return points.filter(
    ({ value }, index) => index === 0 || index === points.length - 1 || value !== points[index - 1]!.value,
  );
}

/** Values in at most so many buckets: their means are a calm line, and a band from least to most keeps every peak. */
export function buckets(t: readonly number[], values: readonly (number | null)[], most = 240): Bucket[] {
  return stretches(t.length, most).map(([from, to]) => {
    const known = values.slice(from, to).filter((value) => value !== null);
    // A step's figures are those of the time before its `t`.
    const start = from === 0 ? 0 : t[from - 1]!;
    return {
      t: (start + t[to - 1]!) / 2,
      of:
        known.length === 0
          ? null
          : {
              mean: known.reduce((total, value) => total + value, 0) / known.length,
              least: known.reduce((a, b) => Math.min(a, b)),
              most: known.reduce((a, b) => Math.max(a, b)),
            },
    };
  });
}

/** `length` things in `parts` stretches that differ by one at most: from each, up to the next. */
export function stretches(length: number, parts: number): [from: number, to: number][] {
  return Array.from({ length: Math.min(parts, length) }, (_, part) => [
    Math.floor((part * length) / Math.min(parts, length)),
    Math.floor(((part + 1) * length) / Math.min(parts, length)),
  ]);
}
