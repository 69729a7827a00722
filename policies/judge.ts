import { type Exemption, exemptionOf } from "./exemptions";
import type { Resource } from "./resources/resource";
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
export class NotApplicable extends Error {}

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
    if (error instanceof NotApplicable) return { rule, findings, notApplicable: error.message };
    return { rule, findings, error: error instanceof Error ? error.message : String(error) };
  }
}

/** A resource rule cannot judge a stack when it could judge none of its resources. */
function judgeEach(
  rule: Exclude<Rule, { checkStack: unknown }>,
  resources: readonly Resource[],
  judging: Judging<Settings>,
  findings: Finding[],
): Judgement {
  const reasons: string[] = [];
  const concerned = resources.filter((resource) => rule.appliesTo(resource));
  for (const resource of concerned) {
    try {
      rule.check(resource, judging);
    } catch (error) {
      if (!(error instanceof NotApplicable)) throw error;
      reasons.push(error.message);
    }
  }
  if (concerned.length === 0) return { rule, findings, notApplicable: "no resource of this kind is in the stack" };
  if (reasons.length === concerned.length) return { rule, findings, notApplicable: reasons[0] };
  return { rule, findings };
}
