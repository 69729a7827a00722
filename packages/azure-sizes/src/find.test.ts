import { architectureOf, findVmSize, gpuMemoryGib, gpusOf, knownVmSize as known, knownVmSizes, vcpusOf } from "./find";

describe("sizes without GPUs", () => {
  // Rows of the series' pages, learn.microsoft.com/azure/virtual-machines/sizes; the families as az vm list-skus has them.
  test.each([
    ["Standard_D2s_v5", 2, 8, "amd64", "standardDSv5Family"],
    ["Standard_D4s_v5", 4, 16, "amd64", "standardDSv5Family"],
    ["Standard_D8s_v5", 8, 32, "amd64", "standardDSv5Family"],
    ["Standard_D96s_v5", 96, 384, "amd64", "standardDSv5Family"],
    ["Standard_D4_v5", 4, 16, "amd64", "standardDv5Family"],
    ["Standard_D4d_v5", 4, 16, "amd64", "standardDDv5Family"],
    ["Standard_D8ds_v5", 8, 32, "amd64", "standardDDSv5Family"],
    ["Standard_D8as_v5", 8, 32, "amd64", "standardDASv5Family"],
    ["Standard_D8ads_v5", 8, 32, "amd64", "standardDADSv5Family"],
    ["Standard_D8ls_v5", 8, 16, "amd64", "standardDLSv5Family"],
    ["Standard_D8ps_v5", 8, 32, "arm64", "standardDPSv5Family"],
    ["Standard_D8pds_v5", 8, 32, "arm64", "standardDPDSv5Family"],
    ["Standard_D64pds_v5", 64, 208, "arm64", "standardDPDSv5Family"],
    ["Standard_D48s_v6", 48, 192, "amd64", "StandardDsv6Family"],
    ["Standard_D128ds_v6", 128, 512, "amd64", "StandardDdsv6Family"],
    ["Standard_D8as_v6", 8, 32, "amd64", "standardDav6Family"],
    ["Standard_D8ads_v6", 8, 32, "amd64", "standardDadv6Family"],
    ["Standard_D8alds_v6", 8, 16, "amd64", "standardDaldv6Family"],
    ["Standard_D96pds_v6", 96, 384, "arm64", "StandardDpdsv6Family"],
    ["Standard_D160ads_v7", 160, 640, "amd64", "StandardDadsv7Family"],
    ["Standard_E2s_v5", 2, 16, "amd64", "standardESv5Family"],
    ["Standard_E20s_v5", 20, 160, "amd64", "standardESv5Family"],
    ["Standard_E64s_v5", 64, 512, "amd64", "standardESv5Family"],
    ["Standard_E96s_v5", 96, 672, "amd64", "standardESv5Family"],
    ["Standard_E32pds_v5", 32, 208, "arm64", "standardEPDSv5Family"],
    ["Standard_E96ds_v6", 96, 768, "amd64", "StandardEdsv6Family"],
    ["Standard_E96ads_v6", 96, 672, "amd64", "standardEadv6Family"],
    ["Standard_E96ads_v7", 96, 768, "amd64", "StandardEadsv7Family"],
    ["Standard_F8s_v2", 8, 16, "amd64", "standardFSv2Family"],
    ["Standard_F72s_v2", 72, 144, "amd64", "standardFSv2Family"],
    ["Standard_F16as_v6", 16, 64, "amd64", "StandardFasv6Family"],
    ["Standard_F16als_v6", 16, 32, "amd64", "StandardFalsv6Family"],
    ["Standard_F16ams_v6", 16, 128, "amd64", "StandardFamsv6Family"],
    ["Standard_B2s", 2, 4, "amd64", "standardBSFamily"],
    ["Standard_B4ms", 4, 16, "amd64", "standardBSFamily"],
    ["Standard_B8s_v2", 8, 32, "amd64", "standardBsv2Family"],
    ["Standard_B8als_v2", 8, 16, "amd64", "standardBasv2Family"],
    ["Standard_B8ps_v2", 8, 32, "arm64", "standardBpsv2Family"],
  ])("%s: %i vCPUs, %i GiB, %s, %s", (vmSize, vcpus, memoryGib, architecture, quotaFamily) => {
    expect(known(vmSize)).toMatchObject({ vmSize, vcpus, memoryGib, architecture, quotaFamily });
    expect(known(vmSize).gpus).toBeUndefined();
  });

  // The tables "Local (temp) storage info for each size": ddsv5 (in dadsv5, dldsv5, edsv5 and the others the same), fsv2, bv1.
  test.each([
    ["Standard_D8s_v5", undefined],
    ["Standard_D2ds_v5", { count: 1, gib: 75 }],
    ["Standard_D8ds_v5", { count: 1, gib: 300 }],
    ["Standard_D96ads_v5", { count: 1, gib: 3600 }],
    ["Standard_E20ds_v5", { count: 1, gib: 750 }],
    ["Standard_F2s_v2", { count: 1, gib: 16 }],
    ["Standard_F16s_v2", { count: 1, gib: 128 }],
    ["Standard_F72s_v2", { count: 1, gib: 576 }],
    ["Standard_B2s", { count: 1, gib: 8 }],
    ["Standard_B2ms", { count: 1, gib: 16 }],
    ["Standard_B4ms", { count: 1, gib: 32 }],
    ["Standard_B8ms", { count: 1, gib: 64 }],
    ["Standard_B12ms", { count: 1, gib: 96 }],
    ["Standard_B16ms", { count: 1, gib: 128 }],
    ["Standard_B20ms", { count: 1, gib: 160 }],
  ])("%s has temporary disks of %j", (vmSize, localDisks) => expect(known(vmSize).localDisks).toEqual(localDisks));

  // The same table of edsv6, and the last size of eadsv7. The other series with a d from version 6 on have the same disks.
  test.each([
    [2, 1, 110],
    [4, 1, 220],
    [8, 1, 440],
    [16, 2, 440],
    [20, 2, 550],
    [32, 4, 440],
    [48, 6, 440],
    [64, 4, 880],
    [96, 6, 880],
    [128, 4, 1760],
    [160, 4, 2200],
  ])("of %i vCPUs, from version 6 on, has %i NVMe disks of %i GiB", (vcpus, count, gib) => {
    const sizes = knownVmSizes.filter(({ vmSize, localDisks }) => vmSize.match(/_v[67]$/) && localDisks);
    const disks = sizes.filter((size) => size.vcpus === vcpus).map(({ localDisks }) => localDisks);
    expect(disks).toEqual(disks.map(() => ({ count, gib })));
    expect(disks.length).toBeGreaterThan(1);
  });

  test("takes Premium SSDs by the s in the name", () => {
    expect(known("Standard_D4d_v5").premiumStorage).toBe(false);
    expect(known("Standard_D4ds_v5").premiumStorage).toBe(true);
  });
});

