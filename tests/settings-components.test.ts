import * as pulumi from "@pulumi/pulumi";
import {
  AksCluster,
  ContainerRegistry,
  ModelStore,
  Network,
  NodePool,
  Observability,
  PrivateEndpoint,
} from "../components/azure";
import type { Conflict, Settings } from "../stacks";
import { conflicts, findConflicts } from "../stacks/conflicts";
import { prod } from "../stacks/prod";
import { findWrongValues } from "../stacks/wrong-values";

/*
 * What the settings refuse of Azure's rules, the components refuse when they are used without these settings. Each case changes prod's settings and
 * hands the same values to the component; a conflict without a case stands in `beyondComponents`, with the reason.
 */

const guid = "11111111-2222-3333-4444-555555555555";
const placement = ({ location, tags }: Settings) => ({ resourceGroupName: "rg", location, tags });

/** The components as the program makes them of settings, as far as their arguments are checked. */
const made = {
  network: (s: Settings) =>
    new Network("network", {
      ...placement(s),
      networkName: "vnet",
      addressSpace: s.network.addressSpace,
      nodeSubnet: s.network.nodeSubnet,
      endpointSubnet: s.network.endpointSubnet,
      nodes: 34,
      privateApiServer: s.cluster.privateApiServer,
      privateEndpoints: s.network.privateEndpoints.length,
    }),
  cluster: (s: Settings) =>
    new AksCluster("aks", {
      ...placement(s),
      clusterName: "aks",
      kubernetesVersion: s.cluster.kubernetesVersion,
      tier: s.cluster.tier,
      localAccounts: false,
      deployerObjectId: guid,
      deployerPrincipalType: "User",
      tenantId: guid,
      authorizedIpRanges: s.cluster.authorizedIpRanges,
      privateApiServer: s.cluster.privateApiServer,
      nodeSubnetId: "/subnet",
      podCidr: s.network.podCidr,
      serviceCidr: s.network.serviceCidr,
      addressSpace: s.network.addressSpace,
      nodes: 34,
      systemPool: { ...s.pools.system, zones: s.cluster.zones },
      defender: s.guardrails.defender,
      logWorkspaceId: s.observability.enabled ? "/workspace" : undefined,
    }),
  cpuPool: ({ pools: { cpu }, ...s }: Settings) => pool("cpu", { ...cpu, zones: s.cluster.zones }, s.tags),
  gpuPool: ({ pools: { gpu }, tags }: Settings) => pool("gpu", gpu, tags),
  registry: (s: Settings) =>
    new ContainerRegistry("registry", {
      ...placement(s),
      registryName: "crtest",
      sku: s.registry.sku,
      zoneRedundant: s.cluster.zones.length > 0,
      allowedIpRanges: s.network.privateEndpoints.includes("registry") ? s.network.operatorIpRanges : undefined,
      pullerObjectId: guid,
    }),
  models: (s: Settings) =>
    new ModelStore("models", {
      ...placement(s),
      accountName: "sttest",
      redundancy: s.modelStore.redundancy,
      allowedIpRanges: s.network.operatorIpRanges,
    }),
  logs: (s: Settings) =>
    new Observability("logs", {
      ...placement(s),
      workspaceName: "log-test",
      retentionDays: s.observability.logRetentionDays,
      dailyGb: s.observability.dailyLogGb,
      actionGroupName: "ag-test",
      alertEmails: s.observability.alertEmails,
      resourceGroupId: "/rg",
    }),
  endpoint: (s: Settings) =>
    new PrivateEndpoint("vault", {
      ...placement(s),
      endpointName: "pe-vault",
      service: "vault",
      targetId: "/vault",
      networkId: "/network",
      subnetId: "/subnet",
    }),
};

function pool(kind: "cpu" | "gpu", settings: Settings["pools"]["gpu"], tags: Settings["tags"]): NodePool {
  const { name, ...rest } = settings;
  return new NodePool(kind, {
    resourceGroupName: "rg",
    clusterName: "aks",
    kind,
    poolName: name,
    nodeSubnetId: "/subnet",
    tags,
    ...rest,
  });
}

