/**
 * The figures that docs/performance.md states, measured on this machine. Exit code 1 when one is over its limit.
 *
 *   npx tsx bench/index.ts [plan] [policy] [surge] [up] [first-up]     only these
 */
import * as os from "node:os";
import { benchFirstUp } from "./first-up";
import { median, runs } from "./measure";
import type { Figure } from "./measure";
import { benchPlan } from "./plan";
import { benchPolicy } from "./policy";
import { benchSurge } from "./surge";
import { benchUp } from "./up";

const benches: Record<string, () => Promise<Figure[]>> = {
  plan: benchPlan,
  policy: benchPolicy,
  surge: benchSurge,
  up: benchUp,
  "first-up": benchFirstUp,
};

function table(figures: readonly Figure[]): string {
  const number = (value: number, { unit }: Figure) => `${value.toFixed(unit === "MB" ? 0 : 2)} ${unit}`;
  const rows = figures.map((figure) => [
    figure.name,
    number(median(figure.values), figure),
    number(Math.min(...figure.values), figure),
    number(Math.max(...figure.values), figure),
    figure.limit === undefined ? "" : `≤ ${figure.limit} ${figure.unit}`,
    verdict(figure),
  ]);
  const lines = [["", "median", "best", "worst", "limit", ""], ...rows];
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function isOver({ values, limit }: Figure): boolean {
  return limit !== undefined && median(values) > limit;
}

function verdict(figure: Figure): string {
  if (figure.limit === undefined) return "";
  return isOver(figure) ? "over" : "ok";
}

async function main(names: string[]): Promise<void> {
  const unknown = names.filter((name) => !(name in benches));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(", ")}. There are: ${Object.keys(benches).join(", ")}.`);
    process.exitCode = 2;
    return;
  }
  const figures: Figure[] = [];
  for (const name of names.length > 0 ? names : Object.keys(benches)) figures.push(...(await benches[name]!()));
  console.log(
    `Median of ${runs} runs (a first up: of three) on ${os.cpus().length} cores (${os.cpus()[0]?.model.trim() ?? "unknown"}), Node.js ${process.versions.node}\n`,
  );
  console.log(table(figures));
  if (figures.some(isOver)) process.exitCode = 1;
}

void main(process.argv.slice(2));
