import fc from "fast-check";
import { defaultOsDisk, nodeResources, reservedCpu, reservedMemory } from "./capacity";
import { findSku } from "./skus";

describe("AKS' reservations", () => {
  // The table of learn.microsoft.com/azure/aks/node-resource-reservations.
  test.each([
    [1, 60],
    [2, 100],
    [4, 140],
    [8, 180],
    [16, 260],
    [32, 420],
    [64, 740],
  ])("take of %i cores %i millicores", (cores, reserved) => expect(reservedCpu(cores)).toBe(reserved));

  test("take ever more of more cores, never all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 416 }), (cores) => {
        return reservedCpu(cores + 1) > reservedCpu(cores) && reservedCpu(cores) < cores * 1000;
      }),
    );
  });

  // The page's own examples: 8 GB with 30 pods keep 650 MB, 4 GB with 70 pods keep a quarter; 100 MiB for eviction on top.
  test.each([
    [8192, 30, 650 + 100],
    [4096, 70, 1024 + 100],
  ])("take of %i MiB with %i pods %i MiB", (memory, pods, reserved) =>
    expect(reservedMemory(memory, pods)).toBe(reserved),
  );
});

describe("nodeResources", () => {
  test("gives an A100 node its GPU, and what AKS leaves of the rest", () => {
    expect(nodeResources(findSku("Standard_NC24ads_A100_v4")!, 250)).toEqual({
      capacity: { cpu: "24", memory: "225280Mi", pods: "250", "nvidia.com/gpu": "1", "ephemeral-storage": "512Gi" },
      allocatable: {
        cpu: "23660m",
        memory: "220130Mi",
        pods: "250",
        "nvidia.com/gpu": "1",
        "ephemeral-storage": "471859Mi",
      },
    });
  });

  test("gives a CPU node no GPU, not even zero of them", () => {
    expect(nodeResources(findSku("Standard_D4s_v5")!, 250).capacity).not.toHaveProperty(["nvidia.com/gpu"]);
  });

  test("takes the pool's own disk over AKS' default", () => {
    expect(nodeResources(findSku("Standard_D4s_v5")!, 30, 64).capacity["ephemeral-storage"]).toBe("64Gi");
    expect([2, 8, 24, 96].map(defaultOsDisk)).toEqual([128, 256, 512, 1024]);
  });
});

describe("findSku", () => {
  test.each([
    ["Standard_D4s_v5", { vcpus: 4, memoryGiB: 16, gpus: 0 }],
    ["Standard_D8ads_v5", { vcpus: 8, memoryGiB: 32, gpus: 0 }],
    ["Standard_E16s_v5", { vcpus: 16, memoryGiB: 128, gpus: 0 }],
    ["Standard_F8s_v2", { vcpus: 8, memoryGiB: 16, gpus: 0 }],
    ["Standard_NC24ads_A100_v4", { vcpus: 24, memoryGiB: 220, gpus: 1 }],
    ["Standard_ND96isr_H100_v5", { vcpus: 96, memoryGiB: 1900, gpus: 8 }],
  ])("knows %s", (size, sku) => expect(findSku(size)).toEqual(sku));

  test.each(["Standard_D5s_v5", "Standard_D4s_v9", "Standard_DS2_v2", "toString", ""])("does not guess %j", (size) =>
    expect(findSku(size)).toBeUndefined(),
  );
});
