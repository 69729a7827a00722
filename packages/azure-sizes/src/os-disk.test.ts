import { knownVmSize } from "./find";
import { defaultManagedOsDiskGib, managedDiskTier, osDiskOf, type OsDiskSettings } from "./os-disk";

const diskOf = (vmSize: string, settings?: OsDiskSettings) => osDiskOf(knownVmSize(vmSize), settings);

// The table of learn.microsoft.com/azure/aks/concepts-storage#managed-os-disks, both ends of each row.
test.each([
  [1, 128],
  [7, 128],
  [8, 256],
  [15, 256],
  [16, 512],
  [63, 512],
  [64, 1024],
  [416, 1024],
])("%i vCPUs get a managed OS disk of %i GiB", (vcpus, gib) => expect(defaultManagedOsDiskGib(vcpus)).toBe(gib));

describe("managedDiskTier", () => {
  // Sizes of Premium SSDs, learn.microsoft.com/azure/virtual-machines/disks-types#premium-ssds, and what lies between.
  test.each([
    [1, "P1"],
    [4, "P1"],
    [5, "P2"],
    [16, "P3"],
    [32, "P4"],
    [60, "P6"],
    [64, "P6"],
    [128, "P10"],
    [129, "P15"],
    [256, "P15"],
    [512, "P20"],
    [1024, "P30"],
    [2048, "P40"],
    [4096, "P50"],
    [8192, "P60"],
    [16384, "P70"],
    [32767, "P80"],
  ])("%i GiB are billed as %s", (gib, tier) => expect(managedDiskTier(gib)).toBe(tier));

  test("calls Standard SSDs E", () => expect(managedDiskTier(128, false)).toBe("E10"));

  test.each([0, -1, NaN, 32768])("refuses %d GiB", (gib) => {
    expect(() => managedDiskTier(gib)).toThrow(`a managed disk has 1 to 32767 GiB, not ${gib}`);
  });
});

describe("osDiskOf a pool that says nothing", () => {
  test.each([
    ["Standard_D4s_v5", 128, "P10"],
    ["Standard_D8s_v5", 256, "P15"],
    ["Standard_D32s_v5", 512, "P20"],
    ["Standard_D48s_v5", 512, "P20"],
    ["Standard_D64s_v5", 1024, "P30"],
    ["Standard_D96s_v5", 1024, "P30"],
    // 75, 110 and 64 GiB of temporary disk are too little for AKS.
    ["Standard_D2ds_v5", 128, "P10"],
    ["Standard_D2ads_v6", 128, "P10"],
    ["Standard_NC24ads_A100_v4", 512, "P20"],
    // No Premium SSD without an s in the name.
    ["Standard_D4_v5", 128, "E10"],
  ])("%s: managed, %i GiB, %s", (vmSize, gib, tier) => expect(diskOf(vmSize)).toEqual({ kind: "managed", gib, tier }));

  test.each([
    // The page's own example.
    ["Standard_D8ds_v5", 300],
    ["Standard_NC48ads_A100_v4", 128],
    ["Standard_F16s_v2", 128],
    // One of two NVMe disks.
    ["Standard_D16ads_v6", 440],
    // The API's bound of a pool's OS disk.
    ["Standard_NC40ads_H100_v5", 2048],
  ])("%s: ephemeral, %i GiB", (vmSize, gib) => expect(diskOf(vmSize)).toEqual({ kind: "ephemeral", gib }));
});

describe("osDiskOf a pool that says", () => {
  test("its size, has it where the temporary disk is large enough, else as a managed disk of the size's tier", () => {
    expect(diskOf("Standard_D4ds_v5", { gib: 150 })).toEqual({ kind: "ephemeral", gib: 150 });
    expect(diskOf("Standard_D4ds_v5", { gib: 151 })).toEqual({ kind: "managed", gib: 151, tier: "P15" });
    // The page's example of a size below AKS' own least one: 60 GiB fit into the 75 of the temporary disk.
    expect(diskOf("Standard_D2ds_v5", { gib: 60 })).toEqual({ kind: "ephemeral", gib: 60 });
    expect(diskOf("Standard_D4s_v5", { gib: 1000 })).toEqual({ kind: "managed", gib: 1000, tier: "P30" });
  });

  test("0 as its size, leaves it to AKS", () =>
    expect(diskOf("Standard_D8ds_v5", { gib: 0 })).toMatchObject({ gib: 300 }));

  test("Managed, gets it though an ephemeral one would fit", () => {
    expect(diskOf("Standard_D8ds_v5", { type: "Managed" })).toEqual({ kind: "managed", gib: 256, tier: "P15" });
  });

  test("Ephemeral, gets it, in the size that it names or that AKS would choose", () => {
    expect(diskOf("Standard_D8ds_v5", { type: "Ephemeral" })).toEqual({ kind: "ephemeral", gib: 300 });
    expect(diskOf("Standard_NC24ads_A100_v4", { type: "Ephemeral", gib: 128 })).toEqual({
      kind: "ephemeral",
      gib: 128,
    });
    expect(diskOf("Standard_NC24ads_A100_v4", { type: "Ephemeral" })).toEqual({ kind: "ephemeral", gib: 512 });
  });
});
