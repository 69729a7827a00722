import type { PoolSeries, ReplicaSeries, SurgeSeries } from "../outcome";
import type { Serving } from "../serving";
import type { Fleet } from "./fleet";
import type { Nodes } from "./nodes";
import type { PoolModel } from "../model";
import type { TokenPrices } from "./cost";

/** What the recorder looks at. */
export interface Recorded {
  serving: Serving;
  fleets: readonly Fleet[];
  nodes: Nodes;
  pools: readonly PoolModel[];
  prices: TokenPrices;
  maximumOf(fleet: Fleet): number;
}

/** Fewest seconds between two values, and most values of a course. */
const leastStep = 5;
const mostValues = 720;

/** Writes the course of things down, a value each step. */
export class Recorder {
  readonly series: SurgeSeries;
  private last = { arrivals: 0, answered: 0, refused: 0, timedOut: 0, lost: 0, overflowed: 0, dollars: 0 };
  private readonly pools: { series: PoolSeries; members: readonly PoolModel[] }[];

  constructor(
    private readonly of: Recorded,
    seconds: number,
  ) {
    this.pools = merged(of.pools);
    this.series = {
      stepSeconds: Math.max(leastStep, Math.ceil(seconds / mostValues / leastStep) * leastStep),
      t: [],
      arrivals: [],
      answered: [],
      refused: [],
      timedOut: [],
      lost: [],
      overflowed: [],
      waiting: [],
      inside: [],
      firstTokenP50: [],
      firstTokenP99: [],
      replicas: of.fleets.map((fleet): ReplicaSeries => ({
        workload: fleet.workload.id,
        wanted: [],
        ready: [],
        maximum: of.maximumOf(fleet),
      })),
      pools: this.pools.map(({ series }) => series),
      nodeDollarsPerHour: [],
      tokenDollarsPerHour: [],
    };
  }

  /** A step ends. */
  record(now: number): void {
    const { series, of } = this;
    const { totals } = of.serving;
    const step = now - (series.t.at(-1) ?? 0);
    series.t.push(now);
    for (const key of ["arrivals", "answered", "refused", "timedOut", "lost", "overflowed"] as const) {
      series[key].push(rounded((totals[key] - this.last[key]) / step));
      this.last[key] = totals[key];
    }
    series.waiting.push(of.serving.queueDepth);
    series.inside.push(totals.inside);
    const { lately } = totals;
    series.firstTokenP50.push(optional(lately.at(0.5)));
    series.firstTokenP99.push(optional(lately.at(0.99)));
    lately.clear();
    of.fleets.forEach((fleet, index) => {
      series.replicas[index]!.wanted.push(fleet.wanted);
      series.replicas[index]!.ready.push(fleet.ready);
    });
    let perHour = 0;
    for (const { series: pool, members } of this.pools) {
      const counts = members.map(({ name }) => of.nodes.countOf(name));
      pool.ready.push(counts.reduce((sum, { ready }) => sum + ready, 0));
      pool.coming.push(counts.reduce((sum, { coming }) => sum + coming, 0));
      // Azure bills a machine from the moment at which it is made, not from its joining.
      counts.forEach(({ ready, coming }, index) => {
        perHour += (ready + coming) * (members[index]!.dollarsPerHour ?? 0);
      });
    }
    series.nodeDollarsPerHour.push(rounded(perHour));
    const dollars = of.prices.dollars(totals.byModel);
    series.tokenDollarsPerHour.push(rounded(((dollars - this.last.dollars) / step) * 3600));
    this.last.dollars = dollars;
  }
}

/** Pools that differ by their zone alone, as `gpu1z1` and `gpu1z2` do, are one in a report. */
function merged(pools: readonly PoolModel[]): { series: PoolSeries; members: PoolModel[] }[] {
  const groups = new Map<string, PoolModel[]>();
  for (const pool of pools) {
    const name = pool.templates.length === 1 ? pool.name.replace(/z\d$/, "") : pool.name;
    groups.set(name, [...(groups.get(name) ?? []), pool]);
  }
  return [...groups].map(([pool, members]) => ({
    members,
    series: {
      pool,
      ready: [],
      coming: [],
      maximum: members.reduce((sum, { bounds, count }) => sum + (bounds?.max ?? count), 0),
    },
  }));
}

/** Four digits are enough for a course, and keep its JSON small. Most values of a course are small counts, which have no more. */
const rounded = (value: number): number =>
  Number.isInteger(value) && Math.abs(value) < 1e4 ? value : Number(value.toPrecision(4));
const optional = (value: number | undefined): number | null => (value === undefined ? null : rounded(value));
