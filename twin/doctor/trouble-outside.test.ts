import { firstUpAnswers, firstUpPlan, inputsOf, ofFirstUp, state } from "./fixtures/first-up-plan";
import { resource } from "./fixtures/plan";
import { doctor, subscription } from "./fixtures/prod-stack";
import { recording } from "./fixtures/recorded-run";
import { testTroubles } from "./fixtures/trouble";

/*
 * What is outside of the stack: doors that are closed to this machine, alerts that nobody gets, a budget's month, Defender's plans, another cloud.
 */

const registryUp = state([
  { urn: "suffix", outputs: { result: "x4k2m9" } },
  { urn: "registry", outputs: { loginServer: "crbreakwaterprodx4k2m9.azurecr.io" } },
]);

testTroubles(
  ofFirstUp({
    "a registry that will take no push from here": {
      check: "reachability",
      level: "warning",
      what: /container registry crbreakwaterprodabc123 will take requests from its virtual network only, by the Plan; `scripts\/push.sh`/,
      mend: `pulumi config set operatorIpRanges '["<your public address>"]' --stack prod`,
    },
    "a registry that lets in others": {
      plan: firstUpPlan((plan) => {
        const networkRuleSet = {
          defaultAction: "Deny",
          ipRules: [{ action: "Allow", iPAddressOrRange: "203.0.113.7" }],
        };
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
  }),
);

test("has of all these nothing to say where all is well, but that the doors are closed", async () => {
  const report = await doctor(firstUpAnswers, {}, firstUpPlan());
  expect(report.findings.filter(({ level, check }) => level !== "ok" && check !== "reachability")).toEqual([]);
  expect(report.counts).toMatchObject({ problem: 0, unseen: 0 });
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
