import type { Properties, Resource } from "@breakwater/plan-views";
import { judgesAs } from "../../testing/judged";
import { deployment, resource } from "../../testing/resources";
import { clusterLocalAccountsOff } from "./cluster-local-accounts-off";
import { federatedSubjectExists } from "./federated-subject-exists";
import { noClientSecret } from "./no-client-secret";
import { registryNoAdmin } from "./registry-no-admin";
import { vaultPurgeProtection } from "./vault-purge-protection";
import { vaultRbac } from "./vault-rbac";

const inProd = (original: Resource) => ({
  ...original,
  urn: original.urn.replace("urn:pulumi:test", "urn:pulumi:prod"),
});
const cluster = (props: Properties = {}) =>
  resource("azure-native:containerservice:ManagedCluster", "aks", {
    disableLocalAccounts: true,
    aadProfile: { managed: true, enableAzureRBAC: true },
    ...props,
  });
const env = (...variables: Properties[]) => deployment({}, { env: variables });

const secretStore = (azurekv: Properties, kind = "ClusterSecretStore") =>
  resource(`kubernetes:external-secrets.io/v1:${kind}`, "store", { spec: { provider: { azurekv } } });

judgesAs(noClientSecret, [
  ["a cluster of a managed identity", [cluster({ servicePrincipalProfile: { clientId: "msi" } })], []],
  ["a pod with a token of its own", [env({ name: "AZURE_CLIENT_ID", value: "1" })], []],
  [
    "a password of an application",
    [resource("azuread:index/applicationPassword:ApplicationPassword", "ci", {})],
    ['"ci" makes a client secret'],
  ],
  [
    "a cluster of a service principal",
    [cluster({ servicePrincipalProfile: { clientId: "app" } })],
    ["service principal app"],
  ],
  ["a pod that is given one", [env({ name: "AZURE_CLIENT_SECRET", valueFrom: {} })], ["is given AZURE_CLIENT_SECRET"]],
  ["a secret store by Workload Identity", [secretStore({ authType: "WorkloadIdentity" })], []],
  ["a secret store of another cloud", [resource("kubernetes:external-secrets.io/v1:SecretStore", "aws", {})], []],
  ["a secret store by a service principal", [secretStore({ authType: "ServicePrincipal" })], ['Secret store "store"']],
  ["a secret store that does not say", [secretStore({}, "SecretStore")], ["signs in as a service principal"]],
  [
    "an init container too",
    [deployment({ initContainers: [{ name: "init", env: [{ name: "AZURE_PASSWORD" }] }] })],
    ['Container "init"'],
  ],
]);

const credentialType = "azure-native:managedidentity:FederatedIdentityCredential";
const credential = (subject: string, issuer = "https://token.example") =>
  resource(credentialType, "shop", { subject, issuer });
const database = resource("kubernetes:postgresql.cnpg.io/v1:Cluster", "orders", {
  metadata: { name: "orders", namespace: "production" },
});
const account = resource("kubernetes:core/v1:ServiceAccount", "shop", {
  metadata: { name: "shop", namespace: "production" },
});
const release = resource("kubernetes:helm.sh/v3:Release", "keda", { chart: "keda", namespace: "keda" });

