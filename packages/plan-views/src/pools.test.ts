import { poolsIn, poolsOf } from "./pools";
import type { Properties } from "./resource";
import { resource, withUnknown } from "./testing/resources";

const declared = (changes: Properties = {}): Properties => ({
  agentPoolName: "gpu1",
  vmSize: "Standard_NC24ads_A100_v4",
  mode: "User",
  count: 1,
  enableAutoScaling: true,
  minCount: 0,
  maxCount: 3,
  nodeLabels: { sku: "gpu" },
  nodeTaints: ["sku=gpu:NoSchedule"],
  availabilityZones: ["1"],
  upgradeSettings: { maxSurge: "50%" },
  ...changes,
});
const poolOf = (changes: Properties = {}) =>
  poolsIn(resource("azure-native:containerservice:AgentPool", declared(changes)))[0]!;
const cluster = (agentPoolProfiles: unknown) =>
  resource("azure-native:containerservice/v20250801:ManagedCluster", { resourceName: "aks", agentPoolProfiles });

test("a pool of its own, as it is declared", () => {
  expect(poolOf()).toMatchObject({
    name: "gpu1",
    vmSize: "Standard_NC24ads_A100_v4",
    mode: "User",
    count: 1,
    autoscaled: true,
    bounds: { min: 0, max: 3 },
    minCount: 0,
    maxCount: 3,
    mostNodes: 3,
    leastNodes: 0,
    surgeNodes: 2,
    labels: { sku: "gpu" },
    taints: [{ key: "sku", value: "gpu", effect: "NoSchedule" }],
    zones: ["1"],
  });
});

test("Azure's own values, where a pool says no more than its size", () => {
  const [pool] = poolsIn(resource("azure-native:containerservice:AgentPool", { vmSize: "Standard_D8s_v5" }, "cpu"));
  expect(pool).toMatchObject({
    name: "cpu",
    mode: "User",
    count: 1,
    autoscaled: false,
    bounds: undefined,
    mostNodes: 1,
    leastNodes: 1,
    surgeNodes: 1,
    maxPods: 250,
    osDiskGiB: undefined,
    osDiskType: undefined,
    minCount: undefined,
    maxCount: undefined,
    labels: {},
    taints: [],
    zones: [],
    spot: false,
    encryptionAtHost: false,
    scaleDownMode: "Delete",
    artifactStreaming: false,
    gpuDriver: undefined,
    managedGpus: false,
  });
});

test("the pools inside a cluster, whatever version of Azure's interface its token names", () => {
  const pools = poolsOf([
    cluster([
      { name: "system1", vmSize: "Standard_D4s_v5", mode: "System", count: 3 },
      { name: "cpu1", vmSize: "Standard_D8s_v5" },
    ]),
    resource("kubernetes:core/v1:Namespace", {}),
    // Azure has other clusters, too.
    resource("azure-native:hybridcontainerservice:ProvisionedCluster", { agentPoolProfiles: [{ name: "local" }] }),
  ]);
  expect(pools).toMatchObject([
    { name: "system1", mode: "System", count: 3, resource: { name: "declared" } },
    { name: "cpu1", mode: "User", count: 1 },
  ]);
  expect(poolsOf([cluster(undefined)])).toEqual([]);
});

