import type { Plan } from "@breakwater/plan-views";
import { type Assumptions, definitions, type AssumptionPath } from "./assumptions";
import { type ComparisonName, comparisons } from "./compare";
import { readModel, type SurgeModel } from "./model";
import type { AssumedValue, SurgeOutcome } from "./outcome";
import { Simulation } from "./simulation/simulation";
import {
  type Arrivals,
  CurveArrivals,
  leadSeconds,
  namedTraffic,
  RecordedArrivals,
  type Traffic,
  type TrafficOptions,
} from "./traffic";

/** What a surge is simulated with. */
export interface SurgeArgs {
  plan: Plan;
  assumptions: Assumptions;
  /** Its name, and what it says; `namedTraffic` has some. */
  traffic: { name: string; traffic: Traffic };
  /** How many times as many questions. Default: 1 */
  factor?: number;
  /** The same seed gives the same customers and the same surge. Default: 1 */
  seed?: number;
  /** What to compare the declared stack to. Default: nothing */
  compare?: readonly ComparisonName[];
  /** Hears now and then how far a run is, 0 to 1. */
  onProgress?(name: string, share: number): void;
}

/**
 * What a surge does to the stack that a Plan declares: simulated, deterministic, without any cloud.
 *
 * @throws SurgePlanError for a Plan that cannot be simulated
 */
export function simulateSurge({
  plan,
  assumptions,
  traffic,
  factor = 1,
  seed = 1,
  compare = [],
  onProgress,
}: SurgeArgs): SurgeOutcome {
  const model = readModel(plan, assumptions);
  const times = timesOf(traffic.traffic);
  const simulationOf = (name: string, title: string, of: SurgeModel): Simulation =>
    new Simulation({
      name,
      title,
      model: of,
      assumptions,
      epoch: assumptions.startsAt - (traffic.traffic.kind === "curve" ? (traffic.traffic.leadSeconds ?? 0) : 0),
      arrivals: arrivalsOf(traffic.traffic, factor, { ...textsOf(assumptions), seed }),
      seconds: times.seconds,
      seed,
      ...(onProgress && { onProgress: (share: number) => onProgress(title, share) }),
    });
  const began = performance.now();
  const simulation = simulationOf("declared", "the stack as declared", model);
  const declared = simulation.run();
  const simulationSeconds = Math.round(performance.now() - began) / 1000;
  return {
    simulated: true,
    project: plan.project,
    stack: plan.stack,
    ...declared,
    seed,
    traffic: {
      name: traffic.name,
      factor,
      seconds: times.seconds,
      fromPerSecond: times.fromPerSecond * factor,
      peakPerSecond: times.peakPerSecond * factor,
    },
    simulationSeconds,
    simulationEvents: simulation.queue.handled,
    comparisons: Object.fromEntries(
      compare.map((name) => [name, simulationOf(name, comparisons[name].title, comparisons[name].of(model)).run()]),
    ),
    assumptions: assumptions.entries.map(assumedValue),
  };
}

/** Traffic that has a name. */
export const trafficNamed = (name: string): Traffic | undefined =>
  Object.hasOwn(namedTraffic, name)
    ? { kind: "curve", curve: namedTraffic[name]!(), leadSeconds: leadSeconds[name] ?? 0 }
    : undefined;

function textsOf({ numbers }: Assumptions): Omit<TrafficOptions, "seed"> {
  const length = (of: "prompt" | "output"): TrafficOptions["promptTokens"] => ({
    mean: numbers[`questions.${of}Tokens`],
    variation: numbers[`questions.${of}Variation`],
    maximum: numbers[`questions.${of}Maximum`],
  });
  return {
    promptTokens: length("prompt"),
    outputTokens: length("output"),
    burstiness: numbers["questions.burstiness"],
  };
}

function arrivalsOf(traffic: Traffic, factor: number, options: TrafficOptions): Arrivals {
  return traffic.kind === "curve"
    ? new CurveArrivals(traffic.curve.times(factor), options)
    : new RecordedArrivals(traffic.questions, options, factor);
}

/** Minutes over which the rates of a recording are counted. */
const countedMinutes = 1;

function timesOf(traffic: Traffic): { seconds: number; fromPerSecond: number; peakPerSecond: number } {
  if (traffic.kind === "curve") {
    const { curve } = traffic;
    return { seconds: curve.end, fromPerSecond: curve.segments[0]?.fromRate ?? 0, peakPerSecond: curve.peak };
  }
  const counts: number[] = [];
  for (const { at } of traffic.questions) {
    const minute = Math.floor(at / 60 / countedMinutes);
    counts[minute] = (counts[minute] ?? 0) + 1;
  }
  const rates = Array.from(counts, (count = 0) => count / 60 / countedMinutes);
  const last = traffic.questions.at(-1)?.at ?? 0;
  // The answer to the last question is still to come.
  return { seconds: Math.ceil(last) + 60, fromPerSecond: rates[0] ?? 0, peakPerSecond: Math.max(0, ...rates) };
}

function assumedValue({ path, value, source }: Assumptions["entries"][number]): AssumedValue {
  const unit = path in definitions ? definitions[path as AssumptionPath].unit : undefined;
  if (unit === undefined || typeof value !== "number") return { path, value: String(value), source };
  const [shown, of] = unit === "share" ? [value * 100, "%"] : [value, unit];
  return { path, value: `${shown.toLocaleString("en-US", { maximumFractionDigits: 6 })} ${of}`, source };
}
