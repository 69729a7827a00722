/** Mean and percentiles of some durations, seconds. */
export interface DurationStatistics {
  mean: number;
  p50: number;
  p99: number;
}

/** Exact statistics; percentiles with linear interpolation between the two nearest. Of an empty list all are `NaN`. */
export function statisticsOf(seconds: number[]): DurationStatistics {
  const sorted = Float64Array.from(seconds).sort();
  const percentile = (share: number): number => {
    const rank = share * (sorted.length - 1);
    const low = Math.floor(rank);
    const high = Math.ceil(rank);
    return sorted[low]! + (sorted[high]! - sorted[low]!) * (rank - low);
  };
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  return { mean, p50: percentile(0.5), p99: percentile(0.99) };
}

/**
 * Requests that are inside on average between two times.
 *
 * @param arrivals when each request came, rising
 * @param ends when each was done
 */
export function meanInside(arrivals: Float64Array, ends: Float64Array, from: number, to: number): number {
  let seconds = 0;
  for (const [index, arrival] of arrivals.entries()) {
    seconds += Math.max(0, Math.min(to, ends[index]!) - Math.max(from, arrival));
  }
  return seconds / (to - from);
}
