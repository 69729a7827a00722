import { readText } from "../../files";
import { parseCsv } from "./csv";
import { parseJson } from "./json";
import type { RecordedQuestion } from "./arrivals";
import { RateCurve } from "./rate-curve";
import type { Report } from "./rows";
import { checkQuestions, checkSegments } from "./rules";

/** A traffic file cannot be used. The `breakwater` command answers it with exit code 2. */
class TrafficFileError extends Error {
  override name = "TrafficFileError";
}

/** Rates, or each question. */
export type Traffic =
  | {
      kind: "curve";
      curve: RateCurve;
      /** How long before the assumed time (`clock.startsAt`) it begins, seconds. Default: 0 */
      leadSeconds?: number;
    }
  | { kind: "recorded"; questions: RecordedQuestion[] };

/**
 * Reads traffic from a CSV file with a header (`from,to,rate`, `from,to,fromRate,toRate` or `at[,promptTokens,outputTokens]`) or from a JSON
 * file (`{"segments": […]}` or `{"questions": […]}` of objects with the same fields). Times are seconds since the start, rates questions a second.
 *
 * @throws TrafficFileError that says every line that breaks a rule, and the rule
 */
export function readTraffic(file: string): Traffic {
  return parseTraffic(
    file,
    readText(file, (problem) => new TrafficFileError(`${file}: ${problem}`)),
  );
}

/** Messages beyond this many are counted and not shown: a file with a wrong unit is wrong on every line. */
const messagesShown = 10;

/**
 * The same of a text.
 *
 * @param file its name, for messages; `.json` says that it is JSON
 */
export function parseTraffic(file: string, text: string): Traffic {
  const problems: string[] = [];
  const report: Report = (line, rule) => problems.push(`${file}:${line}: ${rule}`);
  const { kind, rows } = file.endsWith(".json") ? parseJson(text, report) : parseCsv(text, report);
  const curve = kind === "curve" ? checkSegments(rows, report) : [];
  const questions = kind === "recorded" ? checkQuestions(rows, report) : [];
  if (problems.length > messagesShown) {
    problems.splice(messagesShown, Infinity, `… and ${problems.length - messagesShown} more`);
  }
  if (problems.length > 0) throw new TrafficFileError(problems.join("\n"));
  return kind === "curve" ? { kind, curve: new RateCurve(curve) } : { kind, questions };
}
