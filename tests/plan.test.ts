import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "@breakwater/plan-views";
import { validatePlan } from "../twin/plan/validate-plan";
import { breakwater } from "./support/breakwater";

const update = "UPDATE_GOLDEN=1 npx jest --selectProjects rooms --testPathPatterns tests/plan.test.ts";

describe.each(["dev", "prod"])("the Plan of %s", (stack) => {
  const golden = join(__dirname, "golden", `${stack}.json`);
  let first: string;
  let second: string;

  beforeAll(async () => {
    const runs = await Promise.all([0, 1].map(() => breakwater(["plan", "--stack", stack, "--json"])));
    expect(runs.map(({ exitCode, stderr }) => ({ exitCode, stderr }))).toEqual(
      Array(2).fill({ exitCode: 0, stderr: "" }),
    );
    [first, second] = runs.map(({ stdout }) => stdout) as [string, string];
    if (process.env.UPDATE_GOLDEN) writeFileSync(golden, first);
  }, 5 * 60_000);

  test("is the same, byte for byte, in every run", () => {
    expect(second).toBe(first);
  });

  test("is the golden one: a change of it is a decision", () => {
    const expected = existsSync(golden) ? readFileSync(golden, "utf8") : "";
    // A difference is shown as JSON, and the line above it says how to accept it.
    expect({ toAccept: update, plan: JSON.parse(first) as unknown }).toEqual({
      toAccept: update,
      plan: expected === "" ? undefined : (JSON.parse(expected) as unknown),
    });
    expect(first).toBe(expected);
  });

  test("fits its published schema", () => {
    expect(validatePlan(JSON.parse(first))).toEqual([]);
  });

  test("names only resources that are in it", () => {
    const { resources } = JSON.parse(first) as Plan;
    const urns = new Set(resources.map(({ urn }) => urn));
    const named = resources.flatMap(({ parent, provider, dependencies }) => [parent, provider, ...dependencies]);
    expect(named.filter((urn) => urn !== undefined && !urns.has(urn))).toEqual([]);
  });

  test("puts parents before children", () => {
    const { resources } = JSON.parse(first) as Plan;
    const position = new Map(resources.map(({ urn }, index) => [urn, index]));
    const early = resources.filter(
      ({ urn, parent }) => parent !== undefined && position.get(parent)! > position.get(urn)!,
    );
    expect(early).toEqual([]);
  });

  test("has no secret, credential or time in it", () => {
    expect(first).not.toMatch(/BEGIN [A-Z ]*PRIVATE KEY|client-key-data|YXBpVmVyc2lvbj|20\d\d-\d\d-\d\dT/);
  });
});
