import { isUnreadable, type Resource } from "@breakwater/plan-views";
import { type Exemption, exemptionOf } from "./exemptions";
import { byUrn } from "./order";
import { Pieces } from "./pieces";
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
  /** Why the rule could not judge, or not all of it; absent when it could. */
  notApplicable?: string;
  /** What the rule could not judge because it is not known before the stack is up, while it judged the rest; absent when there is none. */
  unjudged?: string[];
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

/** Runs one rule over the resources of a stack, whose order does not matter. It never throws: what a rule throws is its judgement. */
export function judge(rule: Rule, resources: readonly Resource[], changes: Settings = {}): Judgement {
  const findings: Finding[] = [];
  const exemptions = (changes.exemptions ?? []) as Exemption[];
  const judgingBy = ({ each, gather }: Pieces): Judging<Settings> => ({
    config: configOf(rule, changes),
    violation: (message, resource) => {
      const exemption = exemptionOf(rule.name, resource, exemptions);
      findings.push({ message, resource, ...(exemption !== undefined && { exemption }) });
    },
    notApplicable: (reason) => {
      throw new NotApplicable(reason);
    },
    each,
    gather,
  });
  try {
    const ordered = byUrn(resources);
    const { reason, unknown } = isStackRule(rule)
      ? outcomeOf((pieces) => rule.checkStack(ordered, judgingBy(pieces)))
      : outcomeOfEach(rule, ordered, judgingBy);
    if (reason !== undefined) return { rule, findings, notApplicable: reason };
    return { rule, findings, ...(unknown.length > 0 && { unjudged: unknown }) };
  } catch (error) {
    return { rule, findings, error: error instanceof Error ? error.message : String(error) };
  }
}

/** How far a check came. */
interface Outcome {
  /** Why it judged nothing, or not all: the rule says so, or it has read what is not known. `undefined` where it judged something. */
  reason?: string;
  /** What it could not judge because that is not known. */
  unknown: string[];
}

/** Runs a check to its end. @throws what is a fault of the rule, and what the program says wrongly */
function outcomeOf(check: (pieces: Pieces) => void): Outcome {
  const pieces = new Pieces();
  let ended: Error | undefined;
  try {
    check(pieces);
  } catch (error) {
    if (!(error instanceof NotApplicable) && !isUnreadable(error)) throw error;
    ended = error;
  }
  const unknown = pieces.unknown.map(({ message }) => message);
  if (isUnreadable(ended) && !unknown.includes(ended.message)) unknown.push(ended.message);
  // What a rule says that the stack does not have may be among what is not known.
  if (pieces.any && unknown.length > 0) return { unknown };
  const reason = unknown[0] ?? ended?.message;
  return { unknown, ...(reason !== undefined && { reason }) };
}

/** A resource rule cannot judge a stack when it could judge none of its resources. */
function outcomeOfEach(
  rule: Exclude<Rule, { checkStack: unknown }>,
  resources: readonly Resource[],
  judgingBy: (pieces: Pieces) => Judging<Settings>,
): Outcome {
  const reasons: string[] = [];
  const unknown: string[] = [];
  let judged = false;
  for (const resource of resources) {
    const concern = concernOf(rule, resource);
    if (concern === false) continue;
    const outcome = concern === true ? outcomeOf((pieces) => rule.check(resource, judgingBy(pieces))) : concern;
    unknown.push(...outcome.unknown);
    if (outcome.reason !== undefined) reasons.push(outcome.reason);
    else judged = true;
  }
  if (judged) return { unknown };
  return { unknown, reason: reasons[0] ?? "no resource of this kind is in the stack" };
}

/** Whether a rule is about a resource, or why that is not known. */
function concernOf(rule: Exclude<Rule, { checkStack: unknown }>, resource: Resource): boolean | Outcome {
  try {
    return rule.appliesTo(resource);
  } catch (error) {
    if (!isUnreadable(error)) throw error;
    return { unknown: [error.message], reason: error.message };
  }
}
