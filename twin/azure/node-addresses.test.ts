import type { JsonObject } from "@breakwater/plan-views";
import { createAzureState, newResource } from ".";
import { answerTo, sample } from "./testing/samples";

const subnetId =
  "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-nodes";
/** The cluster's own pool: one node, and one more during an upgrade. */
const ownPool = { name: "system1", mode: "System", vmSize: "Standard_D4s_v5", count: 1, vnetSubnetID: subnetId };

/** A subscription with a cluster in these networks. */
function clusterIn({ subnet = "10.0.0.0/20", podCidr = "10.244.0.0/16" }: { subnet?: string; podCidr?: string }) {
  const state = createAzureState();
  const changes: Record<string, JsonObject> = {
    Subnet: { addressPrefix: subnet },
    ManagedCluster: {
      agentPoolProfiles: [ownPool],
      networkProfile: { networkPlugin: "azure", networkPluginMode: "overlay", podCidr },
    },
  };
  for (const type of ["ResourceGroup", "VirtualNetwork", "Subnet", "ManagedCluster"]) {
    const { token, inputs } = sample(type);
    newResource(token, type, { ...inputs, ...changes[type] }, state);
  }
  return state;
}
const pool = (changes: JsonObject): JsonObject => ({
  agentPoolName: "cpu1",
  vmSize: "Standard_D8s_v5",
  vnetSubnetID: subnetId,
  upgradeSettings: { maxSurge: "50%" },
  ...changes,
});
const upTo = (maxCount: number) => pool({ enableAutoScaling: true, count: 1, minCount: 1, maxCount });

test("a pods' network has a /24 for each node of full pools, those of their upgrades among them", () => {
  // 16 blocks: 2 for the cluster's own pool, and 9 with 5 of its upgrade, or 10 with 5.
  const full = ["InsufficientSubnetSize", "maxCount"];
  expect(answerTo("AgentPool", upTo(9), clusterIn({ podCidr: "10.244.0.0/20" }))[0]).toBe("taken");
  expect(answerTo("AgentPool", upTo(10), clusterIn({ podCidr: "10.244.0.0/20" }))).toEqual(full);
});

test("a pool that is raised counts its own nodes once", () => {
  const state = clusterIn({ podCidr: "10.244.0.0/20" });
  expect(answerTo("AgentPool", upTo(9), state)[0]).toBe("taken");
  expect(answerTo("AgentPool", { ...upTo(9), tags: { a: "b" } }, state)[0]).toBe("taken");
  expect(answerTo("AgentPool", upTo(20), state)[0]).toBe("InsufficientSubnetSize");
});

test("a subnet has an address for each node that is there, beside Azure's five", () => {
  // 11 addresses, of which the cluster's own pool has one.
  const state = clusterIn({ subnet: "10.0.0.0/28" });
  expect(answerTo("AgentPool", pool({ count: 11 }), state)).toEqual(["InsufficientSubnetSize", "count"]);
  expect(answerTo("AgentPool", pool({ count: 10 }), state)[0]).toBe("taken");
});

test("a cluster whose own pool has no room is refused with it", () => {
  const state = createAzureState();
  const { token, inputs } = sample("ResourceGroup");
  newResource(token, "group", inputs, state);
  const networkProfile = { networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "10.244.0.0/23" };
  const agentPoolProfiles = [{ name: "system1", mode: "System", vmSize: "Standard_D4s_v5", count: 2 }];
  expect(answerTo("ManagedCluster", { agentPoolProfiles, networkProfile }, state)).toEqual([
    "InsufficientSubnetSize",
    "agentPoolProfiles[0].maxCount",
  ]);
});
