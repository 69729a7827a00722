import { declaredSurge, PlanValueError, type Plan, resourcesOf } from "@breakwater/plan-views";
import { defaultTraffic, readAssumptions, simulateSurge, SurgePlanError, trafficNamed } from "../surge";
import type { Assumptions, SurgeOutcome } from "../surge";

/** A simulated surge on one side of a change, in short; or why there is none. */
export type SurgeSide =
  | {
      verdict: SurgeOutcome["verdict"];
      /** Shares of all questions. */
      refused: number;
      timedOut: number;
      /** Questions that were taken in and not answered. */
      lost: number;
      /** Seconds; absent where nothing was answered. */
      firstTokenP99?: number;
      costDollars: number;
      /** The first limits that bind, in the order of time, each once. */
      binding: string[];
    }
  | { cannot: string };

/** What a change does to the surge that the stack must survive, simulated with the product's assumptions. */
export interface SurgeChange {
  traffic: string;
  before: SurgeSide;
  after: SurgeSide;
}

/** Most limits that are named. */
const mostLimits = 3;

/** Simulates both sides with the traffic that the head declares: what differs is then the stack's doing. Equal Plans are simulated once. */
export function surgeChange(base: Plan, head: Plan): SurgeChange {
  const traffic = trafficOf(head);
  // Both sides get the traffic of the head, so that neither can be simulated where that is wrong.
  if (typeof traffic !== "string") return { traffic: defaultTraffic, before: traffic, after: traffic };
  const assumptions = readAssumptions();
  const after = sideOf(head, traffic, assumptions);
  const isSame = JSON.stringify(base) === JSON.stringify(head);
  return { traffic, before: isSame ? after : sideOf(base, traffic, assumptions), after };
}

/** Name of the traffic that a stack declares, or what is wrong with what it declares. */
function trafficOf(plan: Plan): string | { cannot: string } {
  try {
    return declaredSurge(resourcesOf(plan))?.traffic ?? defaultTraffic;
  } catch (error) {
    if (!(error instanceof PlanValueError)) throw error;
    return { cannot: error.message };
  }
}

function sideOf(plan: Plan, name: string, assumptions: Assumptions): SurgeSide {
  const traffic = trafficNamed(name);
  if (traffic === undefined) return { cannot: `there is no traffic "${name}"` };
  try {
    return inShort(simulateSurge({ plan, assumptions, traffic: { name, traffic } }));
  } catch (error) {
    if (!(error instanceof SurgePlanError)) throw error;
    return { cannot: error.problems.join("; ") };
  }
}

function inShort({ verdict, totals, firstTokenSeconds, costDollars, binding }: SurgeOutcome): SurgeSide {
  const share = (count: number): number => (totals.arrivals === 0 ? 0 : count / totals.arrivals);
  return {
    verdict,
    refused: share(totals.refused),
    timedOut: share(totals.timedOut),
    lost: totals.lost,
    ...(firstTokenSeconds.p99 !== undefined && { firstTokenP99: firstTokenSeconds.p99 }),
    costDollars,
    binding: [...new Set(binding.map(({ limit }) => limit))].slice(0, mostLimits),
  };
}

/** Whether a surge that held no longer does. */
export const sinks = ({ before, after }: SurgeChange): boolean =>
  "verdict" in before && before.verdict === "holds" && !("verdict" in after && after.verdict === "holds");

/** A row for each figure: what it is, before, after. */
export function surgeRows({ before, after }: SurgeChange): [what: string, before: string, after: string][] {
  const row = (
    what: string,
    of: (side: Exclude<SurgeSide, { cannot: string }>) => string,
  ): [string, string, string] => [what, "cannot" in before ? "–" : of(before), "cannot" in after ? "–" : of(after)];
  return [
    row("verdict", ({ verdict }) => verdict),
    row("refused", ({ refused }) => percent(refused)),
    row("gave up", ({ timedOut }) => percent(timedOut)),
    row("lost", ({ lost }) => lost.toLocaleString("en-US")),
    row("first token, p99", ({ firstTokenP99 }) =>
      firstTokenP99 === undefined ? "–" : `${firstTokenP99.toFixed(2)} s`,
    ),
    row("cost", ({ costDollars }) => `$${costDollars.toFixed(2)}`),
    row("binds first", ({ binding }) => binding[0] ?? "nothing"),
  ];
}

/** Why a side was not simulated, one sentence for each reason. */
export function notSimulated({ before, after }: SurgeChange): string[] {
  const reasons = [
    ["before", before],
    ["after", after],
  ] as const;
  return reasons.flatMap(([side, surgeSide]) =>
    "cannot" in surgeSide ? [`not simulated ${side}: ${surgeSide.cannot}`] : [],
  );
}

const percent = (share: number): string =>
  share === 0 ? "0 %" : share < 0.0001 ? "< 0.01 %" : `${(share * 100).toFixed(2)} %`;
