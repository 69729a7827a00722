import { recordedSkus } from "../testing/skus";
import { findVmSize } from "./find";
import { poolSizeRules } from "./pool-sizes";

const { system, cpu, gpu } = poolSizeRules;

/** Of AMD, by Azure's pages: Radeon Pro V620 and V710, Instinct MI25 (NVv4) and MI300X. */
const isAmd = (vmSize: string) => /V620|V710|MI300X|^Standard_NV\d+as_v4$/.test(vmSize);

test.each<[string, string, (vmSize: string) => boolean]>([
  ["Arm's processors", "its processor is Arm's", (vmSize) => findVmSize(vmSize).known],
  ["AMD's GPUs", "its GPUs are AMD's", isAmd],
])("of all that Azure's API names, sizes with %s are refused for every pool, with that reason", (what, reason, is) => {
  const arm = what.startsWith("Arm");
  const sizes = recordedSkus().filter(({ vmSize, architecture }) => is(vmSize) && (!arm || architecture === "arm64"));
  expect(sizes.length).toBeGreaterThan(10);
  for (const { vmSize } of sizes) {
    for (const rule of [system, cpu, gpu]) {
      expect([vmSize, rule.accepts(vmSize)]).toEqual([vmSize, false]);
      expect(rule.allowedFor(vmSize)).toContain(reason);
    }
  }
});

test("what a pool may have is amd64 and has its figures; with NVIDIA's GPUs for model servers, without any for the others", () => {
  for (const { vmSize, architecture, gpus } of recordedSkus()) {
    for (const rule of [system, cpu, gpu]) {
      if (!rule.accepts(vmSize)) continue;
      expect([vmSize, architecture, gpus > 0]).toEqual([vmSize, "amd64", rule === gpu]);
      expect(findVmSize(vmSize)).toMatchObject({ known: true });
    }
  }
});

test.each([
  ["Standard_D8s_v5", true, true, false],
  ["Standard_D2ls_v5", true, true, false],
  ["Standard_B4ms", false, true, false],
  ["Standard_B2ls_v2", false, true, false],
  ["Standard_NC24ads_A100_v4", false, false, true],
  ["Standard_NV6ads_A10_v5", false, false, true],
  ["standard_d8s_v5", false, false, false],
])("%s: system %s, CPU %s, GPU %s", (vmSize, ...taken) => {
  expect([system, cpu, gpu].map(({ accepts }) => accepts(vmSize))).toEqual(taken);
});

test.each([
  [system, "Standard_B4ms", "AKS supports no system pool of the B series"],
  [system, "Standard_NC24ads_A100_v4", "its GPUs would stand idle"],
  [cpu, "Standard_D8ps_v5", "its processor is Arm's"],
  // Not in the table: read from the name.
  [cpu, "Standard_D8pds_v9", "its processor is Arm's"],
  [gpu, "Standard_ND128isr_NDR_GB200_v6", "its processor is Arm's"],
  [gpu, "Standard_NG8ads_V620_v1", "its GPUs are AMD's"],
  [gpu, "Standard_NP10s", "its accelerators are FPGAs"],
  [gpu, "Standard_NC6s_v3", "Azure retired its series in September 2025"],
  [gpu, "Standard_D8s_v5", "its series has no GPUs"],
  [cpu, "Standard_HB120rs_v3", "it is not in the table of VM sizes"],
  [cpu, "Standard_DC8as_v5", "it is not in the table of VM sizes"],
])("says why: %#", (rule, vmSize, why) => {
  expect(rule.accepts(vmSize)).toBe(false);
  expect(rule.allowedFor(vmSize)).toBe(`${rule.allowed}: ${rule.allowedFor(vmSize).slice(rule.allowed.length + 2)}`);
  expect(rule.allowedFor(vmSize)).toContain(why);
});

test("what is no text is refused too", () => {
  expect(cpu.accepts(8 as unknown as string)).toBe(false);
  expect(cpu.allowedFor(8 as unknown as string)).toBe(cpu.allowed);
});