const tags = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, ""]));

const cases: [what: string, change: (s: Settings) => void, component: keyof typeof made, argument: string][] = [
  ["another cloud's region", (s) => (s.location = "usgovvirginia"), "network", "location"],
  ["another cloud's region", (s) => (s.location = "chinanorth3"), "cluster", "location"],
  ["no region", (s) => (s.location = "Korea Central"), "registry", "location"],
  ["an Arm system pool", (s) => (s.pools.system.vmSize = "Standard_D4ps_v5"), "cluster", "systemPool.vmSize"],
  ["a burstable system pool", (s) => (s.pools.system.vmSize = "Standard_B4ms"), "cluster", "systemPool.vmSize"],
  ["an Arm pool", (s) => (s.pools.cpu.vmSize = "Standard_D8ps_v5"), "cpuPool", "vmSize"],
  ["a GPU size without GPU pods", (s) => (s.pools.cpu.vmSize = "Standard_NC24ads_A100_v4"), "cpuPool", "vmSize"],
  ["GPUs of AMD", (s) => (s.pools.gpu.vmSize = "Standard_NG8ads_V620_v1"), "gpuPool", "vmSize"],
  ["a GPU pool without GPUs", (s) => (s.pools.gpu.vmSize = "Standard_D8s_v5"), "gpuPool", "vmSize"],
  ["a size that nobody knows", (s) => (s.pools.cpu.vmSize = "Standard_HB120rs_v3"), "cpuPool", "vmSize"],
  ["a slash in a tag", (s) => (s.tags = { "a/b": "" }), "network", 'tags["a/b"]'],
  ["two tags of one name", (s) => (s.tags = { owner: "a", OWNER: "b" }), "cpuPool", 'tags["OWNER"]'],
  ["51 tags", (s) => (s.tags = tags(51)), "logs", "tags"],
  ["16 tags in private DNS", (s) => (s.tags = tags(16)), "endpoint", "tags"],
  ["a long tag of storage", (s) => (s.tags = { ["n".repeat(129)]: "" }), "models", `tags["${"n".repeat(129)}"]`],
  ["a zone that there is not", (s) => (s.cluster.zones = ["4" as "3"]), "cpuPool", "zones[0]"],
  ["a zone twice", (s) => (s.cluster.zones = ["1", "1"]), "cluster", "systemPool.zones"],
  ["a GPU zone twice", (s) => (s.pools.gpu.zones = ["1", "1"]), "gpuPool", "zones"],
  ["zones in a region without", (s) => (s.location = "koreasouth"), "cluster", "systemPool.zones"],
  ["a subnet outside", (s) => (s.network.nodeSubnet = "10.99.0.0/20"), "network", "nodeSubnet"],
  ["endpoints outside", (s) => (s.network.endpointSubnet = "10.99.0.0/26"), "network", "endpointSubnet"],
  ["endpoints among nodes", (s) => (s.network.endpointSubnet = "10.20.8.0/26"), "network", "endpointSubnet"],
  ["few endpoints", (s) => (s.network.endpointSubnet = "10.20.16.0/29"), "network", "endpointSubnet"],
  ["few nodes", (s) => (s.network.nodeSubnet = "10.20.0.0/27"), "network", "nodeSubnet"],
  ["host bits", (s) => (s.network.addressSpace = "10.20.0.1/16"), "network", "addressSpace"],
  ["pods in the network", (s) => (s.network.podCidr = "10.20.128.0/17"), "cluster", "podCidr"],
  ["Services in the network", (s) => (s.network.serviceCidr = "10.20.64.0/20"), "cluster", "serviceCidr"],
  ["Services among pods", (s) => (s.network.serviceCidr = "10.244.64.0/20"), "cluster", "serviceCidr"],
  ["AKS's own network for pods", (s) => (s.network.podCidr = "172.30.0.0/16"), "cluster", "podCidr"],
  ["AKS's own network for Services", (s) => (s.network.serviceCidr = "192.0.2.0/24"), "cluster", "serviceCidr"],
  ["AKS's own network", (s) => (s.network.addressSpace = "169.254.0.0/16"), "network", "addressSpace"],
  ["too many Services", (s) => (s.network.serviceCidr = "11.0.0.0/12"), "cluster", "serviceCidr"],
  ["few pods", (s) => (s.network.podCidr = "10.244.0.0/19"), "cluster", "podCidr"],
  ["a private range", (s) => (s.cluster.authorizedIpRanges = ["10.1.2.3"]), "cluster", "authorizedIpRanges[0]"],
  ["a private operator", (s) => (s.network.operatorIpRanges = ["10.1.2.3"]), "registry", "allowedIpRanges[0]"],
  ["a /31 at storage", (s) => (s.network.operatorIpRanges = ["203.0.113.6/31"]), "models", "allowedIpRanges[0]"],
  [
    "ranges of a private API server",
    (s) => Object.assign(s.cluster, { privateApiServer: true, authorizedIpRanges: ["203.0.113.7"] }),
    "cluster",
    "authorizedIpRanges",
  ],
  [
    "201 ranges",
    (s) => (s.cluster.authorizedIpRanges = Array.from({ length: 201 }, (_, i) => `203.0.113.${i}`)),
    "cluster",
    "authorizedIpRanges",
  ],
  ["a registry's firewall without Premium", (s) => (s.registry.sku = "Standard"), "registry", "allowedIpRanges"],
  ["Defender without logs", (s) => (s.observability.enabled = false), "cluster", "defender"],
  ["an address twice", (s) => (s.observability.alertEmails = ["a@b.example", "a@b.example"]), "logs", "alertEmails[1]"],
  ["a minimum above the maximum", (s) => (s.pools.cpu.minCount = 21), "cpuPool", "minCount"],
  ["too many GPU nodes at first", (s) => (s.pools.gpu.initialCount = 4), "gpuPool", "initialCount"],
];

