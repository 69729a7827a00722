import type { PropertyChange } from "../changes";
import { shortType } from "../changes";
import { type ResourceChange, standsOut } from "./plan-changes";
import type { FindingLine, StackDiff } from "./stack-diff";
import { notSimulated, sinks, surgeRows } from "./surge-change";
import { countsOf, delta, dollars, staysThere, underSameName } from "./text";

/** First line of the comment, by which a later run finds and edits it. */
export const commentMark = "<!-- breakwater-preview -->";

/** GitHub takes 65,536 characters a comment; a margin is left for what it adds. */
const longest = 65_000;

/** The comment of a pull request: what is dangerous and broken in sight, the rest folded, under GitHub's limit. */
export function diffMarkdown(base: string, head: string, diffs: readonly StackDiff[]): string {
  // Values first lose their length, then the lists of changes their lines, until the comment fits.
  for (const [values, lines] of [
    [200, 400],
    [80, 120],
    [40, 30],
    [20, 5],
  ] as const) {
    const text = comment(base, head, diffs, values, lines);
    if (text.length <= longest) return text;
  }
  const short = diffs.map((diff) => `- \`${diff.stack}\`: ${countsOf(diff)}`).join("\n");
  return `${commentMark}\n## Breakwater: ${code(head)} against ${code(base)}\n\n${short}\n\nToo much changes to list it here: run \`make preview BASE=${base}\`.\n`;
}

/** The comment of a pull request of which one side has no Plan: what the program says, and that nothing was compared. */
export function failureMarkdown(message: string): string {
  const text = message.slice(0, 4000);
  const fence = "`".repeat(Math.max(3, 1 + longestRun(text)));
  return `${commentMark}\n## Breakwater: nothing to compare\n\n${fence}text\n${text}\n${fence}\n`;
}

function comment(base: string, head: string, diffs: readonly StackDiff[], values: number, lines: number): string {
  const parts = diffs.map((diff) => stackPart(diff, values, lines));
  return [
    commentMark,
    `## Breakwater: ${code(head)} against ${code(base)}`,
    "",
    ...parts,
    "_From the program itself, without cloud credentials: Azure and the surge are simulated, costs are list prices. `make preview` gives the same on your machine._",
    "",
  ].join("\n");
}

function stackPart(diff: StackDiff, values: number, lines: number): string {
  const { stack, changes, findings, costs } = diff;
  const outstanding = changes.filter(standsOut);
  const others = changes.filter((resourceChange) => !standsOut(resourceChange));
  return [
    `### ${code(stack)}: ${countsOf(diff)}`,
    "",
    ...(outstanding.length > 0 ? ["> [!CAUTION]", ...outstanding.flatMap(cautionOf), ""] : []),
    ...(findings.appeared.length > 0 ? ["**Breaks**", "", ...findings.appeared.map(findingItem), ""] : []),
    ...(findings.gone.length > 0
      ? ["**Mends**", "", ...findings.gone.map(({ rule, message }) => `- \`${rule}\`: ${escape(message)}`), ""]
      : []),
    ...silencedList(diff.silenced),
    ...costTable(costs, diff.unknownPrices),
    ...costChart(costs),
    ...surgeTable(diff.surge),
    ...(changes.length > 0 ? folded(`${changes.length} changes`, [...outstanding, ...others], values, lines) : []),
  ].join("\n");
}

const findingItem = ({ rule, level, message, remediationSteps }: FindingLine): string =>
  `- \`${rule}\` (${level}): ${escape(message)}\n  ${escape(remediationSteps)}`;

function silencedList(silenced: StackDiff["silenced"]): string[] {
  const items = silenced.map(({ rule, reason }) => `- \`${rule}\`: ${escape(reason)}`);
  return items.length > 0 ? ["**Can no longer judge**", "", ...items, ""] : [];
}

function costTable(costs: StackDiff["costs"], unknown: readonly string[]): string[] {
  const rows = costs.map(
    ({ month, before, after }) => `| ${month} | ${dollars(before)} | ${dollars(after)} | ${delta(after - before)} |`,
  );
  const note =
    unknown.length > 0 ? [`Price not known: ${unknown.map(code).join(", ")}; the sums are without it.`, ""] : [];
  return ["| US dollars a month | before | after | |", "|---|---:|---:|---:|", ...rows, "", ...note];
}

