import type { PoolSeries, ReplicaSeries, SurgeRun, SurgeSeries } from "../../outcome";
import { count } from "../words";
import type { Panel, PanelSeries } from "./plot/panel";

/** The bound of the first token's promise, seconds; absent where none was made. */
export function firstTokenBound({ promises }: SurgeRun): number | undefined {
  return promises.find(({ unit, what }) => unit === "s" && /first token/i.test(what))?.atMost;
}

/** Whether nobody was refused, gave up or was lost: a plot of that would be empty. */
export const everyoneAnswered = ({ series }: SurgeRun): boolean =>
  [series.refused, series.timedOut, series.lost].every((values) => same(values, 0));

/** What customers saw: traffic, what was turned away, first tokens, waiting. */
export function servingPanels(run: SurgeRun): Panel[] {
  const { series } = run;
  const bound = firstTokenBound(run);
  const line = liner(series);
  const overflowed = series.overflowed.some((value) => value > 0);
  const unanswered: Panel = {
    id: "plot-unanswered",
    title: "Not answered",
    axis: "questions a second",
    unit: "rate",
    series: [
      line("refused", series.refused, "mean", 2),
      line("timed out", series.timedOut, "mean", 4, "dashed"),
      line("lost", series.lost, "mean", 5),
    ],
  };
  return [
    {
      id: "plot-traffic",
      title: "Traffic",
      axis: "questions a second",
      unit: "rate",
      series: [
        line("arrive", series.arrivals, "mean", 1, "dashed"),
        line("answered", series.answered, "mean", 3),
        ...(overflowed ? [line("go on to the gateway", series.overflowed, "mean", 4)] : []),
      ],
    },
    ...(everyoneAnswered(run) ? [] : [unanswered]),
    {
      id: "plot-first-token",
      title: "Time to the first token",
      axis: "seconds, logarithmic",
      unit: "seconds",
      log: true,
      series: [line("p99", series.firstTokenP99, "mean", 2), line("p50", series.firstTokenP50, "mean", 1)],
      ...(bound !== undefined && { mark: { label: "promised at most", value: bound } }),
    },
    {
      id: "plot-waiting",
      title: "Questions inside",
      axis: "questions",
      unit: "count",
      series: [line("in all", series.inside, "mean", 1), line("wait in the app", series.waiting, "mean", 2)],
    },
  ];
}

/** How the fleet grew: a plot for each workload that changes, then for each pool that does. */
export function fleetPanels({ series }: SurgeRun): { panels: Panel[]; unchanged: string[] } {
  const line = liner(series);
  const workloads = series.replicas.map((replica, index): Panel => {
    const { workload, wanted, ready, maximum } = replica;
    return {
      id: `plot-workload-${index}`,
      title: workload,
      axis: "replicas",
      unit: "count",
      series: [line("wanted", wanted, "steps", 1, "dashed"), line("ready", ready, "area", 3)],
      mark: { label: "maximum", value: maximum },
    };
  });
  const pools = series.pools.map((poolSeries, index): Panel => {
    const { pool, ready, coming, maximum } = poolSeries;
    const asked = ready.map((nodes, step) => nodes + (coming[step] ?? 0));
    return {
      id: `plot-pool-${index}`,
      title: `pool ${pool}`,
      axis: "nodes",
      unit: "count",
      series: [line("with those coming", asked, "steps", 1, "dashed"), line("ready", ready, "area", 3)],
      mark: { label: "maximum", value: maximum },
    };
  });
  return {
    panels: [
      ...workloads.filter((_, index) => !sameWorkload(series.replicas[index]!)),
      ...pools.filter((_, index) => !samePool(series.pools[index]!)),
    ],
    unchanged: [
      ...series.replicas
        .filter(sameWorkload)
        .map(({ workload, ready }) => `${workload} (${plural(ready[0] ?? 0, "replica")})`),
      ...series.pools.filter(samePool).map(({ pool, ready }) => `pool ${pool} (${plural(ready[0] ?? 0, "node")})`),
    ],
  };
}

/** Dollars an hour, as they ran. */
export function costPanel({ series }: SurgeRun): Panel {
  const line = liner(series);
  return {
    id: "plot-cost",
    title: "Cost",
    axis: "dollars an hour",
    unit: "dollars",
    series: [
      line("nodes of all pools", series.nodeDollarsPerHour, "area", 1),
      line("tokens at the gateway", series.tokenDollarsPerHour, "mean", 6),
    ],
  };
}

/** The runs over one another: what they answered, and how soon. */
export function comparisonPanels(runs: readonly SurgeRun[]): Panel[] {
  const bound = firstTokenBound(runs[0]!);
  const overlaid = (values: (series: SurgeSeries) => readonly (number | null)[], shape: PanelSeries["shape"]) =>
    runs.map(({ title, series }, index) => ({
      ...liner(series)(
        title,
        values(series),
        shape,
        (index % 6) + 1,
        ([undefined, "dashed", "dotted"] as const)[index % 3],
      ),
    }));
  return [
    {
      id: "plot-compared-answered",
      title: "Answered, each run",
      axis: "questions a second",
      unit: "rate",
      series: overlaid(({ answered }) => answered, "calm"),
    },
    {
      id: "plot-compared-first-token",
      title: "p99 of the first token, each run",
      axis: "seconds, logarithmic",
      unit: "seconds",
      log: true,
      series: overlaid(({ firstTokenP99 }) => firstTokenP99, "calm"),
      ...(bound !== undefined && { mark: { label: "promised at most", value: bound } }),
    },
  ];
}

const liner =
  ({ t }: SurgeSeries) =>
  (
    label: string,
    values: PanelSeries["values"],
    shape: PanelSeries["shape"],
    colour: number,
    dash?: PanelSeries["dash"],
  ): PanelSeries => ({ label, t, values, shape, colour, dash });

const same = (values: readonly number[], value: number | undefined): boolean =>
  values.every((number) => number === value);
const sameWorkload = ({ wanted, ready }: ReplicaSeries): boolean => same(wanted, ready[0]) && same(ready, ready[0]);
const samePool = ({ ready, coming }: PoolSeries): boolean => same(ready, ready[0]) && same(coming, 0);
const plural = (value: number, noun: string): string => `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
