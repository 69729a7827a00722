import { firstUpAnswers, firstUpPlan, inputsOf } from "./fixtures/first-up-plan";
import { group, resource } from "./fixtures/plan";
import { doctor, subscription } from "./fixtures/prod-stack";
import { failed, happy, type Recorded, recording } from "./fixtures/recorded-run";
import { type Trouble, testTroubles } from "./fixtures/trouble";

/*
 * What a first `up`, and what comes after it, meets beside sizes and quotas: names that are kept, what exists already, locks, closed doors, alerts that nobody
 * gets.
 */

const real = group.replace("00000000-0000-0000-0000-000000000000", subscription);
const rg = "rg-breakwater-prod";

/** A state in which these resources are, by name of the Plan's resource or by URN. */
function state(resources: object[], pending: object[] = []): string {
  const urn = (name: string) => firstUpPlan().resources.find((candidate) => candidate.name === name)?.urn ?? name;
  return JSON.stringify({
    version: 3,
    deployment: {
      resources: [
        ...resources.map((held) => ({ custom: true, outputs: {}, ...held, urn: urn((held as { urn: string }).urn) })),
      ],
      pending_operations: pending,
    },
  });
}
const vaultId = `${real}/providers/Microsoft.KeyVault/vaults/kv-bw-prod-x4k2m9`;
const withVault = state([
  { urn: "suffix", outputs: { result: "x4k2m9" } },
  {
    urn: "vault",
    id: vaultId,
    outputs: { id: vaultId, properties: { vaultUri: "https://kv-bw-prod-x4k2m9.vault.azure.net/" } },
  },
]);
const gone = (more: object = {}) =>
  state([
    { urn: "breakwater" },
    {
      urn: "urn:pulumi:prod::breakwater::azure-native:network:NatGateway::nat",
      id: `${real}/providers/Microsoft.Network/natGateways/nat`,
      ...more,
    },
  ]);
const lock = (scope: string) =>
  JSON.stringify([
    { id: `${scope}/providers/Microsoft.Authorization/locks/keep`, name: "keep", level: "CanNotDelete" },
  ]);
const withGroup = (type: string) =>
  firstUpPlan(({ resources }) =>
    resources.push(
      resource(
        "azure-native:authorization:RoleAssignment",
        "deployers",
        { principalId: "g-1", principalType: type },
        {},
      ),
    ),
  );
const member = (value: boolean) => ({
  "az ad signed-in-user show": '{ "id": "u-1" }',
  "az ad group member check": JSON.stringify({ value }),
});
const registryUp = state([
  { urn: "suffix", outputs: { result: "x4k2m9" } },
  { urn: "registry", outputs: { loginServer: "crbreakwaterprodx4k2m9.azurecr.io" } },
]);

