import { readFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import type { Plan, PlanResource } from "../plan/types";
import { COMMENT_MARK, diffMarkdown, failureMarkdown } from "./markdown";
import { planChanges } from "./plan-changes";
import { replacingPaths } from "./replacement";
import { breaksAPromise, stackDiff } from "./stack-diff";
import { diffText } from "./text";

const resource = (type: string, name: string, inputs: object, changes: Partial<PlanResource> = {}): PlanResource => ({
  urn: `urn:pulumi:prod::p::${type}::${name}`,
  type,
  name,
  custom: true,
  dependencies: [],
  inputs: inputs as Plan["outputs"],
  outputs: {},
  options: {},
  ...changes,
});
const plan = (...resources: PlanResource[]): Plan => ({
  version: 1,
  project: "p",
  stack: "prod",
  resources,
  outputs: {},
});
const pool = (inputs: object, changes: Partial<PlanResource> = {}) =>
  resource("azure-native:containerservice:AgentPool", "gpu", { agentPoolName: "gpu1", ...inputs }, changes);
const shop = (inputs: object) =>
  resource("kubernetes:apps/v1:Deployment", "shop", { metadata: { name: "shop", namespace: "p" }, ...inputs });
const told = (base: Plan, head: Plan) =>
  planChanges(base, head).map(({ action, name, dangerous }) => `${action} ${name}${dangerous ? " (danger)" : ""}`);

describe("planChanges", () => {
  it.each<[string, Plan, Plan, string[]]>([
    ["nothing", plan(shop({})), plan(shop({})), []],
    ["what comes and what goes", plan(shop({})), plan(pool({})), ["delete shop", "create gpu"]],
    ["a property", plan(shop({ spec: { replicas: 1 } })), plan(shop({ spec: { replicas: 2 } })), ["update shop"]],
    [
      "a selector",
      plan(shop({ spec: { selector: { matchLabels: { a: "b" } } } })),
      plan(shop({ spec: { selector: { matchLabels: { a: "c" } } } })),
      ["replace shop"],
    ],
    [
      "a pool's size, which replaces it",
      plan(pool({ vmSize: "Standard_D4s_v5" })),
      plan(pool({ vmSize: "Standard_D8s_v5" })),
      ["replace gpu (danger)"],
    ],
    ["a pool that goes", plan(pool({})), plan(), ["delete gpu (danger)"]],
    [
      "what the program ignores",
      plan(pool({ count: 1 })),
      plan(pool({ count: 2 }, { options: { ignoreChanges: ["count"] } })),
      [],
    ],
    [
      "components, which only group",
      plan(),
      plan(resource("breakwater:azure:Network", "network", {}, { custom: false })),
      [],
    ],
    [
      "danger before all else",
      plan(resource("kubernetes:core/v1:Namespace", "production", { metadata: { name: "production" } }), shop({})),
      plan(pool({})),
      ["delete production (danger)", "delete shop", "create gpu"],
    ],
  ])("tells %s", (_, base, head, changes) => expect(told(base, head)).toEqual(changes));

  it("names each property, and which of them replaces the resource", () => {
    const [change] = planChanges(
      plan(pool({ vmSize: "Standard_D4s_v5", maxCount: 1 })),
      plan(pool({ vmSize: "Standard_D8s_v5", maxCount: 2 })),
    );
    expect(change).toMatchObject({
      properties: [
        { path: "vmSize", before: "Standard_D4s_v5", after: "Standard_D8s_v5" },
        { path: "maxCount", before: 1, after: 2 },
      ],
      replacedBy: ["vmSize"],
    });
  });
});

describe("replacingPaths", () => {
  it.each<[string, string[], string[]]>([
    ["azure-native:keyvault:Vault", ["vaultName", "tags.a"], ["vaultName"]],
    ["azure-native:keyvault:Vault", ["resourceGroupName"], ["resourceGroupName"]],
    ["azure-native:servicebus:Namespace", ["tags"], []],
    ["kubernetes:core/v1:Service", ["metadata.namespace"], ["metadata.namespace"]],
    ["kubernetes:core/v1:Service", ["metadata.labels.name"], []],
    ["kubernetes:apps/v1:StatefulSet", ["spec.volumeClaimTemplates[0].spec"], ["spec.volumeClaimTemplates[0].spec"]],
    ["kubernetes:apps/v1:Deployment", ["spec.selectorless"], []],
    ["random:index/randomString:RandomString", ["length"], []],
  ])("of %s %j: %j", (type, changed, replacing) => expect(replacingPaths(type, changed)).toEqual(replacing));
});

describe("a change of prod", () => {
  const golden = JSON.parse(readFileSync(join(__dirname, "../../tests/golden/prod.json"), "utf8")) as Plan;
  const changed = (change: (plan: Plan) => void): Plan => {
    const copy = structuredClone(golden);
    change(copy);
    return copy;
  };
  const poolOf = ({ resources }: Plan, name: string) =>
    resources.find((one) => one.type.endsWith(":AgentPool") && one.name === name)!.inputs;
  const untainted = changed((head) => (poolOf(head, "gpu-z1").nodeTaints = []));
  const larger = changed((head) => Object.assign(poolOf(head, "cpu"), { minCount: 4, count: 4 }));

  it("shows a promise that it breaks, and one that it mends", () => {
    const breaks = stackDiff(golden, untainted);
    expect(breaks.findings.appeared.map(({ rule }) => rule)).toEqual(["gpu-pool-tainted"]);
    expect(breaksAPromise(breaks)).toBe(true);
    expect(diffText(breaks, pc.createColors(false))).toMatch(
      /Findings that are new\n {2}gpu-pool-tainted \(mandatory\): Node pool "gpu1z1"/,
    );

    const mends = stackDiff(untainted, golden);
    expect(mends.findings).toMatchObject({ appeared: [], gone: [{ rule: "gpu-pool-tainted" }] });
    expect(breaksAPromise(mends)).toBe(false);
  });

  it("judges both sides by the levels, thresholds and exemptions that it is given", () => {
    const configs = new Map([["gpu-pool-tainted", { level: "advisory" as const, settings: {} }]]);
    const eased = stackDiff(golden, untainted, configs);
    expect(eased.findings.appeared).toMatchObject([{ rule: "gpu-pool-tainted", level: "advisory" }]);
    expect(breaksAPromise(eased)).toBe(false);
    const off = new Map([["gpu-pool-tainted", { level: "disabled" as const, settings: {} }]]);
    expect(stackDiff(untainted, golden, off).findings).toMatchObject({ appeared: [], gone: [] });
  });

  it("says which rules a change takes the ground from", () => {
    const unsurged = changed(({ outputs }) => delete outputs["surge"]);
    const diff = stackDiff(golden, unsurged);
    expect(diff.silenced).toEqual([{ rule: "surge-feasibility", reason: "the stack has no output `surge`" }]);
    expect(diffText(diff, pc.createColors(false))).toContain(
      "Rules that can no longer judge\n  surge-feasibility: the stack has no output",
    );
    expect(diffMarkdown("main", "HEAD", [diff])).toContain(
      "**Can no longer judge**\n\n- `surge-feasibility`: the stack",
    );
    expect(stackDiff(golden, larger).silenced).toEqual([]);
  });

  it("shows what it costs", () => {
    const { costs } = stackDiff(golden, larger);
    const [idle] = costs;
    // Two further D8s_v5 nodes, their disks, and Defender for their vCPUs.
    expect(idle!.after - idle!.before).toBeCloseTo(2 * (0.384 * 730 + 38.01 + 8 * 6.87), 0);
  });

  it("says nothing of money where none changes, and draws it where some does", () => {
    expect(diffMarkdown("main", "HEAD", [stackDiff(golden, golden)])).not.toContain("mermaid");
    expect(diffMarkdown("main", "HEAD", [stackDiff(golden, larger)])).toContain("xychart-beta");
  });

  it("keeps a comment under GitHub's limit, whatever changes", () => {
    const huge = changed(({ resources }) => {
      for (const one of resources)
        one.inputs = {
          ...one.inputs,
          note: "x".repeat(5000),
          ...Object.fromEntries([...Array(200).keys()].map((n) => [`p${n}`, n])),
        };
    });
    const text = diffMarkdown("main", "HEAD", [stackDiff(golden, huge), stackDiff(golden, huge)]);
    expect(text.length).toBeLessThanOrEqual(65_000);
    expect(text.startsWith(COMMENT_MARK)).toBe(true);
  });

  it("says in the comment what kept it from comparing, as text that cannot become markup", () => {
    const text = failureMarkdown("HEAD, stack dev: ```\n@everyone");
    expect(text).toBe(
      `${COMMENT_MARK}\n## Breakwater: nothing to compare\n\n\`\`\`\`text\nHEAD, stack dev: \`\`\`\n@everyone\n\`\`\`\`\n`,
    );
    expect(failureMarkdown("x".repeat(100_000)).length).toBeLessThan(5000);
  });

  it("lets no name become markup, a mention or the end of a comment", () => {
    const name = "--> @everyone </details> `code` ```";
    const text = diffMarkdown("main", "HEAD", [
      stackDiff(plan(), plan(resource("kubernetes:core/v1:ConfigMap", name, {}))),
    ]);
    const line = text.split("\n").find((one) => one.startsWith("- add ConfigMap"))!;
    expect(line).toBe(`- add ConfigMap \`\`\`\` ${name} \`\`\`\``);
  });
});
