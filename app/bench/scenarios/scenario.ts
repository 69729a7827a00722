import type { Stage } from "../stage";

/** One figure of the table. */
export interface Row {
  /** What was measured, with its unit. */
  figure: string;
  /** What the app must reach; empty for a figure that only explains another. */
  target: string;
  /** By the system's name; a system without a value was not measured. */
  values: Record<string, string>;
  /** Whether the app reached it. */
  met?: boolean;
}

/** What a scenario found out. */
export interface Findings {
  rows: Row[];
  /** What a reader must know to judge the rows. */
  notes: string[];
  /** Every single run, for the results file. */
  runs: object[];
}

export interface Scenario {
  name: string;
  /** What it does, for the report. */
  title: string;
  /** Whether it runs only where it is asked for by name. Default: no. */
  isLong?: boolean;
  run(stage: Stage): Promise<Findings>;
}

/** The name under which the app stands in every row. */
export const ours = "Breakwater";

/** A number with the digits that it is worth. */
export function shown(value: number, unit = ""): string {
  if (Number.isNaN(value)) return "–";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return unit === "" ? text : `${text} ${unit}`;
}
