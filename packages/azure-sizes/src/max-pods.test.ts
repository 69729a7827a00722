import { defaultMaxPods, mostPodsOfNode } from "./max-pods";

// learn.microsoft.com/azure/aks/concepts-network-ip-address-planning#maximum-pods-per-node
test("each way of giving pods addresses has its default", () => {
  expect((["overlay", "pod subnet", "node subnet", "kubenet"] as const).map(defaultMaxPods)).toEqual([
    250, 110, 30, 110,
  ]);
  expect(defaultMaxPods()).toBe(250);
  expect(mostPodsOfNode).toBe(250);
});
