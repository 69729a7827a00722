import type { StackCost } from "./month";
import { priceList } from "./price-list";

const money = (dollars: number | undefined): string =>
  dollars === undefined ? "unknown" : dollars.toLocaleString("en-US", { maximumFractionDigits: dollars < 10 ? 2 : 0 });

/** A stack's cost for people: the three months side by side, then what they assume. */
export function costText({ stack, months, breakEvenPerSecond, use }: StackCost): string {
  const keys = [...new Set(months.flatMap(({ lines }) => lines.map(({ what, sku }) => `${what}\t${sku}`)))];
  const models = [...new Set(months.flatMap(({ tokens }) => tokens.map(({ model }) => model)))];
  const rows = [
    ["US dollars a month", "", ...months.map(({ name }) => name)],
    ...keys.map((key) => {
      const [what = "", sku = ""] = key.split("\t");
      const cells = months.map(({ lines }) => lines.find((line) => line.what === what && line.sku === sku));
      const estimate = cells.some((cell) => cell?.estimate);
      return [
        what,
        `${sku}${estimate ? " (estimate)" : ""}`,
        ...cells.map((cell) => (cell ? money(cell.dollars) : "–")),
      ];
    }),
    ...models.map((model) => {
      const cells = months.map(({ tokens }) => tokens.find((token) => token.model === model));
      return ["tokens", model, ...cells.map((cell) => (cell ? money(cell.dollars) : "–"))];
    }),
    ["in all", "", ...months.map(({ dollars, unknown }) => `${unknown.length > 0 ? "≥ " : ""}${money(dollars)}`)],
  ];
  const unknown = [...new Set(months.flatMap((month) => month.unknown))];
  const shares = Object.entries(use.shares).map(([useCase, share]) => `${Math.round(share * 100)} % ${useCase}`);
  const notes = [
    ...months.map(({ name, words, questions }) => `${name}: ${words}; ${money(questions)} questions`),
    `tokens: ${use.tokensIn} in, ${use.tokensOut} out a question; ${shares.join(", ")}, the rest as gpt-4.1 (our guess at a shop's questions)`,
    ...(breakEvenPerSecond === undefined
      ? []
      : [
          `own GPU: one node is cheaper than the gateway from ${breakEvenPerSecond.toFixed(1)} simple questions/s on, all day, if it can answer as many`,
        ]),
    ...unknown.map((sku) => `price not known: ${sku}; the sums are without it`),
    `not in here: traffic by the gigabyte, logs, operations. Prices: ${priceList.region}, ${priceList.date}, twin/cost/prices.json; regions differ by up to 30 %`,
  ];
  return `breakwater stack ${stack}\n\n${align(rows)}\n\n${notes.map((note) => `  ${note}`).join("\n")}\n`;
}

/** Words to the left, figures to the right. */
function align(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join("  "),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}
