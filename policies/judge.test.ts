import { judge } from "./judge";
import type { ResourceRule, StackRule } from "./rule";
import { cpuPool, gpuPool } from "./testing/resources";

const info = {
  name: "some-rule",
  description: "",
  guardsAgainst: "",
  severity: "low" as const,
  tags: [] as string[],
  remediationSteps: "",
} satisfies Partial<ResourceRule>;
const broken = (extra: object = {}): ResourceRule => ({
  ...info,
  appliesTo: ({ name }) => name === "gpu",
  check: (resource, { violation }) => violation("wrong", resource),
  ...extra,
});

describe("judge", () => {
  test("gives what a resource rule finds, of the resources that it is about", () => {
    expect(judge(broken(), [cpuPool(), gpuPool()]).findings).toMatchObject([
      { message: "wrong", resource: { name: "gpu" } },
    ]);
  });

  test("says that a rule without a resource to judge did not judge", () => {
    expect(judge(broken(), [cpuPool()])).toMatchObject({
      findings: [],
      notApplicable: expect.stringContaining("no resource"),
    });
  });

  test("says why a rule could not judge", () => {
    const rule = broken({
      check: (_: unknown, { notApplicable }: { notApplicable(reason: string): never }) => notApplicable("no size"),
    });
    expect(judge(rule, [gpuPool()])).toMatchObject({ findings: [], notApplicable: "no size" });
  });

  test("makes a judgement of what a rule throws", () => {
    const rule: StackRule = {
      ...info,
      checkStack: () => {
        throw new Error("a fault");
      },
    };
    expect(judge(rule, [])).toMatchObject({ findings: [], error: "a fault" });
  });

  test("gives a rule its defaults, and the user's changes over them", () => {
    const seen: unknown[] = [];
    const rule: StackRule<{ most: number; least: number }> = {
      ...info,
      settings: { most: { default: 3, description: "" }, least: { default: 1, description: "" } },
      checkStack: (_, { config }) => void seen.push({ ...config }),
    };
    judge(rule, [], { most: 5 });
    expect(seen).toEqual([{ most: 5, least: 1 }]);
  });

  describe("exempts a resource, with a reason that the finding keeps", () => {
    const annotated = (reason: string) =>
      gpuPool({ metadata: { annotations: { "exempt.breakwater.dev/some-rule": reason } } });
    const listed = (resource: string) => ({ exemptions: [{ resource, reason: "agreed with the owner" }] });
    test.each([
      ["by its name", gpuPool(), listed("gpu"), "agreed with the owner"],
      ["by its URN", gpuPool(), listed(gpuPool().urn), "agreed with the owner"],
      ["by an annotation of its own", annotated("only until spring"), {}, "only until spring"],
      ["not for another's name", gpuPool(), listed("cpu"), undefined],
      ["not without saying why", annotated("because"), {}, undefined],
    ])("%s", (_, resource, changes, exemption) => {
      expect(judge(broken(), [resource], changes).findings).toEqual([
        { message: "wrong", resource, ...(exemption && { exemption }) },
      ]);
    });
  });
});
