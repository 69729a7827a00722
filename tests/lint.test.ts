import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./support/breakwater";

interface Message {
  ruleId: string;
}

/** Names of the rules that a text breaks as a test file. */
function broken(text: string, file = "tests/some.test.ts"): string[] {
  const eslint = join(root, "node_modules/eslint/bin/eslint.js");
  const { stdout } = spawnSync(process.execPath, [eslint, "--stdin", "--stdin-filename", file, "--format", "json"], {
    cwd: root,
    input: text,
    encoding: "utf8",
  });
  return (JSON.parse(stdout) as [{ messages: Message[] }])[0].messages.map(({ ruleId }) => ruleId);
}

describe("a test may not", () => {
  test.each([
    ["be tried again", "jest.retryTimes(2);", "no-restricted-properties"],
    ["sleep", 'import { setTimeout as sleep } from "node:timers/promises";\nvoid sleep;', "no-restricted-syntax"],
    ["make a sleep", "void new Promise((resolve) => setTimeout(resolve, 5));", "no-restricted-syntax"],
    ["hold a measured time to a bound", "expect(Date.now() - 5).toBeLessThan(5);", "no-restricted-syntax"],
    ["do so by the other clock", "expect(performance.now() - 5).toBeLessThanOrEqual(5);", "no-restricted-syntax"],
  ])("%s", (_what, text, rule) => {
    expect(broken(`${text}\n`)).toEqual([rule]);
  });

  test("nor may what supports it", () => {
    expect(broken("jest.retryTimes(2);\n", "app/test/support/some.ts")).toEqual(["no-restricted-properties"]);
  });

  test("but it may hold a number to one, and measure what must have taken long", () => {
    expect(broken("expect(5).toBeLessThan(6);\nexpect(Date.now() - 5).toBeGreaterThan(5);\n")).toEqual([]);
  });
});
