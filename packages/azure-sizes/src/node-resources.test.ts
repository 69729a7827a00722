import { knownVmSize } from "./find";
import { allocatableMillicores, nodeResources, type NodeSettings, quantitiesOf } from "./node-resources";

const resourcesOf = (vmSize: string, settings: NodeSettings) => nodeResources(knownVmSize(vmSize), settings);

test("an A100 node has its GPU, and what AKS leaves of the rest", () => {
  const { capacity, allocatable } = resourcesOf("Standard_NC24ads_A100_v4", { maxPods: 250 });
  expect(quantitiesOf(capacity)).toEqual({
    ...{ cpu: "24", memory: "225280Mi", pods: "250", "nvidia.com/gpu": "1", "ephemeral-storage": "512Gi" },
  });
  // 24 - 0.34 cores; 220 GiB - 5050 - 100 MiB; nine tenths of 512 GiB.
  expect(quantitiesOf(allocatable)).toEqual({
    ...{ cpu: "23660m", memory: "220130Mi", pods: "250", "nvidia.com/gpu": "1", "ephemeral-storage": "471859Mi" },
  });
});

test("a CPU node has no GPU, not even zero of them", () => {
  const { capacity, allocatable } = resourcesOf("Standard_D4s_v5", { maxPods: 250 });
  expect(capacity.gpus).toBe(0);
  for (const amounts of [capacity, allocatable]) expect(quantitiesOf(amounts)).not.toHaveProperty(["nvidia.com/gpu"]);
});

test("the pool's own disk stands before AKS' choice", () => {
  expect(quantitiesOf(resourcesOf("Standard_D4s_v5", { maxPods: 30, osDisk: { gib: 64 } }).capacity)).toMatchObject({
    "ephemeral-storage": "64Gi",
  });
});

// The kubelet keeps whole bytes (`GetThresholdQuantity` of k8s.io/kubernetes/pkg/kubelet/eviction/api), here 13,743,895,347: 117,964.8 MiB are left.
test("a part of a MiB is not promised", () => {
  const { allocatable } = resourcesOf("Standard_D4s_v5", { maxPods: 30, osDisk: { gib: 128 } });
  expect(allocatable.ephemeralStorageMib).toBe(Math.floor((128 * 2 ** 30 - 13_743_895_347) / 2 ** 20));
});

test("an older cluster keeps more memory", () => {
  // 16 GiB: 2.6 GiB in steps and 750 MiB.
  const { allocatable } = resourcesOf("Standard_D4s_v5", { maxPods: 30, kubernetesVersion: "1.28" });
  expect(allocatable.memoryMib).toBe(Math.floor(16384 - 2662.4 - 750));
});

test.each([
  [4, 3860],
  [64, 63260],
])("of %i vCPUs pods can have %i millicores", (vcpus, millicores) =>
  expect(allocatableMillicores(vcpus)).toBe(millicores),
);