const troubles: Record<string, Omit<Trouble, "plan"> & { plan?: Trouble["plan"] }> = {
  "a deleted workspace that keeps the name": {
    answers: {
      "az monitor log-analytics workspace list-deleted-workspaces": JSON.stringify([
        {
          name: "log-breakwater-prod",
          id: `${real}/providers/Microsoft.OperationalInsights/workspaces/log-breakwater-prod`,
          modifiedDate: "2026-11-25T08:00:00Z",
        },
      ]),
    },
    check: "deleted-workspaces",
    level: "problem",
    what: /log-breakwater-prod is deleted and keeps its name until 2026-12-09 at the latest/,
    mend: `az monitor log-analytics workspace recover --resource-group ${rg} --workspace-name log-breakwater-prod`,
  },
  "deleted workspaces that may not be seen": {
    answers: {
      "az monitor log-analytics workspace list-deleted-workspaces": failed("ERROR: (AuthorizationFailed) no"),
    },
    check: "deleted-workspaces",
    level: "unseen",
    what: /^deleted Log Analytics workspaces: az monitor log-analytics workspace list-deleted-workspaces failed/,
  },
  "a resource that exists already": {
    answers: {
      "az resource list": JSON.stringify([{ id: `${real}/providers/Microsoft.Insights/actiongroups/AG-prod` }]),
    },
    check: "existing",
    level: "problem",
    what: /actiongroups\/AG-prod exists already and is not in this stack's state/,
    mend: `pulumi import azure-native:monitor:ActionGroup alerts ${real}/providers/Microsoft.Insights/actiongroups/AG-prod --stack prod`,
  },
  "a group that is not empty": {
    answers: { "az resource list": JSON.stringify([{ id: `${real}/providers/Microsoft.Web/sites/shop` }]) },
    check: "existing",
    level: "warning",
    what: /rg-breakwater-prod has 1 resources already: sites\/shop/,
    mend: `az resource list --resource-group ${rg} --output table`,
  },
  "a secret that is in the vault already": {
    answers: {
      "pulumi stack export": withVault,
      [`az rest --method get --url ${vaultId}/secrets`]: JSON.stringify({
        value: [{ name: "gateway-api-key", id: `${vaultId}/secrets/gateway-api-key` }],
      }),
    },
    check: "vault-secrets",
    level: "problem",
    what: /gateway-api-key is in the vault kv-bw-prod-x4k2m9 and not in the stack's state/,
    mend: `pulumi import azure-native:keyvault:Secret api-key ${vaultId}/secrets/gateway-api-key --stack prod`,
  },
  "secrets that may not be seen": {
    answers: { "pulumi stack export": withVault, "az rest --method get": failed("ERROR: Forbidden") },
    check: "vault-secrets",
    level: "unseen",
    what: /^secrets of the vault kv-bw-prod-x4k2m9: az rest failed: Forbidden/,
  },
  "operations that a killed run has left": {
    answers: {
      "pulumi stack export": state([], [{ type: "creating", resource: { urn: firstUpPlan().resources[2]!.urn } }]),
    },
    check: "pending",
    level: "problem",
    what: /left 1 operations in the state: creating azure-native:containerservice:ManagedCluster::aks/,
    mend: "pulumi refresh --stack prod",
  },
  "a state that cannot be seen": {
    answers: { "pulumi stack export": { kind: "slow", seconds: 90 } },
    check: "pending",
    level: "unseen",
    what: /^operations that a run has left behind: pulumi stack export had not answered/,
  },
  "a lock on what is to be deleted": {
    answers: { "pulumi stack export": gone(), "az lock list": lock(real) },
    check: "removals",
    level: "problem",
    what: /nat \(natGateways\/nat\) is no longer in the Plan, and the lock keep \(CanNotDelete\) keeps it/,
    mend: `az lock delete --ids ${real}/providers/Microsoft.Authorization/locks/keep`,
  },
  "protection of what is to be deleted": {
    answers: { "pulumi stack export": gone({ protect: true }) },
    check: "removals",
    level: "problem",
    what: /nat \(natGateways\/nat\) is no longer in the Plan and is protected/,
    mend: "pulumi state unprotect 'urn:pulumi:prod::breakwater::azure-native:network:NatGateway::nat' --stack prod",
  },
  "locks that may not be seen": {
    answers: { "pulumi stack export": gone(), "az lock list": failed("ERROR: (AuthorizationFailed) no") },
    check: "removals",
    level: "unseen",
    what: /^locks on what is to be deleted: az lock list failed/,
  },
  "a deployer who is not in the group": {
    plan: withGroup("Group"),
    answers: member(false),
    check: "deployers",
    level: "problem",
    what: /ada@shop.example is not in the group g-1/,
    mend: "az ad group member add --group g-1 --member-id u-1",
  },
  "a directory that may not be read": {
    plan: withGroup("Group"),
    answers: { ...member(true), "az ad signed-in-user show": failed("ERROR: Insufficient privileges") },
    check: "deployers",
    level: "unseen",
    what: /^membership in the group of deployers: az ad signed-in-user show failed/,
  },
  "a registry that will take no push from here": {
    check: "reachability",
    level: "warning",
    what: /container registry crbreakwaterprodabc123 will take requests from its virtual network only, by the Plan; `scripts\/push.sh`/,
    mend: `pulumi config set operatorIpRanges '["<your public address>"]' --stack prod`,
  },
  "a registry that lets in others": {
    plan: firstUpPlan((plan) => {
      const networkRuleSet = { defaultAction: "Deny", ipRules: [{ action: "Allow", iPAddressOrRange: "203.0.113.7" }] };
      Object.assign(inputsOf(plan, "registry"), { publicNetworkAccess: "Enabled", networkRuleSet });
    }),
    check: "reachability",
    level: "unseen",
    what: /whether this machine may reach the container registry .*from 203\.0\.113\.7 alone/,
  },
  "a private API server": {
    plan: firstUpPlan((plan) => {
      inputsOf(plan, "aks").apiServerAccessProfile = { enablePrivateCluster: true };
    }),
    check: "reachability",
    level: "warning",
    what: /API server aks will take requests from its virtual network only.*Run Pulumi on a machine in that network/,
    mend: "pulumi config set privateApiServer false --stack prod",
  },
  "a registry that refuses this machine's address": {
    answers: { "pulumi stack export": registryUp },
    probe: () =>
      Promise.resolve({
        kind: "answered",
        status: 403,
        body: `"client with IP '198.51.100.9' is not allowed access."`,
      }),
    check: "reachability",
    level: "problem",
    what: /container registry crbreakwaterprodx4k2m9 refuses this machine's address 198\.51\.100\.9/,
    mend: `pulumi config set operatorIpRanges '["198.51.100.9"]' --stack prod`,
  },
  "a registry that does not answer": {
    answers: { "pulumi stack export": registryUp },
    probe: () => Promise.resolve({ kind: "silent", why: "ENOTFOUND" }),
    check: "reachability",
    level: "problem",
    what: /did not answer this machine \(https:\/\/crbreakwaterprodx4k2m9\.azurecr\.io\/v2\/: ENOTFOUND\)/,
    mend: `pulumi config set operatorIpRanges '["<your public address>"]' --stack prod`,
  },
  "alerts that only groups would get": {
    answers: {
      "az role assignment list --role Owner": JSON.stringify([
        { principalName: "owners", principalType: "Group", scope: `/subscriptions/${subscription}` },
      ]),
    },
    check: "alert-receivers",
    level: "warning",
    what: /action group ag-prod tells the role Owner only, and no user holds it/,
    mend: `pulumi config set alertEmails '["<address>"]' --stack prod`,
  },
  "a budget that tells nobody": {
    plan: firstUpPlan((plan) => {
      inputsOf(plan, "money").notifications = { actual: { enabled: true, contactEmails: [] } };
    }),
    check: "alert-receivers",
    level: "warning",
    what: /budget prod tells nobody/,
    mend: `pulumi config set budgetEmails '["<address>"]' --stack prod`,
  },
  "an Alertmanager without a receiver": {
    plan: firstUpPlan(({ resources }) =>
      resources.push(
        resource("kubernetes:helm.sh/v3:Release", "monitoring", { chart: "kube-prometheus-stack", values: {} }, {}),
      ),
    ),
    check: "alert-receivers",
    level: "warning",
    what: /Alertmanager of monitoring has no receiver/,
    mend: "pulumi config set alertReceiver slack --stack prod && pulumi config set --secret alertWebhookUrl --stack prod",
  },
  "a budget whose month is over": {
    plan: firstUpPlan((plan) => {
      inputsOf(plan, "money").timePeriod = { startDate: "2026-10-01" };
    }),
    check: "budgets",
    level: "problem",
    what: /budget prod is to begin in 2026-10, which is over: Azure takes 2026-11 or later/,
    mend: "pulumi config rm budgetStart --stack prod",
  },
  "Defender's plans that are off": {
    answers: {
      "az security pricing list": JSON.stringify([
        { name: "Containers", pricingTier: "Free", subPlan: null },
        { name: "KeyVaults", pricingTier: "Standard", subPlan: "PerTransaction" },
      ]),
    },
    check: "defender",
    level: "warning",
    what: /Containers, KeyVaults are off, or of another kind/,
    mend: `az security pricing create --name Containers --tier Standard --extensions name=ContainerSensor isEnabled=True --subscription ${subscription} && az security pricing create --name KeyVaults --tier Standard --subplan PerKeyVault --subscription ${subscription}`,
  },
  "a cloud that is not the public one": {
    answers: { "az account show": recording("account-show").replace("AzureCloud", "AzureUSGovernment") },
    check: "subscription",
    level: "problem",
    what: /az works in the cloud AzureUSGovernment/,
    mend: "az cloud set --name AzureCloud && az login",
  },
};

