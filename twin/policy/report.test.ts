import pc from "picocolors";
import type { ResourceRule } from "../../policies/rule";
import type { Plan } from "@breakwater/plan-views";
import { policyJson, policyText } from "./report";
import { isFine, runRules } from "./run-rules";

const rule = (name: string, changes: Partial<ResourceRule> = {}): ResourceRule => ({
  name,
  description: "",
  guardsAgainst: "",
  severity: "high",
  tags: [],
  remediationSteps: "Mend it.",
  appliesTo: ({ type }) => type === "kubernetes:apps/v1:Deployment",
  check: (resource, { violation }) => violation(`${resource.namespace}/${resource.name} is wrong`, resource),
  ...changes,
});

const resource = (type: string, name: string, inputs: object) => ({
  urn: `urn:pulumi:dev::p::${type}::${name}`,
  type,
  name,
  custom: true,
  dependencies: [],
  inputs: inputs as Plan["outputs"],
  outputs: {},
  options: {},
});
const plan: Plan = {
  version: 1,
  project: "p",
  stack: "dev",
  outputs: { surge: { peakPerSecond: 42 } },
  resources: [
    resource("pulumi:pulumi:Stack", "p-dev", {}),
    resource("kubernetes:apps/v1:Deployment", "shop", { metadata: { name: "shop", namespace: "production" } }),
  ],
};
const text = (...results: Parameters<typeof runRules>) =>
  policyText("dev", runRules(...results), pc.createColors(false));

describe("breakwater policy", () => {
  test("says what is wrong, and what mends it", () => {
    expect(text([rule("a-rule")], plan)).toBe(
      [
        "a-rule  mandatory, high",
        "  production/shop is wrong",
        "  → Mend it.",
        "    docs/rules/a-rule.md",
        "",
        "stack dev: 1 rules, 1 mandatory and 0 advisory findings, 0 exempted, 0 rules that could not judge, 0 that failed",
        "",
      ].join("\n"),
    );
  });

  test("shows the reason of what is exempted, what could not judge, and what failed", () => {
    const configs = new Map([["a", { settings: { exemptions: [{ resource: "shop", reason: "until the spring" }] } }]]);
    const silent = rule("b", { appliesTo: () => false });
    const failing = rule("c", {
      appliesTo: () => {
        throw new Error("a fault");
      },
    });
    const said = text([rule("a"), silent, failing], plan, configs);
    expect(said).toContain("Exempted\n  a: production/shop is wrong\n    because: until the spring");
    expect(said).toContain("Could not judge\n  b: no resource of this kind is in the stack");
    expect(said).toContain("c could not be run: a fault");
    expect(said).toContain(
      "0 mandatory and 0 advisory findings, 1 exempted, 1 rules that could not judge, 1 that failed",
    );
  });

  test.each([
    ["a mandatory finding", [rule("a")], undefined, false],
    ["an advisory finding", [rule("a", { enforcementLevel: "advisory" })], undefined, true],
    ["a finding of a disabled rule", [rule("a")], new Map([["a", { level: "disabled" as const, settings: {} }]]), true],
    [
      "an advisory rule that throws",
      [
        rule("a", {
          enforcementLevel: "advisory",
          check: () => {
            throw new Error("x");
          },
        }),
      ],
      undefined,
      false,
    ],
    ["no finding", [rule("a", { check: () => undefined })], undefined, true],
  ])("with %s: fine is %#", (_, rules, configs, fine) => {
    expect(isFine(runRules(rules, plan, configs))).toBe(fine);
  });

  test("gives the same as JSON", () => {
    expect(policyJson("dev", runRules([rule("a-rule")], plan))).toMatchObject({
      stack: "dev",
      fine: false,
      rules: [{ name: "a-rule", level: "mandatory", findings: [{ urn: expect.stringContaining("::shop") }] }],
      counts: { rules: 1, mandatory: 1, advisory: 0, exempted: 0, notApplicable: 0, failed: 0 },
    });
  });

  test("gives the rules the stack's outputs, as Pulumi's engine does", () => {
    const seen: unknown[] = [];
    const looking = {
      ...rule("a"),
      checkStack: (all: readonly { type: string; props: object }[]) => void seen.push(all[0]?.props),
    };
    runRules([looking], plan);
    expect(seen).toEqual([{ surge: { peakPerSecond: 42 } }]);
  });
});
