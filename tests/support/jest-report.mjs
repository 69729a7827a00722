/** What a report of jest (`--json --outputFile`) says, as `make test` counts it. */
import { relative } from "node:path";

/** Exit code with which a stage that is no run of jest says that it could not run here; it has printed why. */
const couldNotRun = 77;

/**
 * Counts one stage's tests.
 *
 * @param report what jest wrote; `undefined` where it wrote nothing
 * @param code exit code of the stage
 * @param options.name name of the stage
 * @param options.noSkips whether a test that is skipped has failed
 * @param options.root folder to which files are named
 * @returns {{ passed: number, failed: number, skipped: number, skips: string[] }} `skips`: file and full title of each skipped test; why it
 *   is skipped stands in its title
 */
export function countTests(report, code, { name: stage = "", noSkips = false, root = "." } = {}) {
  const skips = (report?.testResults ?? []).flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === "pending" || status === "todo")
      .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
  );
  if (report === undefined && code === couldNotRun)
    return {
      passed: 0,
      failed: Number(noSkips),
      skipped: Number(!noSkips),
      skips: [`${stage}: all of it, as it says above`],
    };
  if (report === undefined) return { passed: Number(code === 0), failed: Number(code !== 0), skipped: 0, skips };
  // A test file that could not even be loaded has no tests to count, and is a failure all the same.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
  const forbidden = noSkips ? skips.length : 0;
  return {
    passed: report.numPassedTests,
    failed: Math.max(failed, Number(code !== 0)) + forbidden,
    skipped: skips.length - forbidden,
    skips,
  };
}
