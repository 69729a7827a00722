import { join } from "node:path";
import { isMap, isScalar, LineCounter, type Node, parseDocument, type Scalar, type YAMLMap } from "yaml";
import { readText } from "../../files";
import { allowedInstead, type AssumptionPath, definitions, isTime, startsAt } from "./definitions";

/** Assumptions cannot be used. The `breakwater` command answers it with exit code 2. */
export class AssumptionError extends Error {
  override name = "AssumptionError";
}

/** What the simulator assumes. */
export interface Assumptions {
  /** Every number by its path. */
  readonly numbers: Readonly<Record<AssumptionPath, number>>;
  /** Unix time at which the traffic begins, seconds. */
  readonly startsAt: number;
  /** Each with where it comes from, in the order of the file. */
  readonly entries: readonly Assumption[];
}

/** One of them, as the file has it. */
export interface Assumption {
  path: string;
  value: number | string;
  source: string;
}

/** The file that comes with the product. */
export const defaultFile = join(__dirname, "assumptions.yaml");

/**
 * Reads a file of assumptions.
 *
 * @param file YAML, every assumption with `value` and `source`; the product's own file where it is left out
 * @param over values over those of the file, by path, as texts of a command line
 * @throws AssumptionError that says every line that breaks a rule, and the rule
 */
export function readAssumptions(file = defaultFile, over: Readonly<Record<string, string>> = {}): Assumptions {
  const text = readText(file, (problem) => new AssumptionError(`${file}: ${problem}`));
  return parseAssumptions(text, file, over);
}

/** The same of a text. */
export function parseAssumptions(text: string, file: string, over: Readonly<Record<string, string>> = {}): Assumptions {
  const read = entriesOf(text, file);
  const given = read.entries.map((entry) => overridden(entry, over));
  const entries = given.map(({ entry }) => entry);
  const problems = [...read.problems, ...given.flatMap(({ problem }) => problem ?? [])];
  const known = new Set<string>([...Object.keys(definitions), startsAt]);
  const present = new Set(entries.map(({ path }) => path));
  const missing = [...known].filter((path) => !present.has(path));
  // A file that is no YAML says nothing of what it lacks.
  if (missing.length > 0 && (entries.length > 0 || problems.length === 0)) {
    problems.push(`${file}:1: each of these must be there, with value and source: ${missing.join(", ")}`);
  }
  for (const path of Object.keys(over)) {
    if (!known.has(path)) problems.push(`--assume ${path}: there is no such assumption${suggestion(path, known)}`);
  }
  if (problems.length > 0) throw new AssumptionError([...new Set(problems)].join("\n"));
  const numbers = Object.fromEntries(
    entries.filter(({ path }) => path !== startsAt).map(({ path, value }) => [path, value]),
  );
  const { value: time } = entries.find(({ path }) => path === startsAt)!;
  const assumed = numbers as Record<AssumptionPath, number>;
  const shares = assumed["questions.simpleShare"] + assumed["questions.complexShare"];
  if (shares > 1) {
    throw new AssumptionError(
      `${file}: questions.simpleShare and questions.complexShare are ${shares} together; they must be at most 1`,
    );
  }
  return { numbers: assumed, startsAt: Date.parse(String(time)) / 1000, entries };
}

/** Every entry whose shape is right, and what is wrong with the file. */
function entriesOf(text: string, file: string): { entries: Assumption[]; problems: string[] } {
  const problems: string[] = [];
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const lineOf = (node: unknown): number => counter.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const report = (node: unknown, rule: string): void => void problems.push(`${file}:${lineOf(node)}: ${rule}`);
  for (const { message, pos } of document.errors) {
    problems.push(`${file}:${counter.linePos(pos[0]).line}: it is no YAML: ${message.split(/ at line \d+/)[0]}`);
  }
  if (document.errors.length > 0) return { entries: [], problems };
  if (!isMap(document.contents)) {
    report(document.contents, "it must be a map of assumptions, each with value and source");
    return { entries: [], problems };
  }
  const entries = (document.contents as YAMLMap<Scalar, unknown>).items.flatMap(
    ({ key, value: node }): Assumption[] => {
      const path = String(key.value);
      if (!(path in definitions) && path !== startsAt) {
        report(key, `there is no assumption "${path}"`);
        return [];
      }
      const value = isMap(node) ? node.get("value", true) : undefined;
      const source = isMap(node) ? node.get("source") : undefined;
      if (!isScalar(value) || typeof source !== "string" || source === "") {
        report(key, `${path} must have a value and a source`);
        return [];
      }
      const rule = ruleFor(path, value.value);
      if (rule !== undefined) report(value, `${path} = ${JSON.stringify(value.value)} must be ${rule}`);
      return [{ path, value: value.value as number | string, source }];
    },
  );
  return { entries, problems };
}

/** An entry with the value that the command line gives it instead, and what is wrong with that. */
function overridden(
  entry: Assumption,
  over: Readonly<Record<string, string>>,
): { entry: Assumption; problem?: string } {
  const text = over[entry.path];
  if (text === undefined) return { entry };
  const value = entry.path === startsAt ? text : text.trim() === "" ? text : Number(text);
  const rule = ruleFor(entry.path, value);
  return {
    entry: { path: entry.path, value, source: "the command line" },
    ...(rule !== undefined && { problem: `--assume ${entry.path}=${text}: it must be ${rule}` }),
  };
}

function ruleFor(path: string, value: unknown): string | undefined {
  if (path !== startsAt) return allowedInstead(path as AssumptionPath, value);
  return isTime(value) ? undefined : 'a time with its zone, such as "2026-11-27T00:00:00Z"';
}

/** The assumptions of the same last word, for a path that was cut short or misspelt. */
function suggestion(path: string, known: ReadonlySet<string>): string {
  const last = path.split(".").at(-1)!.toLowerCase();
  const alike = [...known].filter((name) => name.toLowerCase().includes(last)).slice(0, 3);
  return alike.length > 0 ? `; did you mean ${alike.join(" or ")}?` : "; docs/surge.md lists them";
}
