import type { Plan } from "@breakwater/plan-views";
import { policyConfigOf } from "../../twin/policy/policy-config";
import { openFindings, runRules } from "../../twin/policy/run-rules";
import { rules } from "../../policies/rules";

/** A finding that a case wants or allows. */
export interface Wanted {
  /** The rule that says so; `null`: any rule may. */
  rule: string | null;
  /** Who is blamed: the last part of its URN, or the URN; of a list, any. */
  resource: string | string[];
  /** One of these words stands in the message, in upper or lower case. */
  mentions?: string[];
}

/** A small program as a Plan, and what the policy pack must say of it. The page of `tests/vectors/policies` describes it. */
export interface PolicyCase {
  name: string;
  kind: string;
  says: string;
  plan: Plan;
  /** Policy config. */
  config?: Record<string, unknown>;
  expect: {
    findings: Wanted[];
    clean?: "all" | string[];
    may?: Wanted[];
    notJudged?: string[];
    noErrors?: boolean;
  };
}

/** A finding as a case looks at it. */
interface Found {
  rule: string;
  urn: string;
  message: string;
}

/** What the pack says of a case, held against what it must say. */
export interface Verdict {
  /** Findings that are wanted, and how many of them were found. */
  wanted: number;
  found: number;
  /** What is wrong with the verdict, a sentence each; none where it is right. */
  problems: string[];
  /** Findings that nobody wanted, where nothing else may be found. */
  unwanted: number;
}

/** Runs the pack over a case. */
export function verdictOn({ name, plan, config, expect }: PolicyCase): Verdict {
  const results = runRules(rules, plan, config && policyConfigOf(config, rules, name));
  const found = results.flatMap((result) =>
    openFindings(result).map(({ message, resource }): Found => ({
      rule: result.rule.name,
      urn: resource.urn,
      message,
    })),
  );
  const { findings, clean = [], may = [], notJudged = [], noErrors = false } = expect;
  const missing = findings.filter((wanted) => !found.some((finding) => isWanted(finding, wanted)));
  const mayNotFind = (rule: string) => clean === "all" || clean.includes(rule);
  const unwanted = found.filter(
    (finding) => mayNotFind(finding.rule) && ![...findings, ...may].some((wanted) => isWanted(finding, wanted)),
  );
  const judged = notJudged.filter((name) => {
    const result = results.find(({ rule }) => rule.name === name);
    return result?.notApplicable === undefined || openFindings(result).length > 0;
  });
  const failed = noErrors
    ? results.flatMap(({ rule, error }) => (error === undefined ? [] : `${rule.name}: ${error}`))
    : [];
  return {
    wanted: findings.length,
    found: findings.length - missing.length,
    unwanted: unwanted.length,
    problems: [
      ...missing.map((wanted) => `not found: ${JSON.stringify(wanted)}`),
      ...unwanted.map(({ rule, urn, message }) => `found and not wanted: ${rule} on ${urn}: ${message}`),
      ...judged.map((name) => `${name} judged what it cannot know`),
      ...failed.map((error) => `failed: ${error}`),
    ],
  };
}

function isWanted({ rule, urn, message }: Found, wanted: Wanted): boolean {
  const resources = [wanted.resource].flat();
  return (
    (wanted.rule === null || wanted.rule === rule) &&
    (resources.includes(urn.slice(urn.lastIndexOf("::") + 2)) || resources.includes(urn)) &&
    (wanted.mentions?.some((word) => message.toLowerCase().includes(word.toLowerCase())) ?? true)
  );
}
