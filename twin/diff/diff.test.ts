import type { Json, JsonObject, Plan, PlanResource } from "@breakwater/plan-views";
import { commentMark, diffMarkdown, failureMarkdown } from "./markdown";
import { planChanges } from "./plan-changes";
import { becomingOf } from "./replacement";
import { stackDiff } from "./stack-diff";

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
const cluster = (count: number) =>
  resource("azure-native:containerservice:ManagedCluster", "aks", { agentPoolProfiles: [{ name: "system1", count }] });
const shop = (inputs: object) =>
  resource("kubernetes:apps/v1:Deployment", "shop", { metadata: { name: "shop", namespace: "p" }, ...inputs });
const told = (base: Plan, head: Plan) =>
  planChanges(base, head).map(({ action, name, dangerous }) => `${action} ${name}${dangerous ? " (danger)" : ""}`);

describe("planChanges", () => {
  test.each<[string, Plan, Plan, string[]]>([
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
      "the nodes with which a pool would be made, where the autoscaler has them",
      plan(pool({ enableAutoScaling: true, count: 1 })),
      plan(pool({ enableAutoScaling: true, count: 2 })),
      [],
    ],
    ["nodes that nobody scales", plan(pool({ count: 1 })), plan(pool({ count: 2 })), ["update gpu"]],
    ["the nodes with which a cluster's own pool would be made", plan(cluster(1)), plan(cluster(3)), []],
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

  test("names each property, and which of them replaces the resource", () => {
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

describe("becomingOf", () => {
  const tree = (path: string, value: Json): JsonObject =>
    withinPath(path).reduceRight<Json>((inner, step) => ({ [step]: inner }), value) as JsonObject;
  const withinPath = (path: string): string[] => path.split(/[.[\]]+/).filter((step) => step !== "");

  test.each<[string, string[], string[]]>([
    ["azure-native:keyvault:Vault", ["vaultName", "tags.a"], ["vaultName"]],
    ["azure-native:keyvault:Vault", ["resourceGroupName"], ["resourceGroupName"]],
    ["azure-native:servicebus:Namespace", ["tags"], []],
    ["kubernetes:core/v1:Service", ["metadata.namespace"], ["metadata.namespace"]],
    ["kubernetes:core/v1:Service", ["metadata.labels.name"], []],
    ["kubernetes:apps/v1:StatefulSet", ["spec.volumeClaimTemplates[0].spec"], ["spec.volumeClaimTemplates[0].spec"]],
    ["kubernetes:apps/v1:Deployment", ["spec.selectorless"], []],
    ["random:index/randomString:RandomString", ["length"], []],
  ])("of %s %j: %j", (type, changed, replacing) => {
    const [before, after] = ["old", "new"].map((value) =>
      Object.assign({}, ...changed.map((path) => tree(path, value))),
    );
    expect(becomingOf(type, before, after, changed)).toMatchObject({ replacedBy: replacing, refused: [] });
  });

  test("a path that the program ignores decides nothing", () => {
    const inputs = { vaultName: "kv" };
    expect(becomingOf("azure-native:keyvault:Vault", inputs, { vaultName: "kv2" }, [])).toMatchObject({
      replacedBy: [],
    });
  });
});

describe("the comment", () => {
  test("says in the comment what kept it from comparing, as text that cannot become markup", () => {
    const text = failureMarkdown("HEAD, stack dev: ```\n@everyone");
    expect(text).toBe(
      `${commentMark}\n## Breakwater: nothing to compare\n\n\`\`\`\`text\nHEAD, stack dev: \`\`\`\n@everyone\n\`\`\`\`\n`,
    );
    expect(failureMarkdown("x".repeat(100_000)).length).toBeLessThan(5000);
  });

  test("lets no name become markup, a mention or the end of a comment", () => {
    const name = "--> @everyone </details> `code` ```";
    const text = diffMarkdown("main", "HEAD", [
      stackDiff(plan(), plan(resource("kubernetes:core/v1:ConfigMap", name, {}))),
    ]);
    const line = text.split("\n").find((row) => row.startsWith("- add ConfigMap"))!;
    expect(line).toBe(`- add ConfigMap \`\`\`\` ${name} \`\`\`\``);
  });
});
