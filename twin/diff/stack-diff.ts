import { rules } from "../../policies/rules";
import { type MonthCost, stackCost } from "../cost";
import type { Refusal } from "../deployment";
import type { Plan } from "@breakwater/plan-views";
import type { RuleConfig } from "../policy";
import { openFindings, type RuleResult, runRules } from "../policy";
import { countUnchanged, planChanges, type ResourceChange } from "./plan-changes";
import { sinks, type SurgeChange, surgeChange } from "./surge-change";

/** A finding of the policy pack, by what it says and where. */
export interface FindingLine {
  rule: string;
  level: string;
  message: string;
  urn: string;
  /** What mends it. */
  remediationSteps: string;
}

/** One month's cost before and after, US dollars. */
export interface CostChange {
  month: MonthCost["name"];
  before: number;
  after: number;
}

/** Everything that a change does to one stack. */
export interface StackDiff {
  stack: string;
  changes: ResourceChange[];
  unchanged: number;
  findings: { appeared: FindingLine[]; gone: FindingLine[]; remaining: number };
  /** Rules that could judge the stack before and cannot now, with the reason: silence is no pass. */
  silenced: { rule: string; reason: string }[];
  costs: CostChange[];
  /** Prices that are not known, of either side. */
  unknownPrices: string[];
  /** The surge that the stack must survive, simulated. */
  surge: SurgeChange;
}

/**
 * Compares two Plans of a stack: resources, findings of the policy pack, cost, the simulated surge.
 *
 * @param configs levels, thresholds and exemptions by rule, the same for both sides; absent: each rule's own
 * @param refusals what `up` of the head over the base is refused; absent: what the inputs alone decide
 */
export function stackDiff(
  base: Plan,
  head: Plan,
  configs?: ReadonlyMap<string, RuleConfig>,
  refusals: readonly Refusal[] = [],
): StackDiff {
  const [judgedBefore, judgedAfter] = [runRules(rules, base, configs), runRules(rules, head, configs)];
  const [before, after] = [findingLines(judgedBefore), findingLines(judgedAfter)];
  const [costBefore, costAfter] = [stackCost(base).months, stackCost(head).months];
  const changes = planChanges(base, head, refusals);
  return {
    stack: head.stack,
    changes,
    unchanged: countUnchanged(head, changes),
    findings: {
      appeared: without(after, before),
      gone: without(before, after),
      remaining: after.length - without(after, before).length,
    },
    silenced: silencedBy(judgedBefore, judgedAfter),
    costs: costAfter.map(({ name, dollars }, place) => ({
      month: name,
      before: costBefore[place]!.dollars,
      after: dollars,
    })),
    unknownPrices: [...new Set([...costBefore, ...costAfter].flatMap(({ unknown }) => unknown))],
    surge: surgeChange(base, head),
  };
}

/** Whether a change breaks a promise: what Azure refuses, a mandatory rule that held before, or a surge that did. */
export const breaksAPromise = ({ changes, findings, surge }: StackDiff): boolean =>
  changes.some(({ action }) => action === "refuse") ||
  findings.appeared.some(({ level }) => level === "mandatory") ||
  sinks(surge);

function silencedBy(before: readonly RuleResult[], after: readonly RuleResult[]): StackDiff["silenced"] {
  const judged = new Set(
    before.filter(({ notApplicable }) => notApplicable === undefined).map(({ rule }) => rule.name),
  );
  return after.flatMap(({ rule, notApplicable: reason }) =>
    reason !== undefined && judged.has(rule.name) ? [{ rule: rule.name, reason }] : [],
  );
}

function findingLines(results: readonly RuleResult[]): FindingLine[] {
  return results.flatMap((result) => {
    const { rule, level, error } = result;
    const { name, remediationSteps } = rule;
    const failed =
      error === undefined
        ? []
        : [{ rule: name, level, message: `could not be run: ${error}`, urn: "", remediationSteps: "" }];
    const found = openFindings(result).map(({ message, resource }) => ({
      rule: name,
      level,
      message,
      urn: resource.urn,
      remediationSteps,
    }));
    return [...failed, ...found];
  });
}

function without(lines: readonly FindingLine[], others: readonly FindingLine[]): FindingLine[] {
  const known = new Set(others.map(keyOf));
  return lines.filter((line) => !known.has(keyOf(line)));
}
const keyOf = ({ rule, urn, message }: FindingLine): string => `${rule} ${urn} ${message}`;
