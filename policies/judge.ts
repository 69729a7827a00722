import { isUnknown, type Resource } from "@breakwater/plan-views";
import { type Exemption, exemptionOf } from "./exemptions";
import { isStackRule, type Judging, type Rule, type Settings } from "./rule";

/** One thing that is wrong. */
export interface Finding {
  message: string;
  resource: Resource;
  /** The written reason for which it is accepted; absent when it is not. */
  exemption?: string;
}

/** What became of one rule. */
export interface Judgement {
  rule: Rule;
  findings: Finding[];
  /** Why the rule could not judge; absent when it could. */
  notApplicable?: string;
  /** What the rule threw; absent when it did not. A rule that throws has judged nothing. */
  error?: string;
}

/** Thrown by `notApplicable`, and caught by whoever runs the rule. */
class NotApplicable extends Error {}

/** A rule's thresholds: the defaults, with the user's changes over them. */
export function configOf(rule: Rule, changes: Settings = {}): Settings {
  const defaults = Object.entries(rule.settings ?? {}).map(([name, setting]) => [
    name,
    (setting as { default: unknown }).default,
  ]);
  return { ...Object.fromEntries(defaults), ...changes };
}

/** Runs one rule over the resources of a stack. It never throws: what a rule throws is its judgement. */
export function judge(rule: Rule, resources: readonly Resource[], changes: Settings = {}): Judgement {
  const findings: Finding[] = [];
  const exemptions = (changes.exemptions ?? []) as Exemption[];
  const judging: Judging<Settings> = {
    config: configOf(rule, changes),
    violation: (message, resource) => {
      const exemption = exemptionOf(rule.name, resource, exemptions);
      findings.push({ message, resource, ...(exemption !== undefined && { exemption }) });
    },
    notApplicable: (reason) => {
      throw new NotApplicable(reason);
    },
  };
  try {
    if (isStackRule(rule)) {
      rule.checkStack(resources, judging);
      return { rule, findings };
    }
    return judgeEach(rule, resources, judging, findings);
  } catch (error) {
    const reason = reasonOf(error);
    if (reason !== undefined) return { rule, findings, notApplicable: reason };
    return { rule, findings, error: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Why a check ended without a judgement: the rule says so, or it has read what is not known before the stack is up, as in Pulumi's
 * engine. `undefined` for a fault of the rule, and for what the program says wrongly.
 */
const reasonOf = (error: unknown): string | undefined =>
  error instanceof NotApplicable || isUnknown(error) ? error.message : undefined;

/** A resource rule cannot judge a stack when it could judge none of its resources. */
function judgeEach(
  rule: Exclude<Rule, { checkStack: unknown }>,
  resources: readonly Resource[],
  judging: Judging<Settings>,
  findings: Finding[],
): Judgement {
  const reasons: string[] = [];
  let concerned = 0;
  for (const resource of resources) {
    try {
      if (!rule.appliesTo(resource)) continue;
      concerned++;
      rule.check(resource, judging);
    } catch (error) {
      const reason = reasonOf(error);
      if (reason === undefined) throw error;
      reasons.push(reason);
    }
  }
  if (concerned === 0 && reasons.length === 0)
    return { rule, findings, notApplicable: "no resource of this kind is in the stack" };
  if (reasons.length >= concerned) return { rule, findings, notApplicable: reasons[0] };
  return { rule, findings };
}
