import { spawnSync } from "node:child_process";
import { knownVmSize } from "@breakwater/azure-sizes";
import { settingsSchema } from "../stacks/schema";
import { findPrice, priceList } from "../twin/cost/price-list";
import { root } from "./support/breakwater";

/** The words that a setting allows. */
const allowed = (part: "cluster" | "registry" | "taskQueue", key: string) =>
  (settingsSchema.shape[part].shape as Record<string, { options?: string[] }>)[key]!.options!;

test.each([
  ...allowed("cluster", "tier").map((tier) => `aks/${tier}`),
  ...allowed("registry", "sku").map((sku) => `acr/${sku}`),
  ...allowed("taskQueue", "sku").map((sku) => `servicebus/${sku}`),
  ...["Balanced_B0", "Balanced_B1", "Balanced_B3", "Balanced_B5", "Balanced_B10", "Balanced_B20"].map((sku) => `redis/${sku}`), // prettier-ignore
  ...["ComputeOptimized_X3", "ComputeOptimized_X20", "MemoryOptimized_M10", "MemoryOptimized_M20"].map((sku) => `redis/${sku}`), // prettier-ignore
  "blob/Premium_LRS",
  "blob/Premium_ZRS",
])("%s, which a setting may ask for, has a price", (sku) => {
  expect(findPrice(sku)).toMatchObject({ sku });
});

test("VM sizes are those whose figures are known, and dearer the larger they are", () => {
  const sizes = priceList.items.filter(({ sku }) => sku.startsWith("Standard_"));
  const perVcpu = new Map<string, number[]>();
  for (const { sku, price } of sizes) {
    const size = knownVmSize(sku);
    perVcpu.set(size.quotaFamily, [...(perVcpu.get(size.quotaFamily) ?? []), price / size.vcpus]);
  }
  for (const each of perVcpu.values()) expect(Math.max(...each) / Math.min(...each)).toBeLessThan(1.01);
});

test("the tables of costs in docs/azure.md are those of the golden Plans and the price list", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "scripts/azure-costs.ts", "--check"], {
    cwd: root,
    encoding: "utf8",
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
