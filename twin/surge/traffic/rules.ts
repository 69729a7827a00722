import type { RecordedQuestion } from "./arrivals";
import type { RateSegment } from "./rate-curve";
import type { Report, TrafficRow } from "./rows";

/** Highest rate that is believed, questions a second: ten thousand times the sale's peak. A rate above it has another unit. */
const highestRate = 420_000;

/** Rates must follow one another from 0 on without gaps, overlaps or negative values. */
export function checkSegments(rows: readonly TrafficRow[], report: Report): RateSegment[] {
  if (rows.length === 0) report(1, "there are no segments; at least one is needed");
  const segments: RateSegment[] = [];
  for (const { line, values } of rows) {
    const from = numberAt(values, "from", line, report);
    const to = numberAt(values, "to", line, report);
    const rate = values.rate === undefined ? undefined : numberAt(values, "rate", line, report);
    if (rate !== undefined && (values.fromRate ?? values.toRate) !== undefined) {
      report(line, "rate stands for fromRate and toRate; only one of the two ways may be used");
    }
    const fromRate = rate ?? numberAt(values, "fromRate", line, report);
    const toRate = rate ?? numberAt(values, "toRate", line, report);
    if (from === undefined || to === undefined || fromRate === undefined || toRate === undefined) continue;
    checkTimes(from, to, segments.at(-1), line, report);
    for (const rate of new Set([fromRate, toRate])) {
      if (rate < 0) report(line, `a rate is ${rate}; it must be at least 0`);
      if (rate > highestRate) report(line, `a rate is ${rate}; it must be at most ${highestRate} questions a second`);
    }
    segments.push({ from, to, fromRate, toRate });
  }
  return segments;
}

function checkTimes(from: number, to: number, last: RateSegment | undefined, line: number, report: Report): void {
  if (from < 0) report(line, `from is ${from}; times must be at least 0`);
  if (to <= from) report(line, `to is ${to}; it must be after from, ${from}`);
  const expected = last?.to ?? 0;
  if (last === undefined && from > 0) report(line, `the first segment begins at ${from}; it must begin at 0`);
  else if (from > expected) report(line, `from is ${from}: a gap after ${expected}, where the segment before ends`);
  else if (from >= 0 && from < expected)
    report(line, `from is ${from}: before ${expected}, where the segment before ends`);
}

/** Questions must come in order, from 0 on, with lengths that a text can have. */
export function checkQuestions(rows: readonly TrafficRow[], report: Report): RecordedQuestion[] {
  if (rows.length === 0) report(1, "there are no questions; at least one is needed");
  const questions: RecordedQuestion[] = [];
  let last = 0;
  for (const { line, values } of rows) {
    const at = numberAt(values, "at", line, report);
    if (at === undefined) continue;
    if (at < 0) report(line, `at is ${at}; times must be at least 0`);
    else if (at < last) report(line, `at is ${at}; times must not fall, and ${last} came before`);
    last = Math.max(last, at);
    questions.push({
      at,
      promptTokens: tokensAt(values, "promptTokens", line, report),
      outputTokens: tokensAt(values, "outputTokens", line, report),
    });
  }
  return questions;
}

function numberAt(values: TrafficRow["values"], name: string, line: number, report: Report): number | undefined {
  const value = values[name];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  report(line, value === undefined ? `${name} is missing` : `${name} is ${value}; it must be a number`);
  return undefined;
}

function tokensAt(values: TrafficRow["values"], name: string, line: number, report: Report): number | undefined {
  if (values[name] === undefined) return undefined;
  const tokens = numberAt(values, name, line, report);
  if (tokens !== undefined && (!Number.isInteger(tokens) || tokens < 1)) {
    report(line, `${name} is ${tokens}; it must be a whole number above 0`);
  }
  return tokens;
}