test.each<[what: string, changes: Properties, read: Properties]>([
  [
    "a maximum beside an autoscaler that is off",
    { enableAutoScaling: false, count: 2 },
    { mostNodes: 2, leastNodes: 2 },
  ],
  ["a count below the bounds", { minCount: 2, count: 1 }, { count: 2 }],
  ["a count above the bounds", { count: 9 }, { count: 3 }],
  ["no count beside bounds", { count: undefined, minCount: 2 }, { count: 2 }],
  // AKS refuses an autoscaled pool without both of its bounds; a view reads on, and takes AKS' count for the one that is missing.
  ["bounds without a least", { minCount: undefined, count: 0 }, { bounds: { min: 1, max: 3 }, count: 1 }],
  ["bounds without a most", { minCount: 2, maxCount: undefined }, { bounds: { min: 2, max: 2 }, mostNodes: 2 }],
  ["a least of none without a most", { maxCount: undefined }, { bounds: { min: 0, max: 1 }, leastNodes: 0 }],
  ["a gateway's nodes, which are no system's", { mode: "Gateway" }, { mode: "User" }],
  ["a system pool", { mode: "System" }, { mode: "System" }],
  // learn.microsoft.com/azure/aks/upgrade-aks-node-pools-rolling: 10 %, and at least one node
  ["Azure's surge", { maxCount: 11, upgradeSettings: undefined }, { surgeNodes: 2 }],
  ["a surge that is a number", { upgradeSettings: { maxSurge: 3 } }, { surgeNodes: 3 }],
  ["several digits", { upgradeSettings: { maxSurge: "12" } }, { surgeNodes: 12 }],
  ["encryption on the host", { enableEncryptionAtHost: true }, { encryptionAtHost: true }],
  ["nodes that are kept", { scaleDownMode: "Deallocate" }, { scaleDownMode: "Deallocate" }],
  ["images that are streamed", { artifactStreamingProfile: { enabled: true } }, { artifactStreaming: true }],
  ["a disk on the network", { osDiskType: "Managed" }, { osDiskType: "Managed" }],
  ["regular machines", { scaleSetPriority: "Regular" }, { spot: false }],
  ["null, which is absent", { count: null, maxPods: null, nodeTaints: null }, { count: 0, maxPods: 250, taints: [] }],
  ["a share of nodes, rounded up", { maxCount: 10, upgradeSettings: { maxSurge: "33%" } }, { surgeNodes: 4 }],
  ["a number of nodes", { upgradeSettings: { maxSurge: "2" } }, { surgeNodes: 2 }],
  ["a disk of Azure's own size", { osDiskSizeGB: 0 }, { osDiskGiB: undefined }],
  ["a disk", { osDiskSizeGB: 64, osDiskType: "Ephemeral" }, { osDiskGiB: 64, osDiskType: "Ephemeral" }],
  ["a taint without a value", { nodeTaints: ["sku:NoExecute"] }, { taints: [{ key: "sku", effect: "NoExecute" }] }],
  ["spot", { scaleSetPriority: "Spot" }, { spot: true }],
  ["a managed GPU pool", { gpuProfile: { nvidia: { managementMode: "Managed" } } }, { managedGpus: true }],
  ["no driver", { gpuProfile: { driver: "None" } }, { gpuDriver: "None", managedGpus: false }],
])("%s", (_what, changes, read) => {
  expect(poolOf(changes)).toMatchObject(read);
});

test.each<
  [
    changes: Properties,
    property: "count" | "vmSize" | "taints" | "labels" | "surgeNodes" | "bounds" | "osDiskType",
    message: string,
  ]
>([
  [{ count: "three" }, "count", 'Node pool "gpu1": count = "three" must be a number'],
  [
    { vmSize: undefined },
    "vmSize",
    'Node pool "gpu1": vmSize is missing; it must be a VM size of Azure, such as Standard_D8s_v5',
  ],
  [{ vmSize: 8 }, "vmSize", 'Node pool "gpu1": vmSize = 8 must be a text'],
  [{ nodeTaints: ["gpu"] }, "taints", 'nodeTaints = ["gpu"] must be a list of taints of the form key=value:Effect'],
  [{ nodeTaints: "sku=gpu:NoSchedule" }, "taints", "must be a list"],
  [{ nodeLabels: { sku: 1 } }, "labels", "nodeLabels.sku = 1 must be a text"],
  [{ upgradeSettings: { maxSurge: "a few" } }, "surgeNodes", 'upgradeSettings.maxSurge = "a few" must be a number'],
  [
    { upgradeSettings: { maxSurge: "33%x" } },
    "surgeNodes",
    'upgradeSettings.maxSurge = "33%x" must be a number of nodes or a share of them, such as "33%"',
  ],
  [{ upgradeSettings: { maxSurge: "-1" } }, "surgeNodes", 'upgradeSettings.maxSurge = "-1" must be a number'],
  [{ nodeTaints: ["sku=gpu:NoSchedule", "x"] }, "taints", "of the form key=value:Effect or key:Effect"],
  [{ osDiskType: "Fast" }, "osDiskType", 'osDiskType = "Fast" must be Managed or Ephemeral'],
  [{ enableAutoScaling: "yes" }, "bounds", 'enableAutoScaling = "yes" must be true or false'],
])("%j is said to be wrong", (changes, property, message) => {
  expect(() => poolOf(changes)[property]).toThrow(message);
});

