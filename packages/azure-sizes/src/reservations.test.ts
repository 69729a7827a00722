import fc from "fast-check";
import { reservedMemoryMib, reservedMillicores } from "./reservations";

describe("cores", () => {
  // The table of learn.microsoft.com/azure/aks/node-resource-reservations#cpu-reservations.
  test.each([
    [1, 60],
    [2, 100],
    [4, 140],
    [8, 180],
    [16, 260],
    [32, 420],
    [64, 740],
  ])("of %i AKS keeps %i millicores", (vcpus, reserved) => expect(reservedMillicores(vcpus)).toBe(reserved));

  test.each([
    [24, 340],
    [48, 580],
    [96, 1060],
  ])("of %i, between and beyond the columns, %i", (vcpus, reserved) =>
    expect(reservedMillicores(vcpus)).toBe(reserved),
  );

  test("more of more, never all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 416 }), (vcpus) => {
        return reservedMillicores(vcpus + 1) > reservedMillicores(vcpus) && reservedMillicores(vcpus) < vcpus * 1000;
      }),
    );
  });
});

describe("memory from Kubernetes 1.29 on", () => {
  // The page's examples: 8 GB and 30 pods keep 650 MB, 4 GB and 70 pods a quarter; 100 MiB for eviction on top of each.
  test.each([
    [8192, 30, 650 + 100],
    [4096, 70, 1024 + 100],
    [16384, 250, 4096 + 100],
    [32768, 250, 5050 + 100],
    [225280, 250, 5050 + 100],
    [225280, 110, 2250 + 100],
  ])("%i MiB with %i pods: %i", (memoryMib, maxPods, reserved) => {
    expect(reservedMemoryMib({ memoryMib, maxPods })).toBe(reserved);
    for (const kubernetesVersion of ["1.29", "1.35.1", "v1.30.0", "2.0", "2.1.5"]) {
      expect(reservedMemoryMib({ memoryMib, maxPods, kubernetesVersion })).toBe(reserved);
    }
  });
});

describe("memory before Kubernetes 1.29", () => {
  const before = (gib: number) =>
    reservedMemoryMib({ memoryMib: gib * 1024, maxPods: 250, kubernetesVersion: "1.28.9" }) / 1024;

  test("the page's example: of 7 GB 0.75 + 0.25 × 4 + 0.20 × 3", () =>
    expect(before(7)).toBeCloseTo(0.732421875 + 1.6, 9));

  // Each step's upper end, in GiB without the 750 MiB of eviction.
  test.each([
    [4, 1],
    [8, 1.8],
    [16, 2.6],
    [128, 9.32],
    [220, 11.16],
  ])("of %i GiB %d GiB", (gib, reserved) => expect(before(gib) - 750 / 1024).toBeCloseTo(reserved, 9));

  test("whatever the pods", () => {
    const [few, many] = [10, 250].map((maxPods) =>
      reservedMemoryMib({ memoryMib: 8192, maxPods, kubernetesVersion: "1.28" }),
    );
    expect(few).toBe(many);
  });
});
