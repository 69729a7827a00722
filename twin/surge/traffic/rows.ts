/** A row of a traffic file, with the line that it stands on. */
export interface TrafficRow {
  line: number;
  /** By column; what is no number is left as it stands there, for the message. */
  values: Record<string, number | string>;
}

/** The rows of a file, and which of the two kinds they are. */
export interface TrafficRows {
  /** `curve` for rates, `recorded` for each question. */
  kind: "curve" | "recorded";
  rows: TrafficRow[];
}

/** Columns of rates: what is between `fromRate` and `toRate` rises evenly; `rate` stands for both. */
export const curveColumns = ["from", "to", "rate", "fromRate", "toRate"] as const;
/** Columns of a recording. */
export const recordedColumns = ["at", "promptTokens", "outputTokens"] as const;

/** Takes what is wrong with a line. */
export type Report = (line: number, rule: string) => void;