testTroubles(
  Object.fromEntries(
    Object.entries(troubles).map(([name, trouble]) => [
      name,
      { plan: firstUpPlan(), ...trouble, answers: { ...firstUpAnswers, ...trouble.answers } },
    ]),
  ),
);

test("has of all these nothing to say where all is well, but that the doors are closed", async () => {
  const report = await doctor(firstUpAnswers, {}, firstUpPlan());
  expect(report.findings.filter(({ level, check }) => level !== "ok" && check !== "reachability")).toEqual([]);
  expect(report.counts).toMatchObject({ problem: 0, unseen: 0 });
});

describe.each<[string, Recorded]>([
  ["is not there", { kind: "absent" }],
  ["does not answer", { kind: "slow", seconds: 90 }],
  ["answers no JSON", "<html><body>Sign in to your proxy</body></html>"],
  ["answers in another shape", '{ "surprise": [1] }'],
  ["refuses", failed("ERROR: (AuthorizationFailed) The client does not have authorization.")],
])("a tool that %s", (_, answer) => {
  const levelsOf = async (tools: RegExp) => {
    const failing = Object.keys({ ...happy, ...firstUpAnswers }).filter((command) => tools.test(command));
    const answers = { ...firstUpAnswers, ...Object.fromEntries(failing.map((command) => [command, answer])) };
    const { findings } = await doctor(answers, {}, firstUpPlan());
    return (check: string) => findings.filter((finding) => finding.check === check).map(({ level }) => level);
  };

  test.each([
    ...["roles", "region", "providers", "vm-sizes", "quota", "kubernetes-version", "resource-groups"],
    ...["deleted-vaults", "deleted-workspaces", "existing", "alert-receivers", "defender"],
  ])("leaves %s unseen where it is az", async (check) => {
    expect(new Set((await levelsOf(/^az (?!version|account show)/))(check))).toEqual(new Set(["unseen"]));
  });

  test.each(["deleted-vaults", "existing", "vault-secrets", "pending", "removals"])(
    "leaves %s unseen where it is Pulumi, which knows the state",
    async (check) => {
      const levels = (await levelsOf(/^pulumi stack export/))(check);
      expect([levels.includes("unseen"), levels.includes("problem")]).toEqual([true, false]);
    },
  );

  test("leaves the names that are unique in all of Azure unseen too", async () => {
    expect(new Set((await levelsOf(/^pulumi stack export/))("global-names"))).toEqual(new Set(["unseen"]));
  });
});

