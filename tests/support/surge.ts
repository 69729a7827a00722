import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";
import { type Assumptions, readAssumptions } from "../../twin/surge/assumptions";
import type { SurgeOutcome } from "../../twin/surge/outcome";
import { simulateSurge, type SurgeArgs, trafficNamed } from "../../twin/surge/simulate-surge";
import { RateCurve, type Traffic } from "../../twin/surge/traffic";

/** The golden Plan of a stack, a copy that may be changed. */
export const goldenPlan = (stack: "dev" | "prod"): Plan =>
  JSON.parse(readFileSync(join(__dirname, `../golden/${stack}.json`), "utf8")) as Plan;

/** A resource of a Plan by its kind or the last word of its type, and its name. */
export function resourceOf({ resources }: Plan, kind: string, name: string): PlanResource {
  const found = resources.find(
    ({ type, inputs, name: resourceName }) =>
      (inputs.kind === kind || type.endsWith(`:${kind}`)) && (resourceName === name || nameOf(inputs) === name),
  );
  if (found === undefined) throw new Error(`the Plan has no ${kind} ${name}`);
  return found;
}

const nameOf = (inputs: JsonObject): unknown =>
  (inputs.metadata as JsonObject | undefined)?.name ?? inputs.agentPoolName;

/** The golden Plan of prod with something changed. */
export function prodWith(change: (plan: Plan) => void): Plan {
  const plan = goldenPlan("prod");
  change(plan);
  return plan;
}

/** A surge with a named traffic, or one at a steady rate. */
export function surge(
  plan: Plan,
  {
    traffic = "sale-day",
    assume = {},
    ...args
  }: Partial<Omit<SurgeArgs, "traffic" | "assumptions">> & {
    traffic?: string | Traffic;
    assume?: Record<string, string>;
  } = {},
): SurgeOutcome {
  const assumptions: Assumptions = readAssumptions(undefined, assume);
  const named = typeof traffic === "string" ? trafficNamed(traffic)! : traffic;
  return simulateSurge({ plan, assumptions, traffic: { name: "traffic", traffic: named }, ...args });
}

/** So many questions a second, for so long. */
export const steady = (rate: number, seconds: number): Traffic => ({
  kind: "curve",
  curve: new RateCurve([{ from: 0, to: seconds, fromRate: rate, toRate: rate }]),
});
