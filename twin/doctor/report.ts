import type { Colors } from "picocolors/types";
import type { DoctorReport } from "./doctor";
import type { FindingOfCheck, Level } from "./findings";

const marks: Record<Level, { mark: string; colour: "green" | "yellow" | "red" | "magenta" }> = {
  ok: { mark: "✓", colour: "green" },
  warning: { mark: "!", colour: "yellow" },
  problem: { mark: "✗", colour: "red" },
  unseen: { mark: "?", colour: "magenta" },
};

/** The findings for a person: check by check, each with what mends it below, then the counts. */
export function reportText({ stack, location, findings, counts }: DoctorReport, colors: Colors): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap((finding, index) => describe(finding, findings[index - 1], width, colors));
  const unseen = counts.unseen > 0 ? `, ${counts.unseen} that could not be seen` : "";
  return [
    `${colors.bold("breakwater")} ${colors.dim("stack")} ${colors.bold(stack)} ${colors.dim("in")} ${colors.bold(location)}`,
    "",
    ...lines,
    "",
    `${plural(counts.problem, "problem")}, ${plural(counts.warning, "warning")}${unseen}, ${counts.ok} fine`,
    "",
  ].join("\n");
}

function describe(
  finding: FindingOfCheck,
  before: FindingOfCheck | undefined,
  width: number,
  colors: Colors,
): string[] {
  const { check, level, what, mend } = finding;
  const { mark, colour } = marks[level];
  const name = check === before?.check ? "" : check;
  const lines = [`${colors[colour](mark)} ${colors.dim(name.padEnd(width))}  ${what}`];
  if (mend !== undefined) lines.push(`  ${" ".repeat(width)}  ${colors.cyan(mend)}`);
  return lines;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
