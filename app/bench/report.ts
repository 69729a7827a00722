import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Machine } from "./machine";
import type { Findings, Row } from "./scenarios/scenario";
import type { System } from "./systems/system";

/** What a run has found out. */
export interface Report {
  startedAt: string;
  quick: boolean;
  machine: Machine;
  systems: Pick<System, "name" | "version" | "commandLine" | "missing">[];
  scenarios: ({ name: string; title: string } & Findings)[];
}

const resultsFolder = join(__dirname, "results");

/** The report as docs/performance.md shows it. */
export function markdown({ machine, systems, scenarios, startedAt, quick }: Report): string {
  const lines = [
    `Measured ${startedAt.slice(0, 10)}${quick ? " with --quick: short runs, one repeat" : ""}, on ${machine.cores} cores of ` +
      `${machine.processor}, ${machine.memoryGigabytes} GB, ${machine.system}, Node ${machine.node}, Python ${machine.python}. ` +
      `Pinning: ${machine.pinning}. Load before the run: ${machine.loadBefore.toFixed(2)}, niceness ${machine.niceness}.`,
    "",
    ...table(
      ["system", "versions", "command line"],
      systems.map(({ name, version, commandLine, missing }) => [
        name,
        missing === undefined ? version : `missing: ${missing}`,
        `\`${commandLine}\``,
      ]),
    ),
  ];
  const names = systems.map(({ name }) => name);
  for (const { title, rows, notes } of scenarios) {
    lines.push("", `**${title}**`, "");
    lines.push(
      ...table(
        ["figure", "target", ...names, "reached"],
        rows.map((row) => cells(row, names)),
      ),
    );
    if (notes.length > 0) lines.push("", ...notes);
  }
  return lines.join("\n");
}

/** Keeps every single run, and answers the file's name. */
export function keep(report: Report): string {
  mkdirSync(resultsFolder, { recursive: true });
  const file = `${report.startedAt.replaceAll(":", "-").slice(0, 19)}${report.quick ? "-quick" : ""}.json`;
  writeFileSync(join(resultsFolder, file), `${JSON.stringify(report, null, 2)}\n`);
  return join("app", "bench", "results", file);
}

/** How many of the targets the app has reached. */
export function verdict({ scenarios }: Report): { reached: number; missed: Row[] } {
  const judged = scenarios.flatMap(({ rows }) => rows).filter(({ met }) => met !== undefined);
  return { reached: judged.filter(({ met }) => met).length, missed: judged.filter(({ met }) => !met) };
}

function cells({ figure, target, values, met }: Row, names: string[]): string[] {
  return [figure, target, ...names.map((name) => values[name] ?? ""), met === undefined ? "" : met ? "yes" : "**no**"];
}

function table(head: string[], rows: string[][]): string[] {
  const line = (values: string[]) => `| ${values.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)];
}
