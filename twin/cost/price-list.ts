import { vmPrices } from "@breakwater/azure-sizes";
import type { Price, PriceList } from "./price-schema";
import list from "./prices.json";

const ofVms = vmPrices.map(({ vmSize, dollarsPerHour, source, date, verified }): Price => ({
  ...{ sku: vmSize, unit: "hour", price: dollarsPerHour },
  ...{ source, date, verified },
}));

/** The prices that come with the product: of VM sizes, which the program's dashboards show too, and of all else in `prices.json`. */
export const priceList: PriceList = { ...(list as PriceList), items: [...ofVms, ...(list as PriceList).items] };

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
