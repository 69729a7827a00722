import { poolsOf, type Resource } from "@breakwater/plan-views";
import { nodesInSubnets } from "./node-subnets";
import { cpuPool, resource } from "../testing/resources";

const subnetId =
  "/subscriptions/1/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet-1/subnets/snet-nodes";
const subnet = resource("azure-native:network:Subnet", "nodes", {
  virtualNetworkName: "vnet-1",
  subnetName: "snet-nodes",
  addressPrefix: "10.20.0.0/27",
});
const pool = (changes: object = {}) => cpuPool({ vnetSubnetID: subnetId, maxCount: 20, ...changes });

test("the nodes that subnets have addresses for bound the pools, where each pool's subnet is known", () => {
  const nodesOf = (...resources: Resource[]) => nodesInSubnets(poolsOf(resources), resources);
  expect(nodesOf(pool(), subnet)).toBe(27);
  expect(nodesOf(pool(), pool({ agentPoolName: "cpu2", vnetSubnetID: undefined }), subnet)).toBe(Infinity);
  expect(nodesOf(pool())).toBe(Infinity);
  expect(nodesOf()).toBe(Infinity);
});
