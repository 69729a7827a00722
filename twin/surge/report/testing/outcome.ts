import type { PoolSeries, QuestionTotals, ReplicaSeries, SurgeOutcome, SurgeRun, SurgeSeries } from "../../outcome";

/** A traffic such as `sale-day`: a hundredfold in the first half, then the peak. */
const trafficAt = (t: number, seconds: number): number => {
  const growth = seconds / 2;
  if (t < growth) return 0.12 * 100 ** (t / growth);
  return Math.min(42, 12 + (30 * (t - growth)) / (seconds / 12));
};

/** How a sample run is to differ. */
interface SampleArgs {
  seconds?: number;
  stepSeconds?: number;
  /** Questions a second that the fleet answers at its largest. */
  capacity?: number;
  /** Seconds by which the fleet comes late. */
  late?: number;
}

/** A run that could have been: not simulated, only drawn, and the same each time. */
export function sampleRun(name: string, title: string, args: SampleArgs = {}): SurgeRun {
  const { seconds = 7200, capacity = 60, late = 90 } = args;
  const series = sampleSeries({ ...args, seconds, capacity, late });
  const sum = (values: number[]) => Math.round(values.reduce((total, value) => total + value, 0) * series.stepSeconds);
  const parts = {
    answered: sum(series.answered),
    refused: sum(series.refused),
    timedOut: sum(series.timedOut),
    lost: sum(series.lost),
    inside: series.inside.at(-1) ?? 0,
  };
  const totals: QuestionTotals = { arrivals: Object.values(parts).reduce((a, b) => a + b, 0), ...parts };
  const p99 = capacity >= 50 ? 1.62 : 8.4;
  const nodes = sum(series.nodeDollarsPerHour) / 3600;
  const tokens = sum(series.tokenDollarsPerHour) / 3600;
  const refusedShare = totals.arrivals > 0 ? (totals.refused + totals.timedOut) / totals.arrivals : 0;
  const promises: SurgeRun["promises"] = [
    { what: "p99 of the first token", value: p99, atMost: 2, unit: "s", held: p99 <= 2 },
    {
      what: "share refused or timed out",
      value: refusedShare,
      atMost: 0.01,
      unit: "share",
      held: refusedShare <= 0.01,
    },
    { what: "questions lost", value: totals.lost, atMost: 0, unit: "questions", held: totals.lost === 0 },
  ];
  return {
    name,
    title,
    verdict: promises.every(({ held }) => held) ? "holds" : "fails",
    promises,
    totals,
    firstTokenSeconds: { p50: 0.34, p95: p99 * 0.6, p99 },
    answerSeconds: { p50: 4.1, p95: 9.7, p99: 14.2 },
    costDollars: nodes + tokens,
    cost: { nodes, tokens, unknown: [] },
    binding: [
      { t: 0.36 * seconds, limit: "pool gpu1 waits for a node to boot", seconds: 280 },
      { t: 0.5 * seconds, limit: "HPA production/ai-service: at most 100 % more pods each 15 s", seconds: 45 },
      { t: 0.56 * seconds, limit: "pool gpu1 is at its maximum of 3 nodes", seconds: 0.44 * seconds },
      { t: 0.6 * seconds, limit: "quota StandardNCADSA100v4Family: 72 of 72 vCPU used", seconds: 0.4 * seconds },
      { t: 0.62 * seconds, limit: "pool gpu1 waits for a node to boot", seconds: 30 },
    ],
    series,
  };
}

