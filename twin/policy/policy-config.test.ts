import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { StackRule } from "../../policies/rule";
import { readPolicyConfig } from "./policy-config";

const rule: StackRule<{ most: number }> = {
  name: "some-rule",
  description: "",
  guardsAgainst: "",
  severity: "low",
  tags: [],
  remediationSteps: "",
  settings: { most: { type: "number", minimum: 1, default: 3, description: "" } },
  checkStack: () => undefined,
};
const other = { ...rule, name: "other-rule" };

describe("readPolicyConfig", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "breakwater-policy-"));
  const file = path.join(folder, "policy.json");
  afterAll(() => fs.rmSync(folder, { recursive: true }));
  const read = (content: unknown) => {
    fs.writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return readPolicyConfig(file, [rule, other]);
  };

  test("takes levels, thresholds and exemptions; `all` is for the rules without a level of their own", () => {
    const exemptions = [{ resource: "vllm", reason: "agreed with the owner" }];
    const configs = read({ all: "advisory", "some-rule": { enforcementLevel: "disabled", most: 5, exemptions } });
    expect(configs.get("some-rule")).toEqual({ level: "disabled", settings: { most: 5, exemptions } });
    expect(configs.get("other-rule")).toEqual({ level: "advisory", settings: {} });
  });

  test.each<[string, unknown, string[]]>([
    ["no JSON", "{", ["is no JSON: "]],
    ["a list", [], ["is no object of rules"]],
    ["a rule that is not there", { "no-rule": "advisory" }, ["no-rule: there is no such rule"]],
    [
      "a level that is not there",
      { "some-rule": "strict" },
      ['some-rule = "strict" must be one of mandatory, advisory, disabled'],
    ],
    [
      "a threshold of another type",
      { "some-rule": { most: "5" } },
      ['some-rule.most = "5" must be a number, 1 or more'],
    ],
    ["a threshold out of range", { "some-rule": { most: 0 } }, ["some-rule.most = 0 must be a number, 1 or more"]],
    [
      "an unknown threshold",
      { "some-rule": { least: 1 } },
      ["some-rule.least is not known; known are enforcementLevel, most, exemptions"],
    ],
    [
      "an exemption that does not say why",
      { "some-rule": { exemptions: [{ resource: "x", reason: "ok" }] } },
      ['some-rule.exemptions[0].reason = "ok" must be a text of 10 characters or more'],
    ],
    [
      "a level of a rule that is not there, in an object",
      { "some-rule": { enforcementLevel: "strict", most: 5 } },
      ['some-rule.enforcementLevel = "strict" must be one of mandatory, advisory, disabled'],
    ],
    [
      "a list for a rule",
      { "some-rule": [] },
      ["some-rule = [] must be an object with enforcementLevel, most, exemptions"],
    ],
    ["a threshold for all rules", { all: { most: 5 } }, ["all.most is not known; known are enforcementLevel"]],
    ["everything at once", { "no-rule": 1, "some-rule": { most: 0, least: 1 } }, ["no-rule", "most", "least"]],
  ])("refuses %s", (_, content, words) => {
    const message = (() => {
      try {
        read(content);
        return "";
      } catch (error) {
        return (error as Error).message;
      }
    })();
    expect(message).toContain(file);
    for (const word of words) expect(message).toContain(word);
  });

  test("refuses a file that is not there", () => {
    expect(() => readPolicyConfig(path.join(folder, "none.json"), [rule])).toThrow(
      "none.json: cannot be read: there is no such file",
    );
  });
});
