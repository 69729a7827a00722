/**
 * What the adaptive limit gets of upstreams of known capacity: prints the table that docs/performance.md has, and draws its plot.
 *
 *   npx tsx packages/overload/src/testing/figures.ts
 */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { judged } from "./judged";
import { scenarios } from "./scenarios";
import { type Second, Simulation } from "./simulation";

const seeds = [1, 2, 3];
const drawn = [
  "3.3 times slower by itself",
  "20 at a time, queues above",
  "queues above 40, then above 12, then above 120",
  "refuses above 100, then above 10, then above 100",
];
const [width, height, gap] = [720, 110, 30];

/** A line through the values of the seconds, each the mean of five. */
function line(seconds: readonly Second[], most: number, top: number, value: (second: Second) => number): string {
  const points = seconds.slice(4).map((_, index) => {
    const mean = seconds.slice(index, index + 5).reduce((sum, second) => sum + value(second), 0) / 5;
    return `${((index / seconds.length) * width).toFixed(1)},${(top + height * (1 - mean / most)).toFixed(1)}`;
  });
  return points.join(" ");
}

const plots: string[] = [];
for (const { name, isUnlimited, phases } of scenarios) {
  const runs = seeds.map((seed) => new Simulation(seed).run(phases).seconds);
  const judgements = runs.map((seconds) => judged(phases, seconds));
  const goodput = Math.min(...judgements.map(({ worstGoodput }) => worstGoodput));
  const refused = Math.max(...judgements.map((judgement) => judgement.refused));
  console.log(`| ${name} | ${Math.round(goodput * 100)} % | ${isUnlimited ? refused : ""} |`);
  if (!drawn.includes(name)) continue;
  const top = plots.length * (height + gap) + gap;
  const oracle = ({ asked, oracle: most }: Second) => Math.min(asked, most);
  const most = Math.max(...runs[0]!.map((second) => Math.max(oracle(second), second.useful))) || 1;
  plots.push(
    `<text x="0" y="${top - 8}">${name}</text>` +
      `<polyline stroke="#999" stroke-dasharray="4 3" points="${line(runs[0]!, most, top, oracle)}"/>` +
      `<polyline stroke="#06c" points="${line(runs[0]!, most, top, ({ useful }) => useful)}"/>`,
  );
}
const all = plots.length * (height + gap) + gap;
writeFileSync(
  path.join(__dirname, "../../../../docs/images/adaptive-limit.svg"),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-5 0 ${width + 10} ${all}" font-family="sans-serif" font-size="12" fill="none">` +
    `<g><style>text{fill:#555}</style>${plots.join("")}</g></svg>\n`,
);
