import { gpuMemoryGib } from "@breakwater/azure-sizes";
import * as fc from "fast-check";
import { neededGib, offeredGib } from "./gpu-memory";
import { modelSizeOf } from "./model-size";

const sizeOf = (model: string, weightsGb?: number) => modelSizeOf(model, weightsGb)!;

describe("the size of a model", () => {
  test("Qwen3-14B has 29.5 GB of weights and 160 KiB of KV cache for each token", () => {
    expect(modelSizeOf("Qwen/Qwen3-14B")).toEqual({ weightsGb: 29.5, kvBytesPerToken: 160 * 1024 });
  });

  test.each<[string, number]>([
    ["acme/Shop-8B", 16],
    ["acme/shop-0.5b-instruct", 1],
    ["acme/Shop-30B-A3B", 60],
    ["mistralai/Mixtral-8x7B-v0.1", 112],
    ["acme/Shop-32B-AWQ", 19.2],
    ["acme/Shop-32B-FP8", 32],
  ])("is read off %s: %d GB", (model, weightsGb) => {
    expect(sizeOf(model).weightsGb).toBeCloseTo(weightsGb);
  });

  test.each(["acme/shop", "acme/gpt-4bit", "acme/v2beta", "acme/shop-b8"])("is not said by %s", (model) => {
    expect(modelSizeOf(model)).toBeUndefined();
  });

  test("is what the caller says it is", () => {
    expect(sizeOf("acme/shop", 12).weightsGb).toBe(12);
    expect(sizeOf("Qwen/Qwen3-14B", 8).weightsGb).toBe(8);
  });

  test("an unknown model of a known one's size is taken for hungrier", () => {
    for (const model of [
      "Qwen/Qwen3-4B",
      "Qwen/Qwen3-14B",
      "Qwen/Qwen3-32B",
      "microsoft/phi-4",
      "meta-llama/Llama-3.3-70B-Instruct",
    ]) {
      const { weightsGb, kvBytesPerToken } = sizeOf(model);
      expect(sizeOf("acme/shop", weightsGb).kvBytesPerToken).toBeGreaterThan(kvBytesPerToken);
    }
  });
});

describe("what fits", () => {
  test.each<[string, string, number, boolean]>([
    ["Qwen/Qwen3-14B", "Standard_NC24ads_A100_v4", 16_384, true],
    ["Qwen/Qwen3-32B", "Standard_NC24ads_A100_v4", 16_384, true],
    ["Qwen/Qwen3-32B", "Standard_NC24ads_A100_v4", 40_960, false],
    ["meta-llama/Llama-3.3-70B-Instruct", "Standard_NC24ads_A100_v4", 8192, false],
    ["meta-llama/Llama-3.3-70B-Instruct", "Standard_NC40ads_H100_v5", 8192, false],
    ["Qwen/Qwen3-8B", "Standard_NV36ads_A10_v5", 8192, false],
    ["Qwen/Qwen3-4B", "Standard_NC4as_T4_v3", 4096, true],
    // Half an A10, a third and a sixth: 12, 8 and 4 GB.
    ["acme/shop-0.5b-instruct", "Standard_NV18ads_A10_v5", 4096, true],
    ["Qwen/Qwen3-4B", "Standard_NV12ads_A10_v5", 4096, false],
    ["acme/shop-0.5b-instruct", "Standard_NV6ads_A10_v5", 4096, false],
  ])("%s on a GPU of %s with %d tokens: %s", (model, vmSize, maxModelLen, fits) => {
    expect(neededGib(sizeOf(model), maxModelLen) <= offeredGib(gpuMemoryGib(vmSize)!, 0.9)).toBe(fits);
  });

  test("more tokens and more weights never need less", () => {
    const size = fc.record({
      weightsGb: fc.double({ min: 1, max: 200, noNaN: true }),
      kvBytesPerToken: fc.nat(500_000),
    });
    fc.assert(
      fc.property(size, fc.integer({ min: 512, max: 200_000 }), fc.nat(100_000), (model, tokens, more) => {
        const needed = neededGib(model, tokens);
        expect(neededGib(model, tokens + more)).toBeGreaterThanOrEqual(needed);
        expect(neededGib({ ...model, weightsGb: model.weightsGb + 1 }, tokens)).toBeGreaterThan(needed);
      }),
    );
  });
});
