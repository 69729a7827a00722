import { verdictOn } from "./policy-cases/policy-case";
import { readPrograms } from "./policy-cases/read-programs";

const programs = readPrograms();

test("there are programs enough, and each is broken in some way", () => {
  expect(programs.length).toBeGreaterThanOrEqual(30);
  expect(programs.filter(({ cases }) => cases.length < 2)).toEqual([]);
});

const cases = programs.flatMap(({ cases: all }) => all);

test.each(cases.map((policyCase) => [policyCase.name, policyCase] as const))("%s", (_name, policyCase) => {
  expect(verdictOn(policyCase).problems).toEqual([]);
});
