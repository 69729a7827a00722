import { type Judgement, judge } from "../../policies/judge";
import type { Rule } from "../../policies/rule";
import { type Plan, resourcesOf } from "@breakwater/plan-views";
import type { RuleConfig } from "./policy-config";
import type { Level } from "./rule-schema";

/** What became of one rule, with the level at which it was run. */
export interface RuleResult extends Judgement {
  level: Exclude<Level, "disabled">;
}

/** Runs the rules over a Plan, in their order; the disabled ones are left out. */
export function runRules(
  rules: readonly Rule[],
  plan: Plan,
  configs: ReadonlyMap<string, RuleConfig> = new Map(),
): RuleResult[] {
  const resources = resourcesOf(plan);
  return rules.flatMap((rule) => {
    const { level = rule.enforcementLevel ?? "mandatory", settings = {} } = configs.get(rule.name) ?? {};
    return level === "disabled" ? [] : [{ ...judge(rule, resources, settings), level }];
  });
}

/** The findings that nobody has accepted. */
export const openFindings = ({ findings }: Judgement) => findings.filter(({ exemption }) => exemption === undefined);

/** Whether the Plan may go on: no mandatory rule is broken, and every rule could be run. */
export const isFine = (results: readonly RuleResult[]): boolean =>
  results.every(
    (result) => result.error === undefined && (result.level === "advisory" || openFindings(result).length === 0),
  );
