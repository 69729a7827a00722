import pc from "picocolors";
import type { JsonObject, Plan, PlanResource } from "@breakwater/plan-views";
import { rehearse } from "../deployment";
import { diffMarkdown } from "./markdown";
import { planChanges } from "./plan-changes";
import { breaksAPromise, stackDiff } from "./stack-diff";
import { diffText } from "./text";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop";
const azure = (type: string, name: string, inputs: JsonObject, changes: Partial<PlanResource> = {}): PlanResource => ({
  urn: `urn:pulumi:prod::p::azure-native:${type}::${name}`,
  type: `azure-native:${type}`,
  name,
  custom: true,
  dependencies: [],
  inputs: { resourceGroupName: "rg-shop", ...inputs },
  outputs: {},
  options: {},
  ...changes,
});
const plan = (...resources: PlanResource[]): Plan => ({
  version: 1,
  project: "p",
  stack: "prod",
  resources: [azure("resources:ResourceGroup", "group", { location: "koreacentral" }), ...resources],
  outputs: {},
});
const registry = (sku: string) =>
  azure("containerregistry:Registry", "registry", {
    registryName: "crshop",
    sku: { name: sku },
    zoneRedundancy: "Enabled",
  });
const workspace = (inputs: JsonObject = {}) =>
  azure("operationalinsights:Workspace", "logs", { workspaceName: "log-shop", location: "koreacentral", ...inputs });
const pool = (inputs: JsonObject) =>
  azure("containerservice:AgentPool", "cpu", {
    resourceName: "aks-shop",
    agentPoolName: "cpu1",
    vmSize: "Standard_D4s_v5",
    ...inputs,
  });
const [base, head] = [plan(registry("Premium")), plan(registry("Standard"))];
const lines = (text: string): string[] => text.split("\n");

describe("a change that Azure refuses", () => {
  test("is no update: a terminal shows it with the reason, the way round and the source", () => {
    const shown = lines(diffText(stackDiff(base, head), pc.createColors(false)));
    expect(shown[0]).toBe("stack prod: 1 refused, 0 added, 0 changed, 0 replaced, 0 deleted; 1 unchanged");
    expect(shown.slice(2, 8)).toEqual([
      "Refused: up would stop",
      "  ✗ refuse Registry registry",
      '      sku.name: "Premium" → "Standard"',
      expect.stringMatching(/^ {6}SkuNotSupported: sku\.name: zone redundancy, .* are Premium's alone/),
      expect.stringMatching(/^ {6}→ Stay with Premium/),
      "      https://github.com/hashicorp/terraform-provider-azurerm/issues/31188",
    ]);
  });

  test("stands in the caution of a pull request", () => {
    const text = diffMarkdown("main", "HEAD", [stackDiff(base, head)]);
    const caution = lines(text).filter((line) => line.startsWith("> "));
    expect(caution).toEqual([
      "> [!CAUTION]",
      "> **refused**: Registry `registry`",
      expect.stringMatching(/^> - `SkuNotSupported`: `sku.name`: .*Stay with Premium.* \(\[source\]\(https:/),
    ]);
    expect(text).not.toContain("change Registry");
  });

  test("breaks a promise, and is data for a machine", () => {
    const diff = stackDiff(base, head);
    expect(breaksAPromise(diff)).toBe(true);
    expect(breaksAPromise(stackDiff(base, base))).toBe(false);
    expect(diff.changes).toMatchObject([
      { action: "refuse", refused: [{ path: "sku.name", code: "SkuNotSupported", way: expect.any(String) as string }] },
    ]);
  });

  test("is told before what is dangerous", () => {
    const before = plan(registry("Premium"), pool({}));
    const after = plan(registry("Standard"), pool({ vmSize: "Standard_D8s_v5" }));
    expect(planChanges(before, after).map(({ action, dangerous }) => [action, dangerous])).toEqual([
      ["refuse", false],
      ["replace", true],
    ]);
  });

  test("can be one of no property: what a lock or protection holds, over what the stack has", async () => {
    const vault = azure(
      "keyvault:Vault",
      "vault",
      {
        vaultName: "kv-shop",
        properties: {
          tenantId: "11111111-1111-1111-1111-111111111111",
          sku: { family: "A", name: "standard" },
          enableRbacAuthorization: true,
        },
      },
      { outputs: { id: `${group}/providers/Microsoft.KeyVault/vaults/kv-shop` } },
    );
    const lock = azure("authorization:ManagementLockByScope", "keep", {
      scope: String(vault.outputs.id),
      lockName: "keep",
      level: "CanNotDelete",
    });
    const { refusals } = await rehearse(plan(vault, lock), plan(lock));
    expect(planChanges(plan(vault, lock), plan(lock), refusals)).toMatchObject([
      { action: "refuse", name: "vault", refused: [{ code: "ScopeLocked" }] },
    ]);
  });
});

describe("a replacement", () => {
  test("under the same name says that the old one goes first", () => {
    const diff = stackDiff(plan(pool({})), plan(pool({ vmSize: "Standard_D8s_v5" })));
    const said = "under the same name: it is deleted before the new one is made";
    expect(diffText(diff, pc.createColors(false))).toContain(`± replace AgentPool cpu  (${said})`);
    expect(diffMarkdown("main", "HEAD", [diff])).toContain(`because \`vmSize\` cannot be changed; ${said}`);
  });

  test("under another name does not", () => {
    const diff = stackDiff(plan(pool({})), plan(pool({ vmSize: "Standard_D8s_v5", agentPoolName: "cpu2" })));
    expect(diffText(diff, pc.createColors(false))).not.toContain("under the same name");
  });

  test("of what keeps its name is refused", () => {
    expect(planChanges(plan(workspace()), plan(workspace({ location: "westeurope" })))).toMatchObject([
      { action: "refuse", refused: [{ path: "location", code: "Conflict" }] },
    ]);
  });
});

test("what stays where it is when it leaves the stack is no loss, and said to stay", () => {
  const vault = azure("keyvault:Vault", "vault", { vaultName: "kv-shop" }, { options: { retainOnDelete: true } });
  const diff = stackDiff(plan(vault), plan());
  expect(diff.changes).toMatchObject([{ action: "delete", dangerous: false, stays: true }]);
  const said = "it leaves the stack and stays where it is";
  expect(diffText(diff, pc.createColors(false))).toContain(`- delete Vault vault  (${said})`);
  expect(diffMarkdown("main", "HEAD", [diff])).toContain(`**delete** Vault \`vault\`: ${said}`);
});

test("a change of a type that nobody has looked at says so, and is not refused", async () => {
  const disk = (diskSizeGB: number) => azure("compute:Disk", "disk", { diskName: "disk", diskSizeGB });
  const { refusals } = await rehearse(plan(disk(8)), plan(disk(16)));
  const diff = stackDiff(plan(disk(8)), plan(disk(16)), undefined, refusals);
  expect(diff.changes).toMatchObject([{ action: "update", refused: [] }]);
  const said =
    "what Azure makes of a change of azure-native:compute:Disk is not known here: this change was not judged";
  expect(diffText(diff, pc.createColors(false))).toContain(said);
  expect(diffMarkdown("main", "HEAD", [diff])).toContain(said);
});
