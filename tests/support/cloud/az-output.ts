import { isObject, type Json } from "@breakwater/plan-views";
import { search } from "./jmespath";

/**
 * What az prints of an answer.
 *
 * @param query JMESPath, as `--query` takes it
 * @param format as `--output` takes it
 */
export function printed(answer: Json | undefined, query: string | undefined, format = "json"): string {
  const value = answer === undefined ? null : query === undefined ? answer : search(query, answer);
  switch (format) {
    case "none":
      return "";
    case "tsv":
      return tsv(value);
    case "table":
      return table(value);
    case "json":
      return answer === undefined || value === null ? "" : `${JSON.stringify(value, null, 2)}\n`;
    default:
      throw new Error(`argument --output/-o: invalid choice: '${format}'`);
  }
}

/** A line an item, its values behind one another with tabs between. */
function tsv(value: Json): string {
  const rows = Array.isArray(value) ? value : [value];
  if (value === null) return "";
  return rows.map((row) => `${cells(row).join("\t")}\n`).join("");
}

function cells(row: Json): string[] {
  const values = Array.isArray(row) ? row : isObject(row) ? Object.values(row) : [row];
  return values.map((cell) => (cell === null ? "None" : typeof cell === "object" ? "" : String(cell)));
}

function table(value: Json): string {
  const rows = (Array.isArray(value) ? value : [value]).filter((row) => isObject(row));
  if (rows.length === 0) return "";
  const heads = Object.keys(rows[0]!);
  const lines = rows.map((row) => heads.map((head) => text(row[head] ?? null)));
  const widths = heads.map((head, column) => Math.max(head.length, ...lines.map((line) => line[column]!.length)));
  const aligned = (line: string[]) =>
    line
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd();
  const titles = heads.map((head) => head[0]!.toUpperCase() + head.slice(1));
  return [titles, widths.map((width) => "-".repeat(width)), ...lines].map((line) => `${aligned(line)}\n`).join("");
}

const text = (value: Json): string => (value === null || typeof value === "object" ? "" : String(value));
