import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type RoleName, roleIds } from "../components/azure/roles";
import type { PlanResource, Plan } from "@breakwater/plan-views";
import { root } from "./support/breakwater";

const { resources } = JSON.parse(readFileSync(join(root, "tests/golden/prod.json"), "utf8")) as Plan;
const azure = resources.filter(({ type }) => type.startsWith("azure-native:"));
const kindOf = ({ type }: PlanResource) => type.replace("azure-native:", "");
const idOf = ({ outputs }: PlanResource) => String(outputs?.["id"]);
const named = (some: PlanResource[]) => some.map((resource) => `${kindOf(resource)} ${resource.name}`);

/** Kinds whose request body has no tags: parts of another resource, and what a scope is given. */
const withoutTags = [
  "authorization:ManagementLockByScope",
  "authorization:PolicyAssignment",
  "authorization:RoleAssignment",
  "consumption:Budget",
  "containerservice:MaintenanceConfiguration",
  "managedidentity:FederatedIdentityCredential",
  "monitor:DataCollectionRuleAssociation",
  "monitor:DiagnosticSetting",
  "network:PrivateDnsZoneGroup",
  "network:Subnet",
  "redisenterprise:Database",
  "security:Pricing",
  "servicebus:NamespaceNetworkRuleSet",
  "servicebus:Queue",
  "storage:BlobContainer",
  "storage:BlobServiceProperties",
];

test("everything in prod that can carry tags carries the stack's", () => {
  const taggable = azure.filter((resource) => !withoutTags.includes(kindOf(resource)));
  expect(taggable.length).toBeGreaterThan(40);
  const untagged = taggable.filter(({ inputs }) => {
    const tags = inputs["tags"] as Record<string, string> | undefined;
    return tags?.["product"] !== "breakwater" || tags["environment"] !== "prod";
  });
  expect(named(untagged)).toEqual([]);
});

test("nodes get the tags of their pool, the system pool among them", () => {
  const cluster = azure.find((resource) => kindOf(resource) === "containerservice:ManagedCluster")!;
  const pools = cluster.inputs["agentPoolProfiles"] as Record<string, unknown>[];
  expect(pools.map(({ tags }) => tags)).toEqual([{ product: "breakwater", environment: "prod" }]);
});

/** Kinds that have logs, and of what their logs are told; the NAT gateway has metrics instead. */
const logged: Record<string, (id: string) => string> = {
  "containerregistry:Registry": (id) => id,
  "containerservice:ManagedCluster": (id) => id,
  "keyvault:Vault": (id) => id,
  "monitor:DataCollectionRule": (id) => id,
  "network:NatGateway": (id) => id,
  "network:NetworkSecurityGroup": (id) => id,
  "network:PublicIPAddress": (id) => id,
  "network:VirtualNetwork": (id) => id,
  "operationalinsights:Workspace": (id) => id,
  "redisenterprise:Database": (id) => id,
  "servicebus:Namespace": (id) => id,
  "storage:StorageAccount": (id) => `${id}/blobServices/default`,
};

/** Kinds that have none: the index of supported logs does not name them. */
const silent = [
  ...withoutTags.filter((kind) => !(kind in logged)),
  "containerservice:AgentPool",
  "keyvault:Secret",
  "managedidentity:UserAssignedIdentity",
  "monitor:ActionGroup",
  "monitor:ActivityLogAlert",
  "monitor:MetricAlert",
  "monitor:ScheduledQueryRule",
  "network:PrivateEndpoint",
  "privatedns:PrivateZone",
  "privatedns:VirtualNetworkLink",
  "redisenterprise:RedisEnterprise",
  "resources:ResourceGroup",
];

test("everything in prod that has logs sends them to the workspace, each once", () => {
  const settings = azure.filter((resource) => kindOf(resource) === "monitor:DiagnosticSetting");
  const targets = settings.map(({ inputs }) => inputs["resourceUri"]);
  const expected = azure.flatMap((resource) => logged[kindOf(resource)]?.(idOf(resource)) ?? []);
  expect(targets.sort()).toEqual(expected.sort());
  const workspace = azure.find((resource) => kindOf(resource) === "operationalinsights:Workspace")!;
  expect(new Set(settings.map(({ inputs }) => inputs["workspaceId"]))).toEqual(new Set([idOf(workspace)]));
});

test("of each kind it is decided whether it has logs", () => {
  const kinds = [...new Set(azure.map(kindOf))];
  expect(kinds.filter((kind) => !(kind in logged) && !silent.includes(kind))).toEqual([]);
});

/** Every role of prod: who holds it, and on what. A wider scope or another role is a decision. */
const roles: [name: string, role: RoleName, on: RegExp][] = [
  ["aks-deployer", "aksRbacClusterAdmin", /\/managedClusters\/[^/]+$/],
  ["aks-subnet", "networkContributor", /\/subnets\/snet-nodes$/],
  ["registry-pull", "acrPull", /\/registries\/[^/]+$/],
  ["agent-worker-serviceBusDataReceiver", "serviceBusDataReceiver", /\/queues\/ai-task-queue$/],
  ["agent-worker-serviceBusDataSender", "serviceBusDataSender", /\/queues\/ai-task-queue$/],
  ["ai-service-keyVaultSecretsUser", "keyVaultSecretsUser", /\/vaults\/[^/]+$/],
  ["ai-service-serviceBusDataSender", "serviceBusDataSender", /\/queues\/ai-task-queue$/],
  ["keda-operator-serviceBusDataReceiver", "serviceBusDataReceiver", /\/queues\/ai-task-queue$/],
  ["vllm-storageBlobDataReader", "storageBlobDataReader", /\/containers\/models$/],
];

test("roles in prod are these, each on the one resource that it is for, and says why", () => {
  const assigned = azure.filter((resource) => kindOf(resource) === "authorization:RoleAssignment");
  expect(assigned.map(({ name }) => name).sort()).toEqual(roles.map(([name]) => name).sort());
  for (const [name, role, on] of roles) {
    const { inputs } = assigned.find((resource) => resource.name === name)!;
    expect(inputs["scope"]).toMatch(on);
    expect(inputs["roleDefinitionId"]).toMatch(new RegExp(`/${roleIds[role]}$`));
    expect(inputs["description"]).toMatch(/^[A-Z].*\.$/);
  }
});

test("docs/baseline.md names every role of prod", () => {
  const page = readFileSync(join(root, "docs/baseline.md"), "utf8");
  const rows = page.match(/^\| (control plane|deployer|kubelet|`[a-z-]+`) \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm) ?? [];
  // Sender and Receiver of the worker share a row.
  expect(rows).toHaveLength(roles.length - 1);
});
