import { type Json, unknownMark } from "@breakwater/plan-views";
import { rules } from "../policies/rules";
import { runRules } from "../twin/policy/run-rules";
import { judgedByPack } from "./support/policy-fuzz/pack";
import { changed, chanceOf, placeIn, somePlan, strangeValue, wrongPlan } from "./support/policy-fuzz/plans";

/*
 * The rules over Plans in which fields are null, unknown, of another kind or gone. Each Plan is a few resources of a golden Plan or of a foreign
 * program, so that thousands take seconds, and is made from a number, so that a failure can be made again.
 */

const seeds = (count: number, from = 0): number[] => Array.from({ length: count }, (_, index) => from + index);
/** Who is blamed by which rule. */
const blamed = (results: ReturnType<typeof runRules>) =>
  results.flatMap(({ rule, findings }) => findings.map(({ resource }) => `${rule.name}: ${resource.urn}`));

test("no rule fails on any of 5,000 Plans with fields that are null, unknown, of another kind or gone", () => {
  const failures = seeds(5000).flatMap((seed) =>
    runRules(rules, wrongPlan(seed)).flatMap(({ rule, error }) =>
      error === undefined ? [] : [`Plan ${seed}: ${rule.name}: ${error}`],
    ),
  );
  expect(failures).toEqual([]);
  // Twenty seconds of a core; a busy machine gives less than one.
}, 300_000);

test("and none fails as Pulumi's engine runs it", () => {
  const failures = seeds(500).flatMap((seed) =>
    judgedByPack(wrongPlan(seed)).map((failure) => `Plan ${seed}: ${failure}`),
  );
  expect(failures).toEqual([]);
});

test("a field that is null gets the verdict of one that is absent", () => {
  const verdicts = (seed: number, value: Json | undefined) => {
    const chance = chanceOf(seed);
    const plan = somePlan(chance);
    const place = placeIn(plan, chance);
    // An item of a list cannot be absent.
    if (place === undefined || Array.isArray(place.of)) return [];
    changed(place, value);
    return runRules(rules, plan).map(({ rule, findings, notApplicable, unjudged }) => ({
      ...{ rule: rule.name, notApplicable, unjudged },
      findings: findings.map(({ message }) => message),
    }));
  };
  for (const seed of seeds(500)) expect([seed, verdicts(seed, null)]).toEqual([seed, verdicts(seed, undefined)]);
});

test.each<[what: string, valueFor: (old: Json, chance: () => number) => Json]>([
  ["unknown", () => unknownMark],
  ["of a kind that no field takes in its place", strangeValue],
])("nobody is blamed for a field that is %s", (_what, valueFor) => {
  const invented = seeds(500).flatMap((seed) => {
    const chance = chanceOf(seed);
    const plan = somePlan(chance);
    const place = placeIn(plan, chance);
    if (place === undefined) return [];
    const before = blamed(runRules(rules, plan));
    changed(place, valueFor(place.old, chance));
    return blamed(runRules(rules, plan))
      .filter((blame) => !before.includes(blame))
      .map((blame) => `Plan ${seed}: ${blame} for ${place.path}`);
  });
  expect(invented).toEqual([]);
});
