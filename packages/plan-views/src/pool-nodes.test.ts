import { nodeLabelsOf, nodeTaintsOf } from "./pool-nodes";
import { poolsIn } from "./pools";
import type { Properties } from "./resource";
import { resource } from "./testing/resources";

const poolOf = (changes: Properties) =>
  poolsIn(
    resource("azure-native:containerservice:AgentPool", {
      agentPoolName: "cpu1",
      vmSize: "Standard_D8s_v5",
      nodeLabels: { team: "shop" },
      ...changes,
    }),
  )[0]!;
const place = { region: "koreacentral", zone: "2" };

// learn.microsoft.com/azure/aks/use-labels#reserved-system-labels
test("a node has the program's labels and those of AKS", () => {
  expect(nodeLabelsOf(poolOf({}), place)).toEqual({
    team: "shop",
    agentpool: "cpu1",
    "kubernetes.azure.com/agentpool": "cpu1",
    "kubernetes.azure.com/mode": "user",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/os": "linux",
    "node.kubernetes.io/instance-type": "Standard_D8s_v5",
    "topology.kubernetes.io/region": "koreacentral",
    "topology.kubernetes.io/zone": "koreacentral-2",
  });
});

test.each<[what: string, changes: Properties, labels: Properties]>([
  ["a system pool", { mode: "System" }, { "kubernetes.azure.com/mode": "system" }],
  ["a GPU", { vmSize: "Standard_NC24ads_A100_v4" }, { "kubernetes.azure.com/accelerator": "nvidia" }],
  ["a processor by Arm", { vmSize: "Standard_D8ps_v5" }, { "kubernetes.io/arch": "arm64" }],
  ["spot", { scaleSetPriority: "Spot" }, { "kubernetes.azure.com/scalesetpriority": "spot" }],
  ["a program that calls it another pool", { nodeLabels: { agentpool: "gpu1" } }, { agentpool: "cpu1" }],
])("of %s: %#", (_what, changes, labels) => expect(nodeLabelsOf(poolOf(changes), place)).toMatchObject(labels));

test("a node outside of zones carries a fault domain, and where the region is not known nothing says where it is", () => {
  const zone = "topology.kubernetes.io/zone";
  expect(nodeLabelsOf(poolOf({}), { region: "koreacentral", zone: undefined })[zone]).toBe("0");
  const nowhere = nodeLabelsOf(poolOf({}), { region: undefined, zone: "2" });
  expect(Object.keys(nowhere).filter((label) => label.startsWith("topology."))).toEqual([]);
});

test("of a processor that is not known no label tells", () => {
  expect(nodeLabelsOf(poolOf({ vmSize: "Standard_Unheard_v9" }), place)).not.toHaveProperty(["kubernetes.io/arch"]);
});

// learn.microsoft.com/azure/aks/spot-node-pool
test("AKS taints spot nodes by itself, once", () => {
  const spot = { key: "kubernetes.azure.com/scalesetpriority", value: "spot", effect: "NoSchedule" };
  const own = "kubernetes.azure.com/scalesetpriority=spot:NoSchedule";
  const taints = (changes: Properties) => nodeTaintsOf(poolOf(changes));
  expect(taints({ nodeTaints: ["sku=gpu:NoSchedule"] })).toEqual([{ key: "sku", value: "gpu", effect: "NoSchedule" }]);
  expect(taints({ scaleSetPriority: "Spot" })).toEqual([spot]);
  expect(taints({ scaleSetPriority: "Spot", nodeTaints: [own] })).toEqual([spot]);
});
