import { recordedSkus } from "../testing/skus";
import { architectureOf, findVmSize, gpusOf, knownVmSizes, vcpusOf } from "./find";
import { isGpuSeries, readVmSizeName, vmSizePattern } from "./name";

const skus = recordedSkus();
const numbered = (vmSize: string) => readVmSizeName(vmSize).known;

test("every size of the table is one of Azure's, with the figures of Azure's API", () => {
  const recorded = new Map(skus.map((sku) => [sku.vmSize, sku]));
  const own = knownVmSizes.map(({ vmSize, vcpus, memoryGib, gpus, architecture, quotaFamily }) => ({
    ...{ vmSize, vcpus, memoryGib, gpus: gpus?.count ?? 0, architecture, quotaFamily },
  }));
  expect(own).toEqual(own.map(({ vmSize }) => recorded.get(vmSize)));
  expect(own.length).toBeGreaterThan(450);
});

test("every series of the table is in it as a whole, but for its largest, and those of one vCPU, which AKS does not take", () => {
  const most = new Map<string, number>();
  for (const { quotaFamily, vcpus } of knownVmSizes) most.set(quotaFamily, Math.max(vcpus, most.get(quotaFamily) ?? 0));
  const seriesOf = (vmSize: string) => vmSize.replace(/\d+/, "#");
  const series = new Set(knownVmSizes.map(({ vmSize }) => seriesOf(vmSize)));
  const missing = skus.filter(
    ({ vmSize, vcpus, quotaFamily }) =>
      series.has(seriesOf(vmSize)) && vcpus > 1 && vcpus <= most.get(quotaFamily)! && !findVmSize(vmSize).known,
  );
  expect(missing.map(({ vmSize }) => vmSize)).toEqual([]);
});

test("a name is never read otherwise than Azure's API counts", () => {
  const wrong = skus.filter(({ vmSize, vcpus, architecture }) => {
    const [counted, kind] = [vcpusOf(vmSize), architectureOf(vmSize)];
    return (counted.known && counted.vcpus !== vcpus) || (kind.known && kind.architecture !== architecture);
  });
  expect(wrong).toEqual([]);
  expect(skus.filter(({ vmSize }) => !vmSizePattern.test(vmSize))).toEqual([]);
});

// Names with a large V (Standard_D16darm_V3) are of no form.
test("every name since the third version is read, but for constrained vCPUs", () => {
  const recent = skus.filter(({ vmSize }) => /^[^-]+_v([3-9]|\d\d)$/i.test(vmSize) && !/_V\d/.test(vmSize));
  expect(recent.filter(({ vmSize }) => !numbered(vmSize)).map(({ vmSize }) => vmSize)).toEqual([]);
  expect(recent.length).toBeGreaterThan(600);
  expect(skus.filter(({ vmSize }) => vmSize.includes("-") && numbered(vmSize))).toEqual([]);
});

test("GPUs are counted as Azure's API counts, or not known; FPGAs are none", () => {
  const wrong = skus.filter(({ vmSize, gpus }) => {
    const counted = gpusOf(vmSize);
    return counted.known && counted.gpus !== gpus;
  });
  expect(wrong.map(({ vmSize }) => vmSize)).toEqual(["Standard_NP10s", "Standard_NP20s", "Standard_NP40s"]);
  const accelerated = skus.filter(({ vmSize, gpus }) => gpus > 0 && !vmSize.startsWith("Standard_NP"));
  expect(accelerated.filter(({ vmSize }) => !isGpuSeries(vmSize))).toEqual([]);
});

// d: "diskful", s: "Premium Storage capable" (learn.microsoft.com/azure/virtual-machines/vm-naming-conventions).
test("temporary disks and Premium SSDs are where the name says so, and in the two series that are older than its d", () => {
  const disks = knownVmSizes.filter(({ localDisks }) => localDisks !== undefined).map(({ vmSize }) => vmSize);
  const named = knownVmSizes
    .map(({ vmSize }) => vmSize)
    .filter((vmSize) => /^Standard_[A-Z]+\d+[a-z]*d/.test(vmSize) || /^Standard_(F\d+s_v2|B\d+m?s|N.*)$/.test(vmSize));
  expect(disks).toEqual(named);
  expect(
    knownVmSizes.filter(({ ephemeralOsDisk, localDisks }) => ephemeralOsDisk !== (localDisks !== undefined)),
  ).toEqual([]);
  const premium = (vmSize: string) => /^Standard_[A-Z]+\d+[a-z]*s/.test(vmSize);
  expect(knownVmSizes.filter(({ vmSize, premiumStorage }) => premiumStorage !== premium(vmSize))).toEqual([]);
});

// Such as …/sizes/general-purpose/dadsv5-series. The sizes of B with less memory stand beside the others.
test("the page of a series without GPUs has the series' name", () => {
  const room = { D: "general-purpose", B: "general-purpose", E: "memory-optimized", F: "compute-optimized" };
  const pageOf = (vmSize: string) => {
    const [, family, features, version = "v1"] = /^Standard_([BDEF])\d+([a-z]*)(?:_(v\d))?$/.exec(vmSize)!;
    const letters = family === "B" ? (version === "v1" ? "" : features!.replace("l", "")) : features!;
    return `${room[family as keyof typeof room]}/${family!.toLowerCase()}${letters}${version}-series`;
  };
  const pages = knownVmSizes.filter(({ gpus }) => !gpus).map(({ vmSize, source }) => ({ vmSize, source }));
  const root = "https://learn.microsoft.com/azure/virtual-machines/sizes/";
  expect(pages).toEqual(pages.map(({ vmSize }) => ({ vmSize, source: root + pageOf(vmSize) })));
});