describe("sizes with GPUs", () => {
  // Rows of the tables "Basics", "Local Storage" and "Accelerators" of the series' pages.
  test.each([
    ["Standard_NC4as_T4_v3", 4, 28, 176, 1, "T4", 16],
    ["Standard_NC8as_T4_v3", 8, 56, 352, 1, "T4", 16],
    ["Standard_NC16as_T4_v3", 16, 110, 352, 1, "T4", 16],
    ["Standard_NC64as_T4_v3", 64, 440, 2816, 4, "T4", 16],
    ["Standard_NC6s_v3", 6, 112, 736, 1, "V100", 16],
    ["Standard_NC12s_v3", 12, 224, 1474, 2, "V100", 16],
    ["Standard_NC24s_v3", 24, 448, 2948, 4, "V100", 16],
    ["Standard_NC24rs_v3", 24, 448, 2948, 4, "V100", 16],
    ["Standard_NV36ads_A10_v5", 36, 440, 1440, 1, "A10", 24],
    ["Standard_NV36adms_A10_v5", 36, 880, 2880, 1, "A10", 24],
    ["Standard_NV72ads_A10_v5", 72, 880, 2880, 2, "A10", 24],
    ["Standard_NC24ads_A100_v4", 24, 220, 64, 1, "A100", 80],
    ["Standard_NC48ads_A100_v4", 48, 440, 128, 2, "A100", 80],
    ["Standard_NC96ads_A100_v4", 96, 880, 256, 4, "A100", 80],
    ["Standard_NC40ads_H100_v5", 40, 320, 3576, 1, "H100 NVL", 94],
    ["Standard_NC80adis_H100_v5", 80, 640, 7152, 2, "H100 NVL", 94],
    ["Standard_ND96asr_v4", 96, 900, 6000, 8, "A100", 40],
    ["Standard_ND96amsr_A100_v4", 96, 1800, 6400, 8, "A100", 80],
    ["Standard_ND96isr_H100_v5", 96, 1900, 1024, 8, "H100", 80],
    ["Standard_ND96isr_H200_v5", 96, 1850, 1024, 8, "H200", 141],
  ])(
    "%s: %i vCPUs, %i GiB, %i GiB of disk, %i × %s of %i GB",
    (vmSize, vcpus, memoryGib, gib, count, model, memoryGb) => {
      expect(known(vmSize)).toMatchObject({ vcpus, memoryGib, architecture: "amd64", localDisks: { count: 1, gib } });
      expect(known(vmSize).gpus).toMatchObject({ count, model, memoryGb, share: 1 });
    },
  );

  // What nvidia-smi and CUDA report, which is less than what is on the box.
  test.each([
    ["Standard_NC4as_T4_v3", 14.5],
    ["Standard_NC6s_v3", 15.7],
    ["Standard_NV36ads_A10_v5", 22],
    ["Standard_NC24ads_A100_v4", 79.1],
    ["Standard_NC40ads_H100_v5", 93],
    ["Standard_ND96asr_v4", 39.4],
    ["Standard_ND96amsr_A100_v4", 79.1],
    ["Standard_ND96isr_H100_v5", 79.1],
    ["Standard_ND96isr_H200_v5", 139.8],
  ])("%s: CUDA can take %d GiB of each", (vmSize, gib) => expect(known(vmSize).gpus?.usableGib).toBe(gib));

  test.each([
    ["Standard_NV6ads_A10_v5", 1 / 6, 4, 180],
    ["Standard_NV12ads_A10_v5", 1 / 3, 8, 360],
    ["Standard_NV18ads_A10_v5", 1 / 2, 12, 720],
  ])("%s offers one GPU that is a part of an A10", (vmSize, share, memoryGb, gib) => {
    expect(known(vmSize).gpus).toEqual({ count: 1, model: "A10", share, memoryGb, usableGib: undefined });
    expect(known(vmSize).localDisks).toEqual({ count: 1, gib });
  });

  // As az vm list-skus and az vm list-usage write them, blanks included.
  test.each([
    ["Standard_NC16as_T4_v3", "Standard NCASv3_T4 Family"],
    ["Standard_NC24rs_v3", "standardNCSv3Family"],
    ["Standard_NV6ads_A10_v5", "StandardNVADSA10v5Family"],
    ["Standard_NC24ads_A100_v4", "StandardNCADSA100v4Family"],
    ["Standard_NC80adis_H100_v5", "StandardNCadsH100v5Family"],
    ["Standard_ND96asr_v4", "Standard NDASv4_A100 Family"],
    ["Standard_ND96amsr_A100_v4", "standard NDAMSv4_A100Family"],
    ["Standard_ND96isr_H100_v5", "standardNDSH100v5Family"],
    ["Standard_ND96isr_H200_v5", "standardNDISRH200V5Family"],
  ])("%s counts into %j", (vmSize, quotaFamily) => expect(known(vmSize).quotaFamily).toBe(quotaFamily));
});

