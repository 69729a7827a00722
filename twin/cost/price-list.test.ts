import { Ajv2020 } from "ajv/dist/2020";
import { findPrice, hourly, priceList } from "./price-list";
import prices from "./prices.json";
import schema from "./prices.schema.json";

const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema);

test("the list fits its schema", () => {
  validate(prices);
  expect(validate.errors ?? []).toEqual([]);
});

test.each([
  ["a price that is a text", { price: "1" }],
  ["a price below 0", { price: -1 }],
  ["a unit that nobody knows", { unit: "fortnight" }],
  ["no source", { source: "" }],
  ["a day for a date", { date: "2026-11-22" }],
  ["a property that is not known", { prize: 1 }],
])("the schema refuses %s", (_, change) => {
  const [first, ...rest] = prices.items;
  expect(validate({ ...prices, items: [{ ...first, ...change }, ...rest] })).toBe(false);
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
