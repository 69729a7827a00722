import { testUnless } from "../../../../app/test/support/lacking";
import { judge, promtoolLack } from "../../../../tests/support/promtool";
import { allRuleGroups } from ".";
import { ruleSubjects } from "../../../../tests/support/rule-subjects";

const alerts = allRuleGroups(ruleSubjects).flatMap(({ rules }) =>
  rules.flatMap((rule) => ("alert" in rule ? [rule] : [])),
);

test("no two alerts could fire under the same labels, which Prometheus refuses", () => {
  const identities = alerts.map(({ alert, labels }) => JSON.stringify([alert, labels]));
  expect(new Set(identities).size).toBe(identities.length);
});

test("every alert says what is wrong, what it means and what to look at", () => {
  const poor = alerts.filter(({ annotations: { summary, description, action } }) =>
    [summary, description, action].some((text) => text.length < 10),
  );
  expect(poor).toEqual([]);
});

test("what is not asked for has no group", () => {
  const names = allRuleGroups({
    ...ruleSubjects,
    quotas: [],
    dailyTokenBudgetUsd: 0,
    edgeNamespace: undefined,
    components: [],
  }).map(({ name }) => name);
  expect(names).not.toContain("breakwater-tokens");
  expect(names).not.toContain("breakwater-quotas");
  for (const group of ["edge", "certificates", "components"]) expect(names).not.toContain(`breakwater-${group}`);
  expect(names).toContain("breakwater-objectives");
});

testUnless(promtoolLack())("Prometheus' own tool finds what is wrong with a rule", () => {
  expect(judge([{ name: "g", rules: [{ record: "a:b", expr: "sum(" }] }])).toContain("parse error");
});
