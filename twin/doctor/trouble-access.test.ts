import { smallPlan } from "./fixtures/plan";
import { changed, encrypted, subscription, tenant } from "./fixtures/prod-stack";
import { failed } from "./fixtures/recorded-run";
import { testTroubles } from "./fixtures/trouble";

/*
 * Who is logged in and what they may do; the tools, the state and the stack's file.
 */

const role = (...names: string[]) =>
  changed<object[]>("role-assignment-list", (list) => {
    const [owner] = list;
    list.splice(0, 1, ...names.map((roleDefinitionName) => ({ ...owner, roleDefinitionName })));
  });
/** The Plan with a resource of a provider that nobody knows. */
function withUnknownType() {
  const plan = smallPlan();
  const gadget = { ...plan.resources[0]!, type: "azure-native:contoso:Gadget", name: "gadget" };
  plan.resources.push({ ...gadget, urn: "urn:pulumi:prod::breakwater::azure-native:contoso:Gadget::gadget" });
  return plan;
}
testTroubles({
  "nobody is logged in": {
    answers: { "az account show": failed("ERROR: Please run 'az login' to setup account.\n") },
    check: "subscription",
    level: "problem",
    what: /^Nobody is logged in to Azure\.$/,
    mend: `az login --tenant ${tenant}`,
  },
  "the login has ended": {
    answers: {
      "az group list": failed(
        "ERROR: AADSTS700082: The refresh token has expired due to inactivity. The token was issued on 2026-01-01 and was inactive for 90.00:00:00. Trace ID: 1\nInteractive authentication is needed. Please run:\naz login\n",
      ),
    },
    check: "subscription",
    level: "problem",
    what: /^The login of az has ended: az group list failed: AADSTS700082/,
    mend: `az login --tenant ${tenant}`,
  },
  "the wrong tenant": {
    deployment: { tenantId: "22222222-2222-2222-2222-222222222222" },
    check: "subscription",
    level: "problem",
    what: /the tenant 11111111.*the stack belongs to 22222222/,
    mend: "az login --tenant 22222222-2222-2222-2222-222222222222",
  },
  "the wrong subscription": {
    deployment: { subscriptionId: "bbbbbbbb-0000-0000-0000-00000000000b" },
    check: "subscription",
    level: "problem",
    what: /works on the subscription Shop \(aaaaaaaa.*the stack belongs to bbbbbbbb/,
    mend: "az account set --subscription bbbbbbbb-0000-0000-0000-00000000000b",
  },
  "no subscription named": {
    deployment: { subscriptionId: undefined },
    check: "subscription",
    level: "warning",
    what: /Pulumi\.prod\.yaml names no subscription.*now Shop/,
    mend: `pulumi config set azure-native:subscriptionId ${subscription} --stack prod`,
  },
  "a disabled subscription": {
    answers: { "az account show": changed("account-show", (account) => Object.assign(account!, { state: "Warned" })) },
    check: "subscription",
    level: "problem",
    what: /Shop is Warned, not Enabled/,
    mend: `az account list --query "[?state=='Enabled'].{name:name, id:id}" --output table`,
  },
  "no right to assign roles": {
    answers: { "az role assignment list": role("Contributor") },
    check: "roles",
    level: "problem",
    what: /may not assign roles.*User Access Administrator or Role Based Access Control Administrator; it holds Contributor/,
    mend: `az role assignment create --assignee ada@shop.example --role "Role Based Access Control Administrator" --scope /subscriptions/${subscription}`,
  },
  "no role at all": {
    answers: { "az role assignment list": "[]" },
    check: "roles",
    level: "problem",
    what: /may not make resources.*Owner or Contributor; it holds no role/,
    mend: `az role assignment create --assignee ada@shop.example --role "Contributor" --scope /subscriptions/${subscription}`,
  },
  "an unregistered provider": {
    answers: {
      "az provider list": changed<{ namespace: string; registrationState: string }[]>("provider-list", (list) => {
        list.find(({ namespace }) => namespace === "Microsoft.ContainerService")!.registrationState = "NotRegistered";
      }),
    },
    check: "providers",
    level: "problem",
    what: /Microsoft\.ContainerService is not registered.*for azure-native:containerservice:ManagedCluster/,
    mend: `az provider register --namespace Microsoft.ContainerService --wait --subscription ${subscription}`,
  },
  "a provider that raises quotas": {
    answers: {
      "az provider list": changed<{ namespace: string }[]>("provider-list", (list) => {
        list.splice(
          list.findIndex(({ namespace }) => namespace === "Microsoft.Quota"),
          1,
        );
      }),
    },
    check: "providers",
    level: "warning",
    what: /Microsoft\.Quota is not registered: `az quota update`/,
    mend: `az provider register --namespace Microsoft.Quota --wait --subscription ${subscription}`,
  },
  "a type whose provider is not known": {
    plan: withUnknownType(),
    check: "providers",
    level: "unseen",
    what: /the resource provider of azure-native:contoso:Gadget: it is not known here/,
  },
  "an unregistered feature": {
    answers: {
      "az feature show": changed("feature-show", (it) =>
        Object.assign(it!, { properties: { state: "NotRegistered" } }),
      ),
    },
    plan: encrypted(),
    check: "features",
    level: "problem",
    what: /Microsoft\.Compute\/EncryptionAtHost is not registered\. It is needed for pool "cpu1" \(enableEncryptionAtHost\)/,
    mend: `az feature register --namespace Microsoft.Compute --name EncryptionAtHost --subscription ${subscription} && az provider register --namespace Microsoft.Compute --subscription ${subscription}`,
  },
  "Pulumi without a backend": {
    answers: {
      "pulumi stack export": failed(
        "error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions\n",
        3,
      ),
    },
    check: "backend",
    level: "problem",
    what: /Pulumi is logged in to no backend/,
    mend: "make bootstrap STACK=prod",
  },
  "a stack that is not there yet": {
    answers: { "pulumi stack export": failed("error: no stack named 'prod' found\n", 6) },
    check: "backend",
    level: "warning",
    what: /has no stack prod yet/,
    mend: "make bootstrap STACK=prod",
  },
  "a state on this machine only": {
    answers: { "pulumi whoami": '{ "user": "ada", "url": "file://~" }' },
    check: "backend",
    level: "warning",
    what: /lies on this machine only \(file:\/\/~\)/,
    mend: "make bootstrap STACK=prod",
  },
  "secrets under a shared passphrase": {
    deployment: { secretsProvider: undefined },
    check: "secrets",
    level: "warning",
    what: /names no secrets provider/,
    mend: "make bootstrap STACK=prod",
  },
  "no gateway key": {
    deployment: { hasGatewayKey: false },
    check: "secrets",
    level: "warning",
    what: /has no gateway API key/,
    mend: "pulumi config set --secret gatewayApiKey --stack prod",
  },
  "no az": {
    answers: { az: { kind: "absent" }, "az version": { kind: "absent" }, "az account show": { kind: "absent" } },
    check: "tools",
    level: "problem",
    what: /^az is not on PATH: nothing about the subscription can be seen/,
    mend: "https://learn.microsoft.com/cli/azure/install-azure-cli",
  },
  "an old Node.js": {
    answers: { "node --version": "v20.20.2\n" },
    check: "tools",
    level: "problem",
    what: /^node 20\.20\.2 is older than 22\.13\.0: Pulumi runs the program with the node on the PATH/,
    mend: "https://nodejs.org",
  },
  "an old Pulumi": {
    answers: { "pulumi version": "v3.99.0\n" },
    check: "tools",
    level: "problem",
    what: /^pulumi 3\.99\.0 is older than 3\.\d+\.\d+: the program uses that version of the SDK/,
    mend: "https://www.pulumi.com/docs/iac/download-install/",
  },
  "a kubectl of another age": {
    answers: { "kubectl version": '{ "clientVersion": { "gitVersion": "v1.32.4" } }' },
    check: "tools",
    level: "warning",
    what: /kubectl 1\.32\.4 is more than one minor version away from the cluster's 1\.35/,
    mend: "az aks install-cli --client-version 1.35.0",
  },
  "az that does not answer": {
    answers: { "az vm list-skus": { kind: "slow", seconds: 90 } },
    check: "vm-sizes",
    level: "unseen",
    what: /^VM sizes of the region: az vm list-skus had not answered after 90 s$/,
  },
  "az that answers something else": {
    answers: { "az vm list-usage": "<html><body>Sign in to your proxy</body></html>" },
    check: "quota",
    level: "unseen",
    what: /^vCPU quota: az vm list-usage answered something that is no JSON$/,
  },
  "az that answers in another shape": {
    answers: { "az vm list-usage": '[{ "name": "cores", "limit": 10 }]' },
    check: "quota",
    level: "unseen",
    what: /^vCPU quota: az vm list-usage answered in another shape than known: 0\.name$/,
  },
  "az that refuses": {
    answers: {
      "az keyvault list-deleted": failed(
        "ERROR: (AuthorizationFailed) The client 'ada@shop.example' does not have authorization to perform action 'Microsoft.KeyVault/deletedVaults/read'.\nCode: AuthorizationFailed\n",
      ),
    },
    check: "deleted-vaults",
    level: "unseen",
    what: /^deleted key vaults: az keyvault list-deleted failed: \(AuthorizationFailed\) The client/,
  },
});