describe("findVmSize", () => {
  test.each([
    ["Standard_D5s_v5", "a number that the series does not have"],
    ["Standard_D4_v6", "a series without s that ended with version 5"],
    ["Standard_D4s_v9", "a version that is not there"],
    ["Standard_NC32ads_A100_v4", "a number between two sizes with GPUs"],
    ["Standard_ND128isr_GB300_v6", "a GPU that is not in the table"],
    ["D4s_v5", "no Standard_"],
    ["toString", "a property of every object"],
    ["", "nothing"],
  ])("does not guess %j: %s", (vmSize) => {
    expect(findVmSize(vmSize)).toEqual({ known: false, vmSize, reason: expect.stringMatching(/^its? /) });
  });

  test("tells sizes apart without case, as Azure does, and gives Azure's own name", () => {
    expect(findVmSize("standard_nc24ADS_a100_v4")).toMatchObject({ known: true, vmSize: "Standard_NC24ads_A100_v4" });
  });

  test("is refused by those who take no other", () => {
    expect(() => known("Standard_D4s_v9")).toThrow('VM size "Standard_D4s_v9": it is not in the table of VM sizes');
  });

  test("knows every size once, with the page of its series", () => {
    expect(new Set(knownVmSizes.map(({ vmSize }) => vmSize.toLowerCase())).size).toBe(knownVmSizes.length);
    for (const { source } of knownVmSizes) {
      expect(source).toMatch(
        /^https:\/\/learn\.microsoft\.com\/azure\/virtual-machines\/sizes\/[a-z-]+\/[a-z0-9-]+-series$/,
      );
    }
    expect(known("Standard_D8ads_v5").source).toMatch(/\/general-purpose\/dadsv5-series$/);
    expect(known("Standard_NV6ads_A10_v5").source).toMatch(/\/gpu-accelerated\/nvadsa10v5-series$/);
  });
});

