import { z } from "zod";

/*
 * The shape of `prices.json`, from which `prices.schema.json` is written for whoever edits the list. Only types of it are used at run
 * time: a test holds the list to it.
 */

const region = z.string().regex(/^[a-z]{3,}[0-9]?$/);

const unit = z
  .enum([
    "hour",
    "day",
    "month",
    "node hour",
    "unit month",
    "series month",
    "rule month",
    "vCPU month",
    "vault month",
    "account month",
    "GB",
    "GB month",
    "vCPU second",
    "10K operations",
    "1M operations",
    "1M tokens",
  ])
  .describe("What one of `price` pays for");

const price = z.strictObject({
  sku: z.string().min(1).describe("VM size as Azure calls it, or <service>/<sku>"),
  unit,
  price: z.number().min(0).describe("US dollars, pay as you go, Linux, before tax"),
  source: z.string().min(1).describe("Where the figure stands, or the price page that would have it"),
  date: z
    .string()
    .regex(/^20\d{2}(-\d{2})?$/)
    .describe("Month or year of the source"),
  verified: z
    .boolean()
    .describe(
      "Whether the figure was read at the source; false is an estimate, from memory of the price page or in proportion to another size",
    ),
  region: region.describe("Azure region of this price, where it is another one").optional(),
});

/** What the price list is. */
export const priceListSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    currency: z.literal("USD"),
    region: region.describe("Azure region of every price that names no other"),
    date: z
      .string()
      .regex(/^20\d{2}-\d{2}$/)
      .describe("Month in which the list was put together"),
    items: z.array(price).min(1),
  })
  .meta({ title: "Prices of what a Plan declares and of the tokens that its app asks for" });

/** A price: what one `unit` of `sku` costs in US dollars, pay as you go, Linux, before tax, and where the figure stands. */
export type Price = z.infer<typeof price>;

/** Every price that is known, in `region` unless a price names another. */
export type PriceList = z.infer<typeof priceListSchema>;
