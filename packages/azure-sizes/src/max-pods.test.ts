import { defaultMaxPods, leastPodsOfNode, mostPodsOfNode, type PodNetwork } from "./max-pods";

// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
test.each<[what: string, network: PodNetwork, pods: number]>([
  ["Azure CNI Overlay", { plugin: "azure", mode: "overlay" }, 250],
  ["Azure CNI with a subnet for pods", { plugin: "azure", podSubnet: true }, 110],
  ["Azure CNI in the nodes' subnet", { plugin: "azure" }, 30],
  ["kubenet, which has no mode", { plugin: "kubenet" }, 110],
  ["a plugin of the user's own", { plugin: "none" }, 250],
  ["a subnet for pods does not matter in an overlay", { plugin: "azure", mode: "overlay", podSubnet: true }, 250],
])("by default, of %s: %#", (_what, network, pods) => expect(defaultMaxPods(network)).toBe(pods));

test("a cluster that does not say is taken for one with an overlay", () => {
  expect([defaultMaxPods(), defaultMaxPods({ podSubnet: true })]).toEqual([250, 250]);
});

// …#configuring-maximum-pods-per-node-for-your-clusters
test("what a pool may say is between 10 and 250", () => expect([leastPodsOfNode, mostPodsOfNode]).toEqual([10, 250]));
