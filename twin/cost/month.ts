import {
  type DeclaredPool,
  declaredSurge,
  type Plan,
  poolsOf,
  type Resource,
  resourcesOf,
} from "@breakwater/plan-views";
import { type Billed, billed, hasGpus } from "./billed";
import { findPrice, hourly, hourlyPriceOf, hoursPerMonth } from "./price-list";
import { assumedUse, breakEvenPerSecond, type TokenLine, type TokenUse, tokenCosts } from "./traffic-cost";

/** One thing that is paid in a month. */
export interface CostLine extends Billed {
  /** US dollars in the month; `undefined` where the price is not known. */
  dollars: number | undefined;
  /** Whether the price is an estimate of ours. */
  estimate: boolean;
}

/** A month. */
export interface MonthCost {
  name: "idle" | "typical" | "surge";
  /** What it assumes. */
  words: string;
  lines: CostLine[];
  tokens: TokenLine[];
  questions: number;
  /** US dollars of everything whose price is known. */
  dollars: number;
  /** SKUs and models without a price: the sum is at least as much. */
  unknown: string[];
}

/** What a stack costs. */
export interface StackCost {
  stack: string;
  months: MonthCost[];
  /** Simple questions/s from which on an own GPU node is cheaper than the gateway; absent without a GPU pool or a price. */
  breakEvenPerSecond?: number;
  use: TokenUse;
}

/** The sale's questions: its busiest hour has a tenth of the day's. */
const hoursOfPeakInADay = 10;
const secondsPerMonth = hoursPerMonth * 3600;

/**
 * What a stack costs in an idle month, a typical one, and one with a sale day.
 *
 * @throws PlanValueError for what the Plan says wrongly about what is paid for
 */
export function stackCost(plan: Plan, use: TokenUse = assumedUse): StackCost {
  const resources = resourcesOf(plan);
  const { fromPerSecond, peakPerSecond } = declaredSurge(resources) ?? { fromPerSecond: 0, peakPerSecond: 0 };
  const usual = fromPerSecond * secondsPerMonth;
  const sale = peakPerSecond * 3600 * hoursOfPeakInADay;
  const months = [
    month(resources, use, "idle", "every pool at its minimum, no questions", 0, ({ leastNodes }) => leastNodes),
    month(resources, use, "typical", `pools as created, ${fromPerSecond} questions/s`, usual, ({ count }) => count),
    // A day at the most nodes is an upper bound of what the sale needs.
    month(
      resources,
      use,
      "surge",
      `a typical month with one sale day, for which every pool stands at its maximum and all goes to the gateway too`,
      usual + sale,
      ({ count, mostNodes }) => count + (mostNodes - count) * (24 / hoursPerMonth),
    ),
  ];
  const even = ownGpuBreakEven(resources, use);
  return { stack: plan.stack, months, ...(even !== undefined && { breakEvenPerSecond: even }), use };
}

function month(
  resources: readonly Resource[],
  use: TokenUse,
  name: MonthCost["name"],
  words: string,
  questions: number,
  nodesOf: (pool: DeclaredPool) => number,
): MonthCost {
  const lines = billed(resources, nodesOf).map(priced);
  const inCluster = name === "typical" && poolsOf(resources).some((pool) => hasGpus(pool) && nodesOf(pool) > 0);
  const tokens = questions > 0 ? tokenCosts(questions, use, inCluster) : [];
  const unknown = [
    ...lines.filter(({ dollars }) => dollars === undefined).map(({ sku }) => sku),
    ...tokens.filter(({ dollars }) => dollars === undefined).map(({ model }) => model),
  ];
  const dollars = [...lines, ...tokens].reduce((sum, line) => sum + (line.dollars ?? 0), 0);
  return { name, words, lines, tokens, questions, dollars, unknown };
}

function priced(billed: Billed): CostLine {
  const price = findPrice(billed.sku);
  const perHour = price && hourly(price);
  const dollars = perHour === undefined ? undefined : perHour * hoursPerMonth * billed.count;
  return { ...billed, dollars, estimate: price?.verified === false };
}

function ownGpuBreakEven(resources: readonly Resource[], use: TokenUse): number | undefined {
  const pool = poolsOf(resources).find(hasGpus);
  const perHour = pool && hourlyPriceOf(pool.vmSize);
  return perHour === undefined ? undefined : breakEvenPerSecond(perHour, use);
}