judgesAs(federatedSubjectExists, [
  ["an account of the stack", [account, credential("system:serviceaccount:production:shop")], []],
  ["an account of a chart", [release, credential("system:serviceaccount:keda:keda-operator")], []],
  ["no credential", [account], ["not applicable"]],
  ["another name", [account, credential("system:serviceaccount:production:shopp")], ["which the stack does not have"]],
  [
    "another namespace",
    [account, credential("system:serviceaccount:default:shop")],
    ["system:serviceaccount:default:shop"],
  ],
  ["a pipeline of GitHub", [account, credential("repo:org/repo:ref:refs/heads/main")], []],
  ["a pipeline of GitLab", [account, credential("project_path:org/repo:ref_type:branch:ref:main")], []],
  ["a pipeline of Azure DevOps", [account, credential("sc://org/project/connection")], []],
  ["a run of Terraform", [account, credential("organization:org:project:p:workspace:w:run_phase:apply")], []],
  [
    "a credential with an expression",
    [
      account,
      resource(credentialType, "flexible", {
        claimsMatchingExpression: { value: "claims['sub'] matches 'repo:org/*'" },
      }),
    ],
    [],
  ],
  ["the account that Kubernetes makes", [account, credential("system:serviceaccount:production:default")], []],
  ["the account of a custom resource", [account, database, credential("system:serviceaccount:production:orders")], []],
  ["a stack without objects", [credential("system:serviceaccount:production:shop")], []],
  [
    "an account of another cloud's cluster",
    [account, credential("system:serviceaccount:ci:runner", "https://oidc.eks.eu-west-1.amazonaws.com/id/1")],
    [],
  ],
  ["an account that nothing makes", [account, credential("system:serviceaccount:other:default")], ["does not have"]],
  [
    "a misspelt subject",
    [account, credential("system:serviceaccounts:production:shop")],
    ["which is no service account"],
  ],
  ["a subject without its first word", [account, credential("serviceaccount:production:shop")], ["no service account"]],
  [
    "no service account, for the tokens of a cluster",
    [account, credential("production:shop", "https://eastus.oic.prod-aks.azure.com/1/2/")],
    ["which is no service account"],
  ],
]);

const vault = (properties: Properties) =>
  resource("azure-native:keyvault:Vault", "vault", {
    vaultName: "kv-1",
    properties: { enableRbacAuthorization: true, ...properties },
  });

judgesAs(vaultRbac, [
  ["RBAC", [vault({})], []],
  ["RBAC and an empty list", [vault({ accessPolicies: [] })], []],
  ["not set", [vault({ enableRbacAuthorization: undefined })], ['Vault "kv-1" has enableRbacAuthorization undefined']],
  [
    "access policies",
    [vault({ enableRbacAuthorization: false, accessPolicies: [{}] })],
    ["enableRbacAuthorization false", "1 of them"],
  ],
]);

judgesAs(vaultPurgeProtection, [
  ["on in production", [inProd(vault({ enablePurgeProtection: true }))], []],
  ["left out elsewhere", [vault({})], ["not applicable"]],
  ["on elsewhere", [vault({ enablePurgeProtection: true })], ["not applicable"]],
  ["on in a stack that is production by config", [vault({ enablePurgeProtection: true })], [], { stacks: "^test" }],
  ["left out in production", [inProd(vault({}))], ["no purge protection"]],
  ["false, which Azure refuses", [vault({ enablePurgeProtection: false })], ["leave it out"]],
  ["a stack of another name by config", [vault({})], ["no purge protection"], { stacks: "^test" }],
]);

const registry = (props: Properties) =>
  resource("azure-native:containerregistry:Registry", "registry", { registryName: "cr1", ...props });

judgesAs(registryNoAdmin, [
  ["no admin", [registry({})], []],
  ["admin off, and pods without secrets", [registry({ adminUserEnabled: false }), deployment()], []],
  ["an admin", [registry({ adminUserEnabled: true })], ['Registry "cr1" has its admin user enabled']],
  [
    "a pull secret",
    [deployment({ imagePullSecrets: [{ name: "pull" }] }, { image: "cr1.azurecr.io/shop:1" })],
    ["pulls by imagePullSecrets"],
  ],
  [
    "a pull secret for a registry elsewhere",
    [deployment({ imagePullSecrets: [{ name: "pull" }] }, { image: "ghcr.io/org/shop:1" })],
    [],
  ],
]);

judgesAs(clusterLocalAccountsOff, [
  ["off, with Azure RBAC", [inProd(cluster())], []],
  ["off in a stack that is production by config", [cluster()], [], { stacks: "^test" }],
  ["on elsewhere", [cluster({ disableLocalAccounts: false })], ["not applicable"]],
  ["on in production", [inProd(cluster({ disableLocalAccounts: false }))], ["has local accounts"]],
  ["not said", [inProd(cluster({ disableLocalAccounts: undefined }))], ["has local accounts"]],
  ["without Azure RBAC", [inProd(cluster({ aadProfile: { managed: true } }))], ["permissions from Azure RBAC"]],
]);
