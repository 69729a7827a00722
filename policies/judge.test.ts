import { type Plan, type Resource, resourcesOf } from "@breakwater/plan-views";
import { judge } from "./judge";
import type { Judging, ResourceRule, Settings, StackRule } from "./rule";
import { containerResources } from "./rules/hygiene/container-resources";
import { cpuPool, deployment, gpuPool } from "./testing/resources";

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

  test("says that a rule could not judge what is not known before the stack is up, and goes on with the rest", () => {
    const plan = {
      version: 1,
      project: "p",
      stack: "test",
      outputs: {},
      resources: ["[unknown]", "Standard_D8s_v5"].map((vmSize, index) => ({
        ...cpuPool(),
        name: `cpu${index}`,
        custom: true,
        dependencies: [],
        inputs: { vmSize },
        outputs: {},
        options: {},
      })),
    } satisfies Plan;
    const rule = broken({
      appliesTo: () => true,
      check: (pool: Resource, { violation }: Judging<Settings>) => violation(String(pool.props.vmSize), pool),
    });
    const [unknown, known] = resourcesOf(plan);
    expect(judge(rule, [unknown!])).toMatchObject({
      findings: [],
      notApplicable: 'AgentPool "cpu0": vmSize is not known before the stack is up',
    });
    expect(judge(rule, [unknown!, known!])).toMatchObject({ findings: [{ message: "Standard_D8s_v5" }] });
    expect(judge(rule, [unknown!, known!])).not.toHaveProperty("notApplicable");
    expect(judge({ ...rule, appliesTo: ({ props }) => props.vmSize !== "" }, [unknown!])).toHaveProperty(
      "notApplicable",
    );
  });

  test("says the same of what its property does not take, as Kubernetes does not", () => {
    const rule = containerResources;
    const good = deployment();
    const resources = { requests: { cpu: ["1"], memory: "1Gi" } };
    const mistyped = { ...deployment({}, { resources }), urn: "urn:2" };
    const said =
      'Deployment "production/shop": spec.template.spec.containers[0].resources.requests.cpu = ["1"] must be a number or a text';
    expect(judge(rule, [mistyped])).toMatchObject({ findings: [], notApplicable: said });
    expect(judge(rule, [mistyped, good])).toEqual({ rule, findings: [], unjudged: [said] });
    const noQuantity = deployment({}, { resources: { requests: { cpu: "1 core" } } });
    expect(judge(rule, [noQuantity])).toMatchObject({
      findings: [],
      notApplicable: expect.stringContaining('"1 core"'),
    });
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
