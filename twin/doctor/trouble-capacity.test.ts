import { smallPlan } from "./fixtures/plan";
import { changed, doctor, encrypted, subscription, usage } from "./fixtures/prod-stack";
import { recording } from "./fixtures/recorded-run";
import { testTroubles } from "./fixtures/trouble";

/*
 * What the subscription has of what the stack asks for: quota, sizes, zones, versions and names.
 */

interface Named {
  name: string;
}
const sku = (name: string, change: object) =>
  changed<Named[]>("vm-list-skus", (list) =>
    Object.assign(
      list.find((named) => named.name === name)!,
      change,
    ),
  ); /** The Plan with its GPU pool in one zone. */
const withGpuZone = (zone: string) => {
  const plan = smallPlan();
  plan.resources.find(({ name }) => name === "gpu1")!.inputs.availabilityZones = [zone];
  return plan;
};
const a100 = "Standard_NC24ads_A100_v4";
const quotaScope = `/subscriptions/${subscription}/providers/Microsoft.Compute/locations/koreacentral`;

testTroubles({
  "no GPU quota": {
    answers: { "az vm list-usage": usage("StandardNCADSA100v4Family", "0") },
    check: "quota",
    level: "problem",
    what: /Standard NCADS_A100_v4 Family vCPUs .*the quota is 0; the stack needs 72 vCPUs for gpu1 3 × Standard_NC24ads_A100_v4/,
    mend: `az quota update --resource-name StandardNCADSA100v4Family --limit-object value=72 --resource-type dedicated --scope ${quotaScope}`,
  },
  "too little quota": {
    answers: { "az vm list-usage": usage("standardDSv5Family", "100") },
    check: "quota",
    level: "problem",
    // 3 × 4 for the system pool and 20 × 8 for the CPU pool, and seven nodes more while it is upgraded.
    what: /the quota is 100; the stack needs 172 vCPUs for system1 3 × Standard_D4s_v5, cpu1 20 × Standard_D8s_v5/,
    mend: `az quota update --resource-name standardDSv5Family --limit-object value=232 --resource-type dedicated --scope ${quotaScope}`,
  },
  "quota that others use": {
    answers: { "az vm list-usage": usage("StandardNCADSA100v4Family", "96", "48") },
    check: "quota",
    level: "problem",
    what: /of 96 vCPUs 48 are in use by others; the stack needs 72/,
    mend: `az quota update --resource-name StandardNCADSA100v4Family --limit-object value=72 --resource-type dedicated --scope ${quotaScope}`,
  },
  "quota without room for an upgrade": {
    answers: { "az vm list-usage": usage("standardDSv5Family", "200") },
    check: "quota",
    level: "warning",
    what: /200 vCPUs do for 172 .*but not for the 60 more of an upgrade/,
    mend: `az quota update --resource-name standardDSv5Family --limit-object value=232 --resource-type dedicated --scope ${quotaScope}`,
  },
  "settings that reckon with more than Azure grants": {
    answers: { "az vm list-usage": usage("standardDSv5Family", "235") },
    check: "quota",
    level: "warning",
    what: /the quota is 235, but the stack's setting `quotas` reckons with 240/,
    mend: `pulumi config set quotas '{"standardDSv5Family":235,"StandardNCADSA100v4Family":72}' --stack prod`,
  },
  "a size that the region does not have": {
    answers: { "az vm list-skus": changed<Named[]>("vm-list-skus", (list) => list.splice(2, 1)) },
    check: "vm-sizes",
    level: "problem",
    what: /koreacentral does not have Standard_NC24ads_A100_v4 for pool gpu1/,
    mend: `az vm list-skus --size ${a100} --query "[].locations[0]" --output tsv`,
  },
  "a size that is kept from the subscription": {
    answers: {
      "az vm list-skus": sku(a100, {
        restrictions: [
          {
            reasonCode: "NotAvailableForSubscription",
            restrictionInfo: { locations: ["koreacentral"] },
            type: "Location",
            values: ["koreacentral"],
          },
        ],
      }),
    },
    check: "vm-sizes",
    level: "problem",
    what: /for pool gpu1, but not for this subscription \(NotAvailableForSubscription\)/,
    mend: `az vm list-skus --size ${a100} --query "[].locations[0]" --output tsv`,
  },
  "a size that a zone does not have": {
    answers: {
      "az vm list-skus": sku("Standard_D8s_v5", {
        restrictions: [
          {
            reasonCode: "NotAvailableForSubscription",
            restrictionInfo: { locations: ["koreacentral"], zones: ["3"] },
            type: "Zone",
            values: ["koreacentral"],
          },
        ],
      }),
    },
    check: "vm-sizes",
    level: "problem",
    what: /koreacentral does not have Standard_D8s_v5 in zone 3 for pool cpu1; it has it in zones 1, 2\.$/,
    mend: `pulumi config set zones '["1","2"]' --stack prod`,
  },
  "GPUs that a zone does not have": {
    plan: withGpuZone("3"),
    check: "vm-sizes",
    level: "problem",
    what: /koreacentral does not have Standard_NC24ads_A100_v4 in zone 3 for pool gpu1; it has it in zones 1, 2\. The setting is pools\.gpu\.zones/,
    mend: "npx breakwater plan --stack prod",
  },
  "encryption at host on a size that has none": {
    answers: { "az vm list-skus": sku("Standard_D8s_v5", { capabilities: [{ name: "vCPUs", value: "8" }] }) },
    plan: encrypted(),
    check: "vm-sizes",
    level: "problem",
    what: /Pool cpu1 asks for encryption at host, which Standard_D8s_v5 does not have/,
  },
  "a region that is none": {
    answers: {
      "az account list-locations": changed<Named[]>("account-list-locations", (list) => list.shift()),
    },
    check: "region",
    level: "problem",
    what: /koreacentral is no region of the subscription\. It has koreasouth/,
    mend: "pulumi config set location koreasouth --stack prod",
  },
  "a Kubernetes version that is not offered": {
    answers: {
      "az aks get-versions": changed<{ values: object[] }>("aks-get-versions", ({ values }) => values.splice(0, 2)),
    },
    check: "kubernetes-version",
    level: "problem",
    what: /AKS does not offer Kubernetes 1\.35 in koreacentral; it offers 1\.34\.$/,
    mend: "pulumi config set kubernetesVersion 1.34 --stack prod",
  },
  "a Kubernetes version with long-term support only": {
    answers: {
      "az aks get-versions": changed<{ values: { capabilities: object }[] }>("aks-get-versions", ({ values }) => {
        values[1]!.capabilities = { supportPlan: ["AKSLongTermSupport"] };
      }),
    },
    check: "kubernetes-version",
    level: "problem",
    what: /1\.35 has long-term support only in koreacentral, which takes the tier Premium; the stack has Standard/,
    mend: "pulumi config set kubernetesVersion 1.34 --stack prod",
  },
  "a resource group of somebody else": {
    answers: { "az group list": recording("group-list") },
    check: "resource-groups",
    level: "problem",
    what: /rg-breakwater-prod exists already \(in koreacentral\) and is not in this stack's state/,
    mend: `pulumi import azure-native:resources:ResourceGroup breakwater /subscriptions/${subscription}/resourceGroups/rg-breakwater-prod --stack prod`,
  },
  "a deleted vault that keeps the name": {
    answers: {
      "pulumi stack export": recording("pulumi-stack-export"),
      "az keyvault list-deleted": recording("keyvault-list-deleted"),
    },
    check: "deleted-vaults",
    level: "problem",
    what: /kv-bw-prod-x4k2m9 is deleted and keeps its name until 2026-08-02/,
    // It is protected from a purge.
    mend: "az keyvault recover --name kv-bw-prod-x4k2m9 --location koreacentral",
  },
  "a deleted vault of an earlier deployment": {
    answers: {
      "az keyvault list-deleted": changed<{ properties: object }[]>("keyvault-list-deleted", ([vault]) => {
        Object.assign(vault!.properties, { purgeProtectionEnabled: null });
      }),
    },
    check: "deleted-vaults",
    level: "warning",
    what: /kv-bw-prod-x4k2m9 of an earlier deployment is deleted, and its secrets stay until 2026-08-02/,
    mend: "az keyvault purge --name kv-bw-prod-x4k2m9 --location koreacentral",
  },
  "a registry name that is taken": {
    answers: {
      "pulumi stack export": recording("pulumi-stack-export"),
      "az acr check-name": recording("acr-check-name"),
    },
    check: "global-names",
    level: "problem",
    what: /container registry name crbreakwaterprodx4k2m9 is taken: The registry crbreakwaterprodx4k2m9 is already in use\./,
    mend: "pulumi state taint 'urn:pulumi:prod::breakwater::random:index/randomString:RandomString::suffix' --stack prod",
  },
});

test("is told once: the other checks stay fine", async () => {
  const report = await doctor({ "az vm list-usage": usage("StandardNCADSA100v4Family", "0") });
  expect(report.findings.filter(({ level }) => level !== "ok")).toHaveLength(1);
  expect(report.counts).toMatchObject({ problem: 1, warning: 0, unseen: 0 });
});
