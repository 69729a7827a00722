import list from "./prices.json";

/** What one of a price pays for. */
export type PriceUnit =
  | "hour"
  | "day"
  | "month"
  | "node hour"
  | "unit month"
  | "series month"
  | "rule month"
  | "vCPU month"
  | "vault month"
  | "account month"
  | "GB"
  | "GB month"
  | "vCPU second"
  | "10K operations"
  | "1M operations"
  | "1M tokens";

/** A price, pay as you go, Linux, before tax. */
export interface Price {
  /** VM size as Azure calls it, or `<service>/<sku>`. */
  sku: string;
  unit: PriceUnit;
  /** US dollars. */
  price: number;
  /** Where the figure stands, or the price page that would have it. */
  source: string;
  /** Month or year of the source. */
  date: string;
  /** Whether the figure was read at the source; `false` is an estimate. */
  verified: boolean;
  /** Azure region of this price, where it is not the list's. */
  region?: string;
}

/** Every price that is known, in `region` unless a price names another. Its schema is `prices.schema.json`. */
export interface PriceList {
  version: 1;
  currency: "USD";
  region: string;
  /** Month in which the list was put together. */
  date: string;
  items: readonly Price[];
}

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
