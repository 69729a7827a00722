import type { Price, PriceList } from "./price-schema";
import list from "./prices.json";

/** The prices that come with the product. */
export const priceList = list as PriceList;

/** Hours of a month, as Azure's price pages count them. */
export const hoursPerMonth = 730;

const bySku = new Map(priceList.items.map((item) => [item.sku, item]));

/** The price of a SKU; `undefined` where it is not known. */
export const findPrice = (sku: string): Price | undefined => bySku.get(sku);

/** What a SKU costs an hour; `undefined` where its price is not known, or is none of time. */
export function hourlyPriceOf(sku: string): number | undefined {
  const price = findPrice(sku);
  return price && hourly(price);
}

/** What a thing costs an hour whose price is one of time; `undefined` for a price by use. */
export function hourly({ unit, price }: Price): number | undefined {
  if (unit.endsWith("hour")) return price;
  if (unit === "day") return price / 24;
  return unit.endsWith("month") ? price / hoursPerMonth : undefined;
}