describe("vcpusOf", () => {
  test("takes them of the table, and says so where only the name tells them", () => {
    expect(vcpusOf("Standard_D8s_v5")).toEqual({ known: true, vcpus: 8, from: "table" });
    expect(vcpusOf("Standard_HB120rs_v3")).toEqual({ known: true, vcpus: 120, from: "name" });
    expect(vcpusOf("Standard_D11_v2")).toMatchObject({ known: false, vmSize: "Standard_D11_v2" });
  });
});

describe("gpusOf", () => {
  test("counts what a node offers", () => {
    expect(gpusOf("Standard_ND96isr_H100_v5")).toEqual({ known: true, gpus: 8 });
    expect(gpusOf("Standard_NV6ads_A10_v5")).toEqual({ known: true, gpus: 1 });
    expect(gpusOf("Standard_D8s_v5")).toEqual({ known: true, gpus: 0 });
  });

  test("is sure of none in a series without GPUs, even of a size that is not in the table", () => {
    expect(gpusOf("Standard_HB120rs_v3")).toEqual({ known: true, gpus: 0 });
  });

  test.each(["Standard_ND128isr_GB300_v6", "Standard_NC32ads_A100_v4", "Standard_NG8ads_V620_v1"])(
    "does not guess those of %s",
    (vmSize) => expect(gpusOf(vmSize)).toMatchObject({ known: false, vmSize }),
  );

  test("does not take a name of no form for one without GPUs", () => {
    expect(gpusOf("large")).toMatchObject({ known: false, vmSize: "large" });
  });
});

describe("architectureOf", () => {
  test("is that of the table, else that of the name", () => {
    expect(architectureOf("Standard_E8pds_v5")).toEqual({ known: true, architecture: "arm64" });
    expect(architectureOf("Standard_NC24ads_A100_v4")).toEqual({ known: true, architecture: "amd64" });
    expect(architectureOf("Standard_E8pbs_v8")).toEqual({ known: true, architecture: "arm64" });
    expect(architectureOf("Standard_HB120rs_v3")).toEqual({ known: true, architecture: "amd64" });
  });

  test.each(["Standard_ND128isr_GB300_v6", "large", "Standard_D11_v2"])("is not guessed of %s", (vmSize) =>
    expect(architectureOf(vmSize)).toMatchObject({ known: false, vmSize }),
  );
});

// An A100 with 80 GB has 81,920 MiB on the box, of which CUDA reports 79.1 GiB; of a part of an A10 only Azure's figure is published.
test.each([
  ["Standard_NC24ads_A100_v4", 79.1],
  ["standard_nc48ads_a100_v4", 79.1],
  ["Standard_NV18ads_A10_v5", (12 * 1e9) / 2 ** 30],
  ["Standard_D8s_v5", undefined],
  ["Standard_ND128isr_GB300_v6", undefined],
])("a GPU of %s has %s GiB", (vmSize, gib) => expect(gpuMemoryGib(vmSize)).toBe(gib));
