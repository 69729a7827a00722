import type { Resource } from "@breakwater/plan-views";
import { judge } from "../judge";
import type { Rule, Settings } from "../rule";

/** What a rule finds, as text; a rule that could not judge says `not applicable: …`, one that threw fails the test. */
export function judged(rule: Rule, resources: readonly Resource[], changes?: Settings): string[] {
  const { findings, notApplicable, error } = judge(rule, resources, changes);
  if (error !== undefined) throw new Error(`${rule.name} threw: ${error}`);
  const messages = findings.map(({ message }) => message);
  return notApplicable === undefined ? messages : [...messages, `not applicable: ${notApplicable}`];
}

/** A test's case: what it shows, the resources, and what the rule says: parts of its messages, one for each finding. */
export type Case = [shows: string, resources: Resource[], findings: string[], changes?: Settings];

/** Runs a rule over a table of cases; an empty list of findings is a pass. Two that pass and two that fail are the least. */
export function judgesAs(rule: Rule, cases: readonly Case[]): void {
  test(`${rule.name} has two cases or more that pass, and two that fail`, () => {
    const passing = cases.filter(([, , findings]) => findings.length === 0);
    const failing = cases.filter(([, , [first]]) => first !== undefined && !first.startsWith("not applicable"));
    expect(passing.length).toBeGreaterThanOrEqual(2);
    expect(failing.length).toBeGreaterThanOrEqual(2);
  });
  test.each(cases)(`${rule.name}, in whatever order: %s`, (...[, resources, , changes]) => {
    const said = judged(rule, resources, changes);
    expect(judged(rule, [...resources].reverse(), changes)).toEqual(said);
  });
  // Taken as a list: of a function with more parameters than a case has values, jest makes a callback test.
  test.each(cases)(`${rule.name}: %s`, (...[, resources, findings, changes]) => {
    const said = judged(rule, resources, changes);
    expect(said).toHaveLength(findings.length);
    findings.forEach((part, place) => expect(said[place]).toContain(part));
  });
}
