import { testUnless } from "../../../../app/test/support/lacking";
import { judge, promtoolLack } from "../../../../tests/support/promtool";
import { allRuleGroups } from ".";
import { defaultObjectives } from "./objectives";

const subjects = {
  appNamespace: "production",
  modelsNamespace: "models",
  objectives: defaultObjectives,
  quotas: [
    { family: "standardDSv5Family", vmSizes: ["Standard_D8s_v5"], vcpus: 40 },
    { family: "StandardNCADSA100v4Family", vmSizes: ["Standard_NC24ads_A100_v4"], vcpus: 72 },
  ],
  workerFullFleet: 100,
  dailyTokenBudgetUsd: 100,
};
const alerts = allRuleGroups(subjects).flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule] : [])));

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
  const names = allRuleGroups({ ...subjects, quotas: [], dailyTokenBudgetUsd: 0 }).map(({ name }) => name);
  expect(names).not.toContain("breakwater-tokens");
  expect(names).not.toContain("breakwater-quotas");
  expect(names).toContain("breakwater-objectives");
});

testUnless(promtoolLack())("Prometheus' own tool finds what is wrong with a rule", () => {
  expect(judge([{ name: "g", rules: [{ record: "a:b", expr: "sum(" }] }])).toContain("parse error");
});
