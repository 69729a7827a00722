import { isGpuSeries, readVmSizeName, vmSizePattern } from "./name";

// Azure's own examples (learn.microsoft.com/azure/virtual-machines/vm-naming-conventions), and sizes with parts of all kinds.
test.each([
  ["Standard_M416ms_v2", "M", 416, "ms", "amd64"],
  ["Standard_NV16as_v4", "NV", 16, "as", undefined],
  ["Standard_NC4as_T4_v3", "NC", 4, "as", undefined],
  ["Standard_D8s_v5", "D", 8, "s", "amd64"],
  ["Standard_D4_v3", "D", 4, "", "amd64"],
  ["Standard_D8pds_v6", "D", 8, "pds", "arm64"],
  ["Standard_DC8es_v5", "DC", 8, "es", "amd64"],
  ["Standard_B2ms", "B", 2, "ms", "amd64"],
  ["Standard_F8s_v2", "F", 8, "s", "amd64"],
  ["Standard_HB120rs_v3", "HB", 120, "rs", "amd64"],
  ["Standard_E96ias_v4", "E", 96, "ias", "amd64"],
  ["Standard_ND96asr_v4", "ND", 96, "asr", undefined],
  ["Standard_ND128isr_NDR_GB200_v6", "ND", 128, "isr", undefined],
  ["Standard_NC24lds_xl_RTXPRO6000BSE_v6", "NC", 24, "lds", undefined],
])("%s: %s, %i vCPUs, features %j, %s", (vmSize, series, vcpus, features, architecture) => {
  expect(readVmSizeName(vmSize)).toEqual({ known: true, vmSize, series, vcpus, features, architecture });
});

test.each([
  ["D8s_v5", /not of Azure's form/],
  ["Standard_", /not of Azure's form/],
  ["Standard_D8s_v5 ", /not of Azure's form/],
  ["Basic_A1", /not of Azure's form/],
  ["Standard_M8-2ms_v2", /constrained vCPUs/],
  ["Standard_E4-2as_v7", /constrained vCPUs/],
  // 2 vCPUs, 4 vCPUs, 1 vCPU, 32 vCPUs: the numbers say otherwise or nothing.
  ["Standard_D11_v2", /older than the convention/],
  ["Standard_DS3_v2", /older than the convention/],
  ["Standard_A0", /older than the convention/],
  ["Standard_GS5", /older than the convention/],
])("%s is not known by its name: %s", (vmSize, reason) => {
  expect(readVmSizeName(vmSize)).toEqual({ known: false, vmSize, reason: expect.stringMatching(reason) });
});

test.each([
  ["Standard_NC24ads_A100_v4", true],
  ["Standard_ND96isr_H100_v5", true],
  ["Standard_NV36ads_A10_v5", true],
  ["Standard_NG8ads_V620_v1", true],
  ["standard_nc24ads_a100_v4", true],
  // An FPGA and a video transcoder.
  ["Standard_NP10s", false],
  ["Standard_NM16ads_MA35D", false],
  ["Standard_D8s_v5", false],
  ["Standard_", false],
])("%s is of a GPU series: %s", (vmSize, gpus) => expect(isGpuSeries(vmSize)).toBe(gpus));

test.each([
  ["Standard_D8s_v5", true],
  ["Standard_M8-2ms_v2", true],
  ["Standard_D4s_v9", true],
  ["D8s_v5", false],
  ["Standard_D8s_v5|.*", false],
  ["Standard_8", false],
])("%s is written like a VM size: %s", (vmSize, written) => expect(vmSizePattern.test(vmSize)).toBe(written));