const network = (networkProfile: Properties, resourceName = "aks") =>
  resource("azure-native:containerservice:ManagedCluster", { resourceName, networkProfile });
const inCluster = (resourceName?: string, changes: Properties = {}) =>
  resource("azure-native:containerservice:AgentPool", { ...declared(changes), resourceName });

// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
test.each<[what: string, networkProfile: Properties, changes: Properties, pods: number]>([
  ["an overlay", { networkPlugin: "azure", networkPluginMode: "overlay" }, {}, 250],
  ["kubenet", { networkPlugin: "kubenet" }, {}, 110],
  ["addresses in the nodes' subnet", { networkPlugin: "azure" }, {}, 30],
  ["addresses in a subnet for pods", { networkPlugin: "azure" }, { podSubnetID: "/subscriptions/0/snet" }, 110],
  ["a network of AKS's choice", {}, {}, 250],
  ["what the pool says itself", { networkPlugin: "kubenet" }, { maxPods: 60 }, 60],
])("pods of a node by the cluster's network: %s", (_what, networkProfile, changes, pods) => {
  expect(poolsOf([inCluster("aks", changes), network(networkProfile)])).toMatchObject([{ maxPods: pods }]);
  const inline = { ...network(networkProfile).props, agentPoolProfiles: [{ name: "gpu1", ...changes }] };
  expect(poolsIn(resource("azure-native:containerservice:ManagedCluster", inline))).toMatchObject([{ maxPods: pods }]);
});

test("a subnet for pods whose id is not known yet is one", () => {
  const pool = inCluster("aks");
  const props = withUnknown({ ...pool.props, podSubnetID: "" }, "podSubnetID");
  expect(poolsOf([{ ...pool, props }, network({ networkPlugin: "azure" })])).toMatchObject([{ maxPods: 110 }]);
});

test("a pool stands in the cluster that it names, or else in the first", () => {
  const clusters = [
    network({ networkPlugin: "kubenet" }, "aks-first"),
    network({ networkPlugin: "azure" }, "aks-second"),
  ];
  const pools = [inCluster("aks-second"), inCluster("aks-first"), inCluster(), inCluster("aks-elsewhere")];
  expect(poolsOf([...pools, ...clusters]).map(({ maxPods }) => maxPods)).toEqual([30, 110, 110, 110]);
  const unnamed = resource(clusters[1]!.type, withUnknown({ ...clusters[1]!.props }, "resourceName"));
  expect(poolsOf([pools[0]!, pools[2]!, clusters[0]!, unnamed])).toMatchObject([{ maxPods: 110 }, { maxPods: 110 }]);
  const unknown = resource(
    "azure-native:containerservice:AgentPool",
    withUnknown({ ...declared(), resourceName: "" }, "resourceName"),
  );
  expect(poolsOf([unknown, ...clusters])).toMatchObject([{ maxPods: 110 }]);
  expect(poolsIn(inCluster("aks-second"), clusters[1])).toMatchObject([{ maxPods: 30 }]);
});

test("a wrong value inside a cluster is said with the cluster and the pool", () => {
  const [pool] = poolsIn(cluster([{ name: "system1", maxPods: "many" }]));
  expect(() => pool!.maxPods).toThrow('Cluster "aks", pool "system1": maxPods = "many" must be a number');
  const [, second] = poolsIn(cluster([{ name: "system1" }, {}]));
  expect(second!.name).toBe("1");
  expect(() => second!.vmSize).toThrow('Cluster "aks", pool "1": vmSize is missing');
  expect(() => poolsIn(cluster(["system1"]))).toThrow('agentPoolProfiles[0] = "system1" must be an object');
});

test("what is not known keeps nobody from reading the rest, its own name included", () => {
  const [pool] = poolsIn(
    resource("azure-native:containerservice:AgentPool", withUnknown(declared(), "vmSize", "agentPoolName"), "gpu"),
  );
  expect(pool).toMatchObject({ name: "gpu", mostNodes: 3 });
  expect(() => pool!.vmSize).toThrow("can't be known during preview");
});
