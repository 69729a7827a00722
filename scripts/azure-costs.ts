/**
 * Writes the tables of costs in docs/azure.md: what dev and prod declare, counted in their golden Plans, at the prices of
 * twin/cost/prices.json.
 *
 *   npx tsx scripts/azure-costs.ts            writes them
 *   npx tsx scripts/azure-costs.ts --check    exit 1 where they are not up to date
 */
import { type Plan, resourcesOf } from "@breakwater/plan-views";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { billed } from "../twin/cost/billed";
import { findPrice, hourly as hourlyOf, priceList } from "../twin/cost/price-list";
import type { Price } from "../twin/cost/price-schema";

const root = join(__dirname, "..");
const page = join(root, "docs/azure.md");
const goldenPlan = (stack: string) =>
  JSON.parse(readFileSync(join(root, `tests/golden/${stack}.json`), "utf8")) as Plan;

function priceOf(sku: string): Price {
  const found = findPrice(sku);
  if (!found) throw new Error(`the price list has no price of ${sku}`);
  return found;
}
function hourly(price: Price): number {
  const perHour = hourlyOf(price);
  if (perHour === undefined) throw new Error(`the price of ${price.sku} is not one of time`);
  return perHour;
}
/** What a stack declares at its creation. */
const billedAtFirst = (stack: string) => billed(resourcesOf(goldenPlan(stack)), ({ count }) => count);

const dollars = (amount: number) =>
  amount > 0 && amount < 0.0095 ? amount.toFixed(4) : amount.toFixed(amount < 0.1 ? 3 : 2);
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly string[][]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

/** What dev and prod declare, side by side, in the order of the larger stack. */
function hourTable(): string {
  const stacks = [billedAtFirst("dev"), billedAtFirst("prod")];
  const order = stacks[1]!.map(({ what }) => what);
  const keys = new Map(stacks.flat().map((stack) => [`${stack.what} ${stack.sku}`, stack]));
  const kinds = [...keys.values()].sort((a, b) => order.indexOf(a.what) - order.indexOf(b.what));
  const totals = [0, 0];
  const gpus = [0, 0];
  const rows = kinds.map(({ what, sku }) => {
    const price = priceOf(sku);
    const cells = stacks.map((stack, index) => {
      const count = stack.find((line) => line.what === what && line.sku === sku)?.count ?? 0;
      const cost = count * hourly(price);
      totals[index]! += cost;
      if (what === "GPU nodes") gpus[index]! += cost;
      return count === 0 ? "–" : `${count}: ${dollars(cost)}`;
    });
    return [what, `\`${sku}\``, `${dollars(hourly(price))}${price.verified ? "" : " (estimate)"}`, ...cells];
  });
  rows.push(["**an hour**", "", "", ...totals.map((total) => `**${total.toFixed(2)}**`)]);
  rows.push(["without the GPU nodes", "", "", ...totals.map((total, index) => (total - gpus[index]!).toFixed(2))]);
  return table(["what", "sku", "one, an hour", "dev: count, cost", "prod: count, cost"], rows);
}

/** What is billed by use, and the price list's name of it. */
const byUse: readonly [what: string, sku: string][] = [
  ["logs that the workspace takes in", "log-analytics/ingestion"],
  ["logs kept past the first 31 days", "log-analytics/retention"],
  ["through the NAT gateway, both ways", "nat-gateway/data"],
  ["through a private endpoint, each way", "private-endpoint/data"],
  ["through the load balancer", "load-balancer/data"],
  ["out to the internet, past 100 GB a month", "internet/egress"],
  ["operations of Service Bus, past 13 million a month", "servicebus/operations"],
  ["operations on the vault", "vault/operations"],
  ["images past those in the registry's price", "acr/storage"],
  ["building an image by `az acr build`", "acr/build"],
  ["tokens at the gateway: deepseek-v3.2", "tokens/deepseek-v3.2"],
  ["tokens at the gateway: gpt-4.1", "tokens/gpt-4.1"],
  ["tokens at the gateway: claude-sonnet-4", "tokens/claude-sonnet-4"],
  ["tokens at the gateway: gemini-2.5-flash", "tokens/gemini-2.5-flash"],
];
const useTable = () =>
  table(
    ["what", "price", "for each"],
    byUse.map(([what, sku]) => {
      const { price, unit, verified } = priceOf(sku);
      return [what, `${price}${verified ? "" : " (estimate)"}`, unit];
    }),
  );

/** Where the prices of both tables come from, those of one source in one row. */
function sourceTable(): string {
  const used = new Set([
    ...["dev", "prod"].flatMap(billedAtFirst).map(({ sku }) => sku),
    ...byUse.map(([, sku]) => sku),
  ]);
  const sources = new Map<string, { of: Price; skus: string[] }>();
  for (const of of priceList.items.filter(({ sku }) => used.has(sku))) {
    const key = JSON.stringify([of.source, of.date, of.verified, of.region]);
    sources.set(key, { of, skus: [...(sources.get(key)?.skus ?? []), `\`${of.sku}\``] });
  }
  const rows = [...sources.values()].map(({ of: { source, date, verified, region }, skus }) => {
    const name = source.startsWith("http") ? `[${linkText(source)}](${source.split(" ")[0]})` : source;
    return [skus.join(", "), name, date, region ?? priceList.region, verified ? "read there" : "estimate"];
  });
  return table(["sku", "source", "of", "region", ""], rows);
}

function linkText(source: string): string {
  const test = /testdata\/(\w+)_test\//.exec(source)?.[1];
  return test ? `infracost, ${test.replaceAll("_", " ")}` : new URL(source.split(" ")[0]!).hostname;
}

const tables: Record<string, () => string> = { hour: hourTable, use: useTable, sources: sourceTable };
const before = readFileSync(page, "utf8");
const after = before.replace(
  /(<!-- costs: (\w+) -->\n)[^]*?(<!-- \/costs -->)/g,
  (_, open: string, name: string, close: string) => `${open}\n${tables[name]!()}\n\n${close}`,
);
if (after !== before && process.argv.includes("--check")) {
  console.error("docs/azure.md is not up to date; run npm run docs");
  process.exit(1);
}
if (after !== before) writeFileSync(page, after);
