/*
 * What a simulated surge came to: the contract between the simulator and whoever shows it. All of it is plain JSON, all times are seconds
 * since the start of the traffic, and every figure is simulated.
 */

/** Quantiles of a duration, seconds; absent where nothing happened that has one. */
export interface DurationQuantiles {
  p50?: number;
  p95?: number;
  p99?: number;
}

/** What became of the questions: every arrival is in one of the other five. */
export interface QuestionTotals {
  arrivals: number;
  answered: number;
  /** Turned away at once or while waiting: nothing was promised. */
  refused: number;
  /** The client went before the first token. */
  timedOut: number;
  /** Taken in and then not answered. */
  lost: number;
  /** Still inside when the simulation ended. */
  inside: number;
}

/** Something that kept the fleet from growing at a time, or questions from being taken in. */
export interface ReachedLimit {
  t: number;
  /** In words, for example `pool gpu1z1 is at its maximum of 1 node`. */
  limit: string;
  /** How long it was reached without a break longer than a minute, seconds. */
  seconds: number;
}

/** A promise of the verdict, and whether it was held. */
export interface Objective {
  /** For example `p99 of the first token`. */
  what: string;
  value: number;
  /** The bound is an upper one, and belongs to what is held. */
  atMost: number;
  unit: "s" | "share" | "questions";
  held: boolean;
}

/** A workload's pods through time; every list is as long as `SurgeSeries.t`. */
export interface ReplicaSeries {
  /** `namespace/name`. */
  workload: string;
  wanted: number[];
  ready: number[];
  /** Most that its autoscaler allows; its fixed number where it has none. */
  maximum: number;
}

/** A pool's nodes through time; pools that differ by their zone alone are one. */
export interface PoolSeries {
  pool: string;
  ready: number[];
  /** Asked for and not there yet. */
  coming: number[];
  maximum: number;
}

/** The course of things, a value each `stepSeconds`, over the step that ends at `t`. */
export interface SurgeSeries {
  stepSeconds: number;
  t: number[];
  /** A second. */
  arrivals: number[];
  answered: number[];
  /** Refused, timed out and lost, a second. */
  refused: number[];
  timedOut: number[];
  lost: number[];
  /** Tries that vLLM was the first choice for and that went to the gateway, a second. */
  overflowed: number[];
  /** At the end of the step: questions that wait in the app, and all that are inside. */
  waiting: number[];
  inside: number[];
  /** Time to the first token, seconds, of the answers that ended in the step; `null` where none did. */
  firstTokenP50: (number | null)[];
  firstTokenP99: (number | null)[];
  replicas: ReplicaSeries[];
  pools: PoolSeries[];
  /** Dollars an hour: all nodes of all pools, and tokens. */
  nodeDollarsPerHour: number[];
  tokenDollarsPerHour: number[];
}

/** What the surge cost. */
export interface SurgeCost {
  /** Nodes of all pools, each for as long as it stood, dollars. */
  nodes: number;
  /** Tokens at the gateway, dollars. */
  tokens: number;
  /** VM sizes and models without a price: the cost is at least as much. */
  unknown: string[];
}

/** One configuration through one traffic. */
export interface SurgeRun {
  /** `declared`, `fixed` or `cpu`. */
  name: string;
  /** In words, for example `the stack as declared`. */
  title: string;
  verdict: "holds" | "fails";
  promises: Objective[];
  totals: QuestionTotals;
  firstTokenSeconds: DurationQuantiles;
  answerSeconds: DurationQuantiles;
  costDollars: number;
  cost: SurgeCost;
  binding: ReachedLimit[];
  series: SurgeSeries;
}

/** An assumption that the simulation worked with. */
export interface AssumedValue {
  /** For example `nodes.gpu.bootSeconds`. */
  path: string;
  /** As text, with its unit, for example `240 s ± 20 %`. */
  value: string;
  source: string;
}

/** The traffic that was simulated. */
export interface SimulatedTraffic {
  /** `sale-day`, or the name of a file. */
  name: string;
  factor: number;
  seconds: number;
  /** Questions a second at the start, and at most. */
  fromPerSecond: number;
  peakPerSecond: number;
}

/** A surge, whole: the declared stack with what it is compared to. */
export interface SurgeOutcome extends SurgeRun {
  /** Always true: this is a simulation, and says so. */
  simulated: true;
  project: string;
  stack: string;
  seed: number;
  traffic: SimulatedTraffic;
  /** Time that the simulation of the declared stack took on this machine, seconds. */
  simulationSeconds: number;
  /** Events that happened in it: what its time grows with. */
  simulationEvents: number;
  /** By name, in the order in which they were asked for. */
  comparisons: Record<string, SurgeRun>;
  assumptions: AssumedValue[];
}
