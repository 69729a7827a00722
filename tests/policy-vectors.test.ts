import { verdictOn } from "./policy-cases/policy-case";
import { readVectors } from "./policy-cases/read-vectors";

const cases = readVectors();

test("there are cases whose verdicts were recorded", () => {
  expect(cases.length).toBeGreaterThan(150);
});

test.each(cases.map((policyCase) => [policyCase.name, policyCase] as const))("%s", (_name, policyCase) => {
  expect(verdictOn(policyCase).problems).toEqual([]);
});