/** The simulated surge; one that held and no longer does stands out. */
function surgeTable(surge: StackDiff["surge"]): string[] {
  const reasons = notSimulated(surge).map((reason) => `_${escape(reason)}_`);
  if (reasons.length === 2) return [`Surge \`${surge.traffic}\`: ${reasons.join("; ")}`, ""];
  const rows = surgeRows(surge).map(([what, before, after]) => `| ${what} | ${escape(before)} | ${escape(after)} |`);
  const warning = sinks(surge)
    ? ["> [!WARNING]", `> The surge \`${surge.traffic}\` held, and would no longer.`, ""]
    : [];
  return [
    ...warning,
    `| surge \`${surge.traffic}\`, simulated | before | after |`,
    "|---|---:|---:|",
    ...rows,
    "",
    ...(reasons.length > 0 ? [...reasons, ""] : []),
  ];
}

/** A chart helps where money changes; elsewhere it would only be in the way. */
function costChart(costs: StackDiff["costs"]): string[] {
  if (costs.every(({ before, after }) => Math.abs(after - before) < 1)) return [];
  const series = (of: "before" | "after") => `  bar [${costs.map((cost) => Math.round(cost[of])).join(", ")}]`;
  return [
    "```mermaid",
    "xychart-beta",
    '  title "US dollars a month, before and after"',
    `  x-axis [${costs.map(({ month }) => month).join(", ")}]`,
    series("before"),
    series("after"),
    "```",
    "",
  ];
}

function folded(title: string, changes: readonly ResourceChange[], values: number, lines: number): string[] {
  const shown = changes.slice(0, lines);
  const left = changes.length - shown.length;
  return [
    `<details><summary>${title}</summary>`,
    "",
    ...shown.flatMap((change) => [
      `- ${headline(change)}`,
      ...change.properties.slice(0, lines).map((property) => `  - ${propertyText(property, values)}`),
      ...(change.unjudged === undefined ? [] : [`  - ${escape(change.unjudged)}`]),
    ]),
    ...(left > 0 ? [`- … and ${left} more`] : []),
    "",
    "</details>",
    "",
  ];
}

/** Lines of the caution: what is refused with the reason and the way round, what is lost with what forces it. */
function cautionOf(resourceChange: ResourceChange): string[] {
  const { refused } = resourceChange;
  return [
    `> ${headline(resourceChange)}${reasonOf(resourceChange)}`,
    ...refused.map(({ path, code: name, reason, way, source }) => {
      const what = `${code(name)}: ${path === undefined ? "" : `${code(path)}: `}${escape(reason)}`;
      const link = source === undefined ? "" : ` ([source](${source.replace(/[()<>\s]/g, encodeURIComponent)}))`;
      return `> - ${what}${way === undefined ? "" : `. ${escape(way)}`}${link}`;
    }),
  ];
}

const verbs = {
  refuse: "**refused**:",
  create: "add",
  update: "change",
  replace: "**replace**",
  delete: "**delete**",
} as const;
const headline = ({ action, type, name, stays }: ResourceChange): string =>
  `${verbs[action]} ${shortType(type)} ${code(name)}${action === "delete" && stays ? `: ${staysThere}` : ""}`;
const reasonOf = ({ action, replacedBy, keepsName }: ResourceChange): string =>
  action === "replace" && replacedBy.length > 0
    ? `, because ${replacedBy.map(code).join(", ")} cannot be changed${keepsName ? `; ${underSameName}` : ""}`
    : "";

function propertyText({ path, before, after }: PropertyChange, longest: number): string {
  const value = (shown: unknown) => {
    const text = JSON.stringify(shown) ?? "";
    return code(text.length > longest ? `${text.slice(0, longest)}…` : text);
  };
  if (before === undefined) return `${code(path)}: ${value(after)} (new)`;
  if (after === undefined) return `${code(path)}: ${value(before)} (removed)`;
  return `${code(path)}: ${value(before)} → ${value(after)}`;
}

/** Inline code that its own backticks cannot end. */
function code(text: string): string {
  const longest = longestRun(text);
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

const longestRun = (text: string): number => Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));

/** Text that cannot become markup or a mention: what a program names things is not ours to trust. */
const escape = (text: string): string => text.replace(/[\\`*_{}[\]<>|#@!~]/g, (letter) => `\\${letter}`);