test("a service that is there is asked by this machine, by its own address in the state", async () => {
  const asked: string[] = [];
  const report = await doctor({ ...firstUpAnswers, "pulumi stack export": registryUp }, {}, firstUpPlan(), (url) => {
    asked.push(url);
    return Promise.resolve({ kind: "answered", status: 401, body: "" });
  });
  expect(asked).toEqual(["https://crbreakwaterprodx4k2m9.azurecr.io/v2/"]);
  expect(report.findings).toContainEqual({
    check: "reachability",
    level: "ok",
    what: "This machine reaches the container registry crbreakwaterprodx4k2m9.",
  });
});

test("a budget that is there keeps its month, and one whose lock goes with it may go", async () => {
  const nat = `${real}/providers/Microsoft.Network/natGateways/nat`;
  const lockId = `${nat}/providers/Microsoft.Authorization/locks/keep`;
  const both = state([
    { urn: "money" },
    { urn: "urn:pulumi:prod::breakwater::azure-native:network:NatGateway::nat", id: nat },
    { urn: "urn:pulumi:prod::breakwater::azure-native:authorization:ManagementLockByScope::lock", id: lockId },
  ]);
  const plan = firstUpPlan((changed) => {
    inputsOf(changed, "money").timePeriod = { startDate: "2026-01-01" };
  });
  const report = await doctor({ ...firstUpAnswers, "pulumi stack export": both, "az lock list": lock(nat) }, {}, plan);
  expect(
    report.findings.filter(({ check, level }) => ["budgets", "removals"].includes(check) && level !== "ok"),
  ).toEqual([]);
});
