import type { Colors } from "picocolors/types";
import type { PoolSeries, ReplicaSeries, SurgeSeries } from "../../outcome";
import { sparkline, type Of } from "../sparkline";
import { amount, clock, count, plain, seconds, shorten } from "../words";

const nameWidth = 32;
const figureWidth = 24;

/** A line of blocks with its name and its figure. */
interface CourseLine {
  name: string;
  values: readonly (number | null)[];
  of: Of;
  /** What fills a column. */
  top?: number;
  figure: string;
}

/** The course of a run as lines of blocks above one another, all over the same time. */
export function courseLines(series: SurgeSeries, width: number, colors: Colors): string[] {
  if (series.t.length === 0) return [];
  const blocks = width - nameWidth - figureWidth - 4;
  const end = clock(series.t.at(-1)!);
  const ruler = `0:00:00${" ".repeat(Math.max(1, blocks - 7 - end.length))}${end}`;
  const lines = courseOf(series).map(({ name, values, of, top, figure }) => {
    const line = sparkline(values, blocks, of, top);
    return `  ${shorten(plain(name), nameWidth - 2).padEnd(nameWidth - 2)}  ${colors.cyan(line)}  ${figure}`;
  });
  return [`${"course".padEnd(nameWidth)}  ${colors.dim(ruler)}`, ...lines];
}

function courseOf(series: SurgeSeries): CourseLine[] {
  const gone = series.t.map((_, step) => series.refused[step]! + series.timedOut[step]! + series.lost[step]!);
  return [
    {
      name: "traffic",
      values: series.arrivals,
      of: "mean",
      figure: peak(series.arrivals, (value) => `${amount(value)}/s`),
    },
    ...series.replicas.flatMap(replicaLines),
    ...series.pools.map(poolLine),
    { name: "waiting", values: series.waiting, of: "most", figure: peak(series.waiting, count) },
    {
      name: "first token p99",
      values: series.firstTokenP99,
      of: "most",
      figure: peak(series.firstTokenP99, seconds),
    },
    { name: "refused, timed out, lost", values: gone, of: "most", figure: peak(gone, (value) => `${amount(value)}/s`) },
  ];
}

function replicaLines({ workload, wanted, ready, maximum }: ReplicaSeries): CourseLine[] {
  // One scale for both: a gap between them is pods that are missing.
  const top = Math.max(highest(wanted), highest(ready));
  return [
    { name: `${workload} wanted`, values: wanted, of: "most", top, figure: `${range(wanted)} of ${count(maximum)}` },
    { name: `${workload} ready`, values: ready, of: "least", top, figure: range(ready) },
  ];
}

function poolLine({ pool, ready, maximum }: PoolSeries): CourseLine {
  const figure = `${range(ready)} of ${count(maximum)} nodes`;
  return { name: `pool ${pool}`, values: ready, of: "most", top: Math.max(maximum, highest(ready)), figure };
}

const highest = (values: readonly (number | null)[]): number =>
  values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);

/** The highest of the steps, each of some seconds: above what the whole run comes to. */
function peak(values: readonly (number | null)[], words: (value: number) => string): string {
  return highest(values) > 0 ? `peak ${words(highest(values))}` : "none";
}

function range(values: readonly number[]): string {
  const least = values.reduce((a, b) => Math.min(a, b), Infinity);
  const most = highest(values);
  return least === most || values.length === 0 ? count(most) : `${count(least)} to ${count(most)}`;
}