const changed = (change: (s: Settings) => void): Settings => {
  const settings = structuredClone(prod);
  change(settings);
  return settings;
};

/** Conflicts of what no component can know of: each by the settings that it reads. */
const beyondComponents: readonly [reads: RegExp, why: string][] = [
  [/^quotas/, "a subscription's quota is no argument of a component"],
  [/^pools\.(cpu|gpu|system)\.name/, "a pool does not know the other pools, nor that a zone is added to its name"],
  [/^pools\.gpu\.zones,pools\.gpu\.maxCount/, "the program makes a pool of each zone"],
  [/^location,pools\.gpu\.zones/, "a pool does not know its region, which is the cluster's"],
  [/^network\.privateEndpoints/, "an endpoint does not know the kind of its target; what it stands for refuses it"],
  [/^guardrails\.budgetEmails/, "Guardrails refuses it, beside this table: components/azure/guardrails.test.ts"],
  [/^(edge|warmBuffer|app|worker|vllm|surge|environment|keda)\b/, "no rule of Azure's"],
];

beforeAll(() => {
  pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
});

test.each(cases)("%s: refused in the settings, and by the component", (_what, change, component, argument) => {
  const settings = changed(change);
  expect([...findWrongValues(settings), ...findConflicts(settings)]).not.toEqual([]);
  let refused: unknown;
  try {
    made[component](settings);
  } catch (error) {
    refused = error;
  }
  const { errors = [] } = (refused ?? {}) as Partial<pulumi.InputPropertiesError>;
  expect(errors.map(({ propertyPath }) => propertyPath)).toContain(argument);
});

test("every conflict of the settings has a case, or a reason why no component can know", () => {
  const hit = ({ find }: Conflict) => cases.some(([, change]) => find(changed(change)).length > 0);
  const without = conflicts.filter((conflict) => !hit(conflict)).map(({ reads }) => reads.join());
  expect(without.filter((reads) => !beyondComponents.some(([form]) => form.test(reads)))).toEqual([]);
});
