import type { Plan } from "@breakwater/plan-views";
import { readAssumptions } from "../twin/surge/assumptions";
import { readModel } from "../twin/surge/model";
import { prodWith, resourceOf } from "./support/surge";

/** Tokens that the simulated vLLM's cache holds where the zones' GPU pools have these VM sizes. */
function cacheTokens(vmSizes: [string, string, string], change: (plan: Plan) => void = () => undefined): number {
  const plan = prodWith((changed) => {
    for (const [index, vmSize] of vmSizes.entries()) gpuPool(changed, index + 1).vmSize = vmSize;
    change(changed);
  });
  return readModel(plan, readAssumptions()).serving.vllm.kvCacheTokens;
}

const gpuPool = (plan: Plan, zone: number) => resourceOf(plan, "AgentPool", `gpu1z${zone}`).inputs;

const [a100, h100, a10] = ["Standard_NC24ads_A100_v4", "Standard_NC40ads_H100_v5", "Standard_NV36ads_A10_v5"];

// What CUDA reports of the GPU × 0.9, less 29.5 GB of weights and 2 GiB, by 160 KiB a token.
test("vLLM's cache is as large as the GPU of the pool's VM size allows", () => {
  expect(cacheTokens([a100, a100, a100])).toBe(273_171);
  expect(cacheTokens([h100, h100, h100])).toBe(355_157);
});

test("where pools differ it is that of the smallest GPU that may take a replica", () => {
  expect(cacheTokens([h100, a100, h100])).toBe(273_171);
  expect(cacheTokens([h100, a100, h100], (plan) => (gpuPool(plan, 2).nodeLabels = { sku: "other" }))).toBe(355_157);
});

test("a GPU that is too small is refused, with what it has", () => {
  expect(() => cacheTokens([a10, a10, a10])).toThrow(
    'model "Qwen/Qwen3-14B" leaves no room for a KV cache in the 22.0 GiB of its GPU',
  );
});

test("a GPU that nobody knows is refused by its VM size", () => {
  expect(() => cacheTokens([a100, "Standard_ND128isr_GB300_v6", a100])).toThrow(
    'pool gpu1z2: vmSize = "Standard_ND128isr_GB300_v6" must be a size whose cores and memory are known',
  );
});

test("where no pool takes its pods none runs, and nothing is said of its memory", () => {
  const unlabelled = (plan: Plan) => {
    for (const zone of [1, 2, 3]) gpuPool(plan, zone).nodeLabels = {};
  };
  expect(cacheTokens([a10, a10, a10], unlabelled)).toBe(0);
});
