import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./support/breakwater";

interface Counted {
  passed: number;
  failed: number;
  skipped: number;
  skips: string[];
}

/** Two tests that passed, one that was skipped, in a report as jest writes it. */
const report = {
  numPassedTests: 2,
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  testResults: [
    {
      name: "/repository/tests/a.test.ts",
      assertionResults: [
        { status: "passed", fullName: "a holds" },
        { status: "pending", fullName: "a on a real Redis (skipped: there is no redis-server)" },
        { status: "passed", fullName: "b holds" },
      ],
    },
  ],
};

/** What `make test` makes of a report. The module is JavaScript of the other kind, which jest does not load. */
function count(of: object | undefined, code: number, noSkips = false): Counted {
  const module = pathToFileURL(join(root, "tests/support/jest-report.mjs")).href;
  const call = `countTests(${JSON.stringify(of)}, ${code}, { name: "workflows", noSkips: ${noSkips}, root: "/repository" })`;
  const script = `import { countTests } from ${JSON.stringify(module)}; console.log(JSON.stringify(${call}));`;
  return JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" }),
  ) as Counted;
}

test("a skipped test is counted and named, with its reason", () => {
  expect(count(report, 0)).toEqual({
    passed: 2,
    failed: 0,
    skipped: 1,
    skips: ["tests/a.test.ts: a on a real Redis (skipped: there is no redis-server)"],
  });
});

test("with BREAKWATER_NO_SKIPS it has failed", () => {
  expect(count(report, 0, true)).toMatchObject({ passed: 2, failed: 1, skipped: 0 });
  expect(count({ ...report, numFailedTests: 3 }, 1, true)).toMatchObject({ failed: 4 });
});

test("a stage that says that it could not run here is skipped, and with BREAKWATER_NO_SKIPS it has failed", () => {
  expect(count(undefined, 77)).toMatchObject({
    passed: 0,
    failed: 0,
    skipped: 1,
    skips: [expect.stringMatching(/^workflows:/)],
  });
  expect(count(undefined, 77, true)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
});

test.each([
  ["a runner that ends with an error has failed, whatever it counted", report, 1, 1],
  ["a file that could not be loaded is a failure", { ...report, numRuntimeErrorTestSuites: 2 }, 1, 2],
  ["a stage without a report counts as one test", undefined, 1, 1],
  ["which passes by its exit code", undefined, 0, 0],
])("%s", (_case, of, code, failed) => {
  expect(count(of, code).failed).toBe(failed);
});
