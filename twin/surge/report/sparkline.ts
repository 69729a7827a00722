import { stretches } from "./thin";

const blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"];

/** What a column shows of the steps that fall into it. */
export type Of = "mean" | "most" | "least";

/**
 * A line of blocks, a column each stretch of the values. Nothing is a blank, and anything above zero is a block: one lost question must not
 * vanish beside a thousand.
 *
 * @param top what fills a column; the highest column where absent
 */
export function sparkline(values: readonly (number | null)[], width: number, of: Of, top?: number): string {
  const columns = stretches(values.length, width).map(([from, to]) => summary(values.slice(from, to), of));
  const highest = top ?? columns.reduce<number>((most, value) => Math.max(most, value ?? 0), 0);
  const line = columns.map((value) => {
    if (value === null || !(value > 0) || !(highest > 0)) return " ";
    return blocks[Math.min(blocks.length, Math.max(1, Math.ceil((value / highest) * blocks.length))) - 1];
  });
  // Fewer steps than columns: each is as many columns wide as there is room for.
  if (line.length === 0 || line.length === width) return line.join("");
  return Array.from({ length: width }, (_, column) => line[Math.floor((column * line.length) / width)]).join("");
}

function summary(values: readonly (number | null)[], of: Of): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  if (of === "mean") return known.reduce((sum, value) => sum + value, 0) / known.length;
  return known.reduce((a, b) => (of === "most" ? Math.max(a, b) : Math.min(a, b)));
}
