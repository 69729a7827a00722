import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Json, PlanResource } from "@breakwater/plan-views";
import { validatePlan } from "../plan/validate-plan";
import type { CaseResult } from "./fixtures/run-cases";

let cases: Record<string, CaseResult>;

// One process runs all programs of fixtures/programs.ts: errors of a program arrive as unhandled rejections, which jest claims for itself.
beforeAll(() => {
  const cwd = join(__dirname, "../..");
  const script = join(__dirname, "fixtures/run-cases.ts");
  const stdout = execFileSync(process.execPath, ["--import", "tsx", script], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  cases = JSON.parse(stdout) as Record<string, CaseResult>;
}, 60_000);

const resourceOf = (program: string, name: string): PlanResource =>
  cases[program]!.plan.resources.find((resource) => resource.name === name)!;
const namesOf = (program: string): string[] => cases[program]!.plan.resources.map(({ name }) => name);
const failuresOf = (program: string): string[] =>
  cases[program]!.failures.map(({ urn, message }) => (urn ? `${urn.split("::").at(-1)}: ${message}` : message));

describe("what the Plan says of a resource", () => {
  test("a URN is qualified by the types of all ancestors but the stack", () => {
    expect(resourceOf("family", "family-inner-text").urn).toBe(
      "urn:pulumi:dev::fixture::fixture:index:Outer$fixture:index:Inner$random:index/randomString:RandomString::family-inner-text",
    );
    expect(resourceOf("family", "family").parent).toBe("urn:pulumi:dev::fixture::pulumi:pulumi:Stack::fixture-dev");
    expect(resourceOf("family", "fixture-dev")).not.toHaveProperty("parent");
  });

  test("a component's outputs are those that it registers", () => {
    expect(resourceOf("family", "family-inner").outputs).toEqual({
      text: resourceOf("family", "family-inner-text").outputs.result,
    });
  });

  test("options, provider and dependencies are kept, and the aliases of a provider's SDK are not", () => {
    const kept = resourceOf("options", "kept");
    expect(kept.options).toEqual({
      protect: true,
      ignoreChanges: ["tags"],
      deleteBeforeReplace: true,
      retainOnDelete: true,
      aliases: ["urn:pulumi:dev::fixture::azure-native:resources:ResourceGroup::former"],
    });
    const namespace = resourceOf("options", "models");
    expect(namespace.provider).toBe("urn:pulumi:dev::fixture::pulumi:providers:kubernetes::cluster");
    expect(namespace.dependencies).toEqual([kept.urn]);
    // Not the same as saying nothing: a provider may delete first unless told not to.
    expect(namespace.options).toEqual({ deleteBeforeReplace: false });
  });

  test("outputs hold the id and what the provider adds, not the inputs again", () => {
    expect(resourceOf("options", "kept").outputs).toEqual({
      id: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-kept",
      name: "rg-kept",
      type: "Microsoft.Resources/resourceGroups",
      properties: { provisioningState: "Succeeded" },
    });
  });

  test("every Plan fits the schema", () => {
    const problems = Object.entries(cases).flatMap(([name, { plan }]) =>
      validatePlan(plan).map((problem) => `${name}: ${problem}`),
    );
    expect(problems).toEqual([]);
  });
});

describe("secrets", () => {
  test("a `secure:` value that cannot be read is a secret to the program and shows as [secret]", () => {
    const inputs = resourceOf("secrets", "password").inputs as Record<string, Json>;
    expect(inputs.stringData).toBe("[secret]");
    expect(cases.secrets!.plan.outputs).toEqual({ group: "[secret]", password: "[secret]", plain: "open" });
  });

  test("an output that is declared secret is masked", () => {
    expect(resourceOf("secrets", "secret").outputs.name).toBe("[secret]");
  });
});

describe("what goes wrong", () => {
  test("a refused resource takes down what depends on it, and nothing else", () => {
    expect(namesOf("refusedByAzure")).toEqual(["fixture-dev", "independent", "independent"]);
    expect(failuresOf("refusedByAzure")).toEqual([
      expect.stringMatching(/^refused: InvalidResourceGroup: .*'ends-in\.'/),
    ]);
  });

  test("a provider that is not there takes down what it would have made, and nothing else", () => {
    expect(namesOf("refusedProvider")).toEqual(["fixture-dev", "independent"]);
    expect(failuresOf("refusedProvider")).toHaveLength(1);
  });

  test("a refused parent takes down its children, and what was told to wait for it", () => {
    expect(namesOf("refusedParent")).toEqual(["fixture-dev", "independent"]);
    expect(failuresOf("refusedParent")).toHaveLength(1);
  });

  test("two resources that are refused for the same reason are two failures", () => {
    expect(failuresOf("refusedAlike").map((failure) => failure.split(":")[0])).toEqual(["left", "right"]);
  });

  test.each<[program: string, failure: string | RegExp]>([
    ["duplicate", /^twice: Duplicate resource URN .*twice/],
    ["throwsByMistake", /^TypeError: .*'missing'\)\n {2}at programs\.ts:\d+:\d+$/],
    ["throwsOnPurpose", "two arguments are wrong\n  minCount: -1 is below 0\n  vmSize: is empty"],
    ["rejects", "nobody waits for this"],
    ["functionFails", /^azure-native:keyvault:noSuchFunction: the simulated Azure does not know/],
    ["unknownType", /^bucket: the twin has no provider for aws:s3/],
    ["remoteComponent", /^chart: a component from a provider plugin cannot run/],
    ["existing", /^there: the twin cannot read/],
    ["logsAnError", /an error, which stands above$/],
    ["neverEnds", "the program never ends: it waits for waits[random:index/randomString:RandomString]"],
    ["unknownCall", /^Error: failed to check existence .*: the twin's engine does not know the call existsResource of/],
    [
      "neverEndsForMany",
      /^the program never ends: it waits for first\[\S+\], later-2\[\S+\], later-3\[\S+\] and 297 more$/,
    ],
  ])("%s is one failure, without a stack trace", (program, failure) => {
    expect(failuresOf(program)).toEqual([typeof failure === "string" ? failure : expect.stringMatching(failure)]);
  });

  test("after an interruption nothing more is made, and its reason is what the run ends with", () => {
    expect(failuresOf("interrupted")).toEqual(["interrupted by the user, with 1 made"]);
  });

  test("what was registered before a rejection is in the Plan", () => {
    expect(namesOf("rejects")).toEqual(["fixture-dev", "before"]);
  });
});

describe("the run", () => {
  test("ends only when what an apply registers is there too", () => {
    expect(namesOf("late")).toContain("after-rg-first");
  });

  test("goes on after a call that the engine does not know", () => {
    expect(namesOf("unknownCall")).toEqual(["fixture-dev", "independent"]);
  });

  test("leaves stdout to the caller", () => {
    // The JSON above would not parse with the program's own line in it.
    expect(namesOf("prints")).toEqual(["fixture-dev", "printed"]);
  });

  test("a preview makes nothing, and what only a provider knows stays unknown", () => {
    const { plan, failures } = cases.preview!;
    expect(failures).toEqual([]);
    expect(plan.outputs).toEqual({ applied: false, group: "[unknown]", uri: "[unknown]" });
    expect(resourceOf("preview", "password").inputs.stringData).toBe("[secret]");
  });

  test("a preview shows all that a mistake did not take down, what is not known yet too", () => {
    expect(failuresOf("previewWithMistake")).toHaveLength(1);
    expect(resourceOf("previewWithMistake", "below").inputs.managedBy).toBe("[unknown]");
  });
});
