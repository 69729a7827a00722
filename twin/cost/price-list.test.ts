import { vmPriceRegion } from "@breakwater/azure-sizes";
import { findPrice, hourly, priceList } from "./price-list";
import { priceListSchema } from "./price-schema";
import prices from "./prices.json";

test("the list fits its schema", () => {
  expect(priceListSchema.safeParse(prices).error?.issues ?? []).toEqual([]);
  expect(priceListSchema.safeParse(priceList).error?.issues ?? []).toEqual([]);
});

test("the prices of VMs are those of the list's region", () => {
  expect(priceList.region).toBe(vmPriceRegion);
});

test.each([
  ["a price that is a text", { price: "1" }, ["items", 0, "price"]],
  ["a price below 0", { price: -1 }, ["items", 0, "price"]],
  ["a unit that nobody knows", { unit: "fortnight" }, ["items", 0, "unit"]],
  ["no source", { source: "" }, ["items", 0, "source"]],
  ["a day for a date", { date: "2026-11-22" }, ["items", 0, "date"]],
  ["a property that is not known", { prize: 1 }, ["items", 0]],
])("the schema refuses %s", (_, change, path) => {
  const [first, ...rest] = prices.items;
  const { error } = priceListSchema.safeParse({ ...prices, items: [{ ...first, ...change }, ...rest] });
  expect(error?.issues.map((issue) => issue.path)).toEqual([path]);
});

test("each SKU stands in it once", () => {
  const skus = priceList.items.map(({ sku }) => sku);
  expect(skus.filter((sku, index) => skus.indexOf(sku) !== index)).toEqual([]);
});

test("what was read somewhere says where", () => {
  const unread = priceList.items.filter(({ verified, source, sku }) => verified && !source.startsWith("http") && !sku.startsWith("tokens/")); // prettier-ignore
  expect(unread).toEqual([]);
});

test.each([
  ["Standard_D8s_v5", 0.384],
  ["acr/Premium", 1.667 / 24],
  ["servicebus/Premium", 677.08 / 730],
  ["redis/Balanced_B3", 0.065],
  ["tokens/gpt-4.1", undefined],
])("%s costs %s an hour", (sku, expected) => {
  expect(hourly(findPrice(sku)!)).toBe(expected);
});