function sampleSeries({
  seconds,
  stepSeconds = 5,
  capacity,
  late,
}: Required<Omit<SampleArgs, "stepSeconds">> & SampleArgs): SurgeSeries {
  const t = Array.from({ length: Math.floor(seconds / stepSeconds) }, (_, step) => (step + 1) * stepSeconds);
  let state = 42;
  // Park and Miller's: noise that is the same in every run of the tests.
  const noise = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const arrivals = t.map(
    (at) => Math.round(trafficAt(at, seconds) * (0.7 + 0.6 * noise()) * stepSeconds) / stepSeconds,
  );
  const places = (at: number) => Math.min(capacity, 3 + 1.25 * trafficAt(Math.max(0, at - late), seconds));
  const short = t.map((at, index) => Math.max(0, arrivals[index]! - places(at)));
  const per = (values: number[]) => values.map((value) => Math.round(value * stepSeconds) / stepSeconds);
  const refused = per(short.map((value) => value * 0.8));
  const timedOut = per(short.map((value) => value * 0.1));
  const lost = t.map((_, index) => (capacity < 50 && index % 90 === 0 && short[index]! > 0 ? 1 / stepSeconds : 0));
  const answered = arrivals.map((value, index) =>
    Math.max(0, value - refused[index]! - timedOut[index]! - lost[index]!),
  );
  const fleet = (most: number, each: number, lag: number) =>
    t.map((at) => Math.min(most, Math.max(1, Math.ceil(trafficAt(Math.max(0, at - lag), seconds) / each))));
  const app = { wanted: fleet(100, 1.1, 0), ready: fleet(100, 1.1, 60) };
  const vllm = { wanted: fleet(3, 6, 30), ready: fleet(3, 6, 600) };
  const replicas: ReplicaSeries[] = [
    { workload: "production/ai-service", ...app, maximum: 100 },
    { workload: "models/vllm", ...vllm, maximum: 3 },
    { workload: "production/agent-worker", wanted: t.map(() => 1), ready: t.map(() => 1), maximum: 20 },
  ];
  const cpu = {
    ready: app.ready.map((pods) => 2 + Math.ceil(pods / 8)),
    wanted: app.wanted.map((pods) => 2 + Math.ceil(pods / 8)),
  };
  const coming = (of: { ready: number[]; wanted: number[] }) => of.wanted.map((n, i) => Math.max(0, n - of.ready[i]!));
  const pools: PoolSeries[] = [
    { pool: "system1", ready: t.map(() => 3), coming: t.map(() => 0), maximum: 3 },
    { pool: "cpu1", ready: cpu.ready, coming: coming(cpu), maximum: 20 },
    { pool: "gpu1", ready: vllm.ready, coming: coming(vllm), maximum: 3 },
  ];
  const waiting = t.map((_, index) => Math.round(short[index]! * 4));
  const firstTokenP50 = t.map((_, index) =>
    answered[index]! > 0 ? 0.28 + 0.1 * noise() + waiting[index]! / 150 : null,
  );
  const overflowed = t.map((at, index) => Math.max(0, answered[index]! - 5 * vllm.ready[index]! * (at > 0 ? 1 : 0)));
  return {
    stepSeconds,
    t,
    arrivals,
    answered,
    refused,
    timedOut,
    lost,
    overflowed,
    waiting,
    inside: t.map((_, index) => waiting[index]! + Math.round(answered[index]! * 4)),
    firstTokenP50,
    firstTokenP99: firstTokenP50.map((value) => (value === null ? null : value * (2.2 + 2 * noise()))),
    replicas,
    pools,
    nodeDollarsPerHour: t.map((_, index) =>
      pools.reduce((sum, { ready, pool }) => sum + ready[index]! * (pool === "gpu1" ? 4.41 : 0.3), 0),
    ),
    tokenDollarsPerHour: overflowed.map((value) => value * 3.1),
  };
}

/** An outcome as `breakwater surge` hands it to the report, with two comparisons. */
export function sampleOutcome(args: SampleArgs = {}): SurgeOutcome {
  const { seconds = 7200 } = args;
  return {
    ...sampleRun("declared", "the stack as declared", args),
    simulated: true,
    project: "breakwater",
    stack: "prod",
    seed: 1,
    traffic: { name: "sale-day", factor: 1, seconds, fromPerSecond: 0.12, peakPerSecond: 42 },
    simulationSeconds: 1.37,
    simulationEvents: 300_000,
    comparisons: {
      fixed: sampleRun("fixed", "the starting point: fixed replicas, no overflow", { ...args, capacity: 9 }),
      cpu: sampleRun("cpu", "autoscaled on CPU alone", { ...args, capacity: 40, late: 420 }),
    },
    assumptions: [
      {
        path: "nodes.gpu.bootSeconds",
        value: "240 s ± 20 %",
        source: "measured by others: https://example.com/boot?a=1&b=2",
      },
      { path: "gateway.firstTokenSeconds", value: "0.6 s", source: "assumed; no public source gives it" },
      { path: "clients.patienceSeconds", value: "30 s", source: "docs/surge.md" },
    ],
  };
}

/** An outcome in which nothing happened: no traffic, no workload, no pool, no figure. */
export function emptyOutcome(): SurgeOutcome {
  const sample = sampleOutcome({ seconds: 60 });
  const series = Object.fromEntries(
    Object.entries(sample.series).map(([key, value]) => [key, Array.isArray(value) ? [] : value]),
  ) as unknown as SurgeSeries;
  return {
    ...sample,
    verdict: "holds",
    promises: [],
    totals: { arrivals: 0, answered: 0, refused: 0, timedOut: 0, lost: 0, inside: 0 },
    firstTokenSeconds: {},
    answerSeconds: {},
    costDollars: 0,
    cost: { nodes: 0, tokens: 0, unknown: [] },
    binding: [],
    series,
    traffic: { ...sample.traffic, seconds: 0, fromPerSecond: 0, peakPerSecond: 0 },
    comparisons: {},
    assumptions: [],
  };
}
