import pc from "picocolors";
import type { Colors } from "picocolors/types";
import type { SurgeOutcome, SurgeRun } from "../outcome";
import { aligned, wrapped } from "./text/columns";
import { courseLines } from "./text/course";
import {
  clock,
  costOf,
  count,
  dollars,
  plain,
  promiseFigures,
  seconds,
  shareOf,
  shorten,
  span,
  trafficCourse,
  trafficName,
  verdictReason,
} from "./words";

/** How a terminal shows an outcome. */
export interface SurgeTextOptions {
  /** None where absent. */
  colors?: Colors;
  /** Columns of the terminal, of which 80 to 110 are used; 110 where absent. */
  width?: number;
}

/** Limits that are listed; the rest is in the JSON. */
const limitsShown = 8;

/** An outcome for a terminal: the verdict and its reasons first, then figures, course and comparisons. */
export function surgeText(outcome: SurgeOutcome, options: SurgeTextOptions = {}): string {
  const colors = options.colors ?? pc.createColors(false);
  const width = Math.min(110, Math.max(80, options.width ?? 110));
  const parts = [
    heading(outcome, width, colors),
    promises(outcome, colors),
    totals(outcome),
    latencies(outcome),
    cost(outcome, width),
    courseLines(outcome.series, width, colors),
    limits(outcome, width, colors),
    comparisons(outcome, width, colors),
    notes(outcome, width).map((line) => colors.dim(line)),
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function heading(outcome: SurgeOutcome, width: number, colors: Colors): string[] {
  const { stack, seed, traffic, verdict } = outcome;
  const what = `${trafficName(traffic)}: ${trafficCourse(traffic)}; seed ${seed}`;
  const mark = verdict === "holds" ? colors.green("✓ holds") : colors.red("✗ fails");
  const [first = "", ...rest] = wrapped(verdictReason(outcome), width - 9);
  return [
    `${colors.bold(`surge on stack ${plain(stack)}`)}  ${colors.yellow("simulated, nothing was deployed")}`,
    ...wrapped(what, width).map((line) => colors.dim(line)),
    "",
    `${colors.bold(mark)}  ${first}`,
    ...rest.map((line) => `${" ".repeat(9)}${line}`),
  ];
}

function promises({ promises: list }: SurgeRun, colors: Colors): string[] {
  if (list.length === 0) return [];
  const rows = list.map((promise) => {
    const { value, bound } = promiseFigures(promise);
    return [`  ${promise.held ? "✓" : "✗"} ${shorten(plain(promise.what), 44)}`, value, `at most ${bound}`];
  });
  const lines = aligned(rows, "lrl");
  return ["promises", ...lines.map((line, index) => (list[index]!.held ? line : colors.red(line)))];
}

function totals({ totals: of }: SurgeRun): string[] {
  const row = (name: string, value: number) => [`  ${name}`, count(value), shareOf(value, of.arrivals)];
  return aligned(
    [
      ["questions", count(of.arrivals), ""],
      row("answered", of.answered),
      row("refused", of.refused),
      row("timed out", of.timedOut),
      row("lost", of.lost),
      ...(of.inside > 0 ? [row("inside at the end", of.inside)] : []),
    ],
    "lrr",
  );
}

function latencies({ firstTokenSeconds, answerSeconds }: SurgeRun): string[] {
  const row = (name: string, { p50, p95, p99 }: SurgeRun["firstTokenSeconds"]) => [
    `  ${name}`,
    ...[p50, p95, p99].map(seconds),
  ];
  const rows = [["latency", "p50", "p95", "p99"], row("first token", firstTokenSeconds), row("answer", answerSeconds)];
  return aligned(rows, "lrrr");
}

function cost(run: SurgeRun, width: number): string[] {
  const { nodes, tokens, unknown } = run.cost;
  const names = unknown.map(plain).join(", ");
  const missing = unknown.length > 0 ? `; without a price, and so not in it: ${names}` : "";
  return hanging("cost  ", `${costOf(run)}: nodes ${dollars(nodes)}, tokens ${dollars(tokens)}${missing}`, width);
}

function limits({ binding }: SurgeRun, width: number, colors: Colors): string[] {
  if (binding.length === 0) return [];
  const lines = binding.slice(0, limitsShown).flatMap(({ t, limit, seconds: length }) => {
    const when = `  ${clock(t)}  ${span(length).padStart(9)}  `;
    return hanging(when, plain(limit), width).map((line) => line.replace(when, colors.dim(when)));
  });
  const more = binding.length - limitsShown;
  return ["what bound, when and for how long", ...lines, ...(more > 0 ? [`  … and ${more} more (--json)`] : [])];
}

function comparisons(outcome: SurgeOutcome, width: number, colors: Colors): string[] {
  const runs = [outcome, ...Object.values(outcome.comparisons)];
  if (runs.length === 1) return [];
  const rows = runs.map((run) => {
    const { arrivals, answered, refused, timedOut, lost } = run.totals;
    const shares = [answered, refused, timedOut, lost].map((value) => shareOf(value, arrivals));
    return [run.verdict, ...shares, seconds(run.firstTokenSeconds.p99), costOf(run)];
  });
  const figures = aligned([["verdict", "answered", "refused", "timed out", "lost", "p99", "cost"], ...rows], "lrrrrrr");
  const room = Math.max(12, width - Math.max(...figures.map((line) => line.length)) - 4);
  const titles = [
    room < 34 ? "compared" : "compared (p99: of the first token)",
    ...runs.map(({ title }) => `  ${shorten(plain(title), room)}`),
  ];
  const left = Math.max(...titles.map((title) => title.length));
  return figures.map((line, index) => {
    const verdict = runs[index - 1]?.verdict;
    const text = `${titles[index]!.padEnd(left)}  ${line}`;
    return verdict === undefined ? text : text.replace(verdict, colors[verdict === "holds" ? "green" : "red"](verdict));
  });
}

function notes({ simulationSeconds, comparisons: others }: SurgeOutcome, width: number): string[] {
  const runs = Object.keys(others).length > 0 ? "the first run" : "it";
  return wrapped(
    `This is a simulation: nothing was deployed and nothing was measured. Simulating ${runs} took ${seconds(simulationSeconds)}. What it assumes: docs/surge.md, and with values and sources in --json.`,
    width,
  );
}

/** Text after a mark, its further lines as far in as the first. */
function hanging(mark: string, text: string, width: number): string[] {
  return wrapped(text, width - mark.length).map(
    (line, index) => `${index === 0 ? mark : " ".repeat(mark.length)}${line}`,
  );
}
