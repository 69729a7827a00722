import { firstUpAnswers, firstUpPlan, inputsOf, ofFirstUp, state } from "./fixtures/first-up-plan";
import { group, resource } from "./fixtures/plan";
import { doctor, subscription } from "./fixtures/prod-stack";
import { failed } from "./fixtures/recorded-run";
import { testTroubles } from "./fixtures/trouble";

/*
 * What stands in the way of a first `up`, or of the next: names that are kept, what exists already, operations of a killed run, locks, a deployer without his group.
 */

const real = group.replace("00000000-0000-0000-0000-000000000000", subscription);
const rg = "rg-breakwater-prod";

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

testTroubles(
  ofFirstUp({
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
  }),
);

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
