import type { Colors } from "picocolors/types";
import { describeProperty, shortType } from "../changes";
import { type ResourceChange, standsOut } from "./plan-changes";
import type { StackDiff } from "./stack-diff";
import { notSimulated, surgeRows } from "./surge-change";

const marks = { refuse: "✗", create: "+", update: "~", replace: "±", delete: "-" } as const;
const colours = { refuse: "red", create: "green", update: "yellow", replace: "magenta", delete: "red" } as const;

/** What changes in a stack, for a terminal. */
export function diffText(diff: StackDiff, colors: Colors): string {
  const { stack, changes, findings } = diff;
  const lines = [colors.bold(`stack ${stack}: ${countsOf(diff)}`)];
  for (const [title, list] of [
    [colors.red("Refused: up would stop"), changes.filter(({ action }) => action === "refuse")],
    [colors.red("Danger"), changes.filter(({ dangerous }) => dangerous)],
    ["Resources", changes.filter((resourceChange) => !standsOut(resourceChange))],
  ] as const) {
    if (list.length > 0) lines.push("", title, ...list.flatMap((resourceChange) => describe(resourceChange, colors)));
  }
  for (const [title, list] of [
    ["Findings that are new", findings.appeared],
    ["Findings that are gone", findings.gone],
  ] as const) {
    if (list.length === 0) continue;
    lines.push("", title);
    for (const { rule, level, message, remediationSteps } of list) {
      lines.push(`  ${rule} (${level}): ${message}`);
      if (list === findings.appeared && remediationSteps) lines.push(`    → ${remediationSteps}`);
    }
  }
  if (diff.silenced.length > 0) lines.push("", "Rules that can no longer judge", ...diff.silenced.map(silencedLine));
  lines.push("", "Cost, US dollars a month", ...costLines(diff).map((line) => `  ${line}`));
  lines.push("", `Surge, simulated: ${diff.surge.traffic}`, ...surgeLines(diff).map((line) => `  ${line}`));
  return `${lines.join("\n")}\n`;
}

const silencedLine = ({ rule, reason }: StackDiff["silenced"][number]): string => `  ${rule}: ${reason}`;

/** `2 added, 1 changed, 1 replaced, 0 deleted; 120 unchanged`, after what is refused where something is. */
export function countsOf({ changes, unchanged }: StackDiff): string {
  const count = (action: ResourceChange["action"]) => changes.filter((change) => change.action === action).length;
  const refused = count("refuse");
  return `${refused > 0 ? `${refused} refused, ` : ""}${count("create")} added, ${count("update")} changed, ${count("replace")} replaced, ${count("delete")} deleted; ${unchanged} unchanged`;
}

/** A line for each month: `typical  5,431 → 8,112  (+2,681)`. */
function costLines({ costs, unknownPrices }: StackDiff): string[] {
  const lines = costs.map(
    ({ month, before, after }) => `${month.padEnd(8)} ${dollars(before)} → ${dollars(after)}  ${delta(after - before)}`,
  );
  return unknownPrices.length > 0
    ? [...lines, `price not known: ${unknownPrices.join(", ")}; the sums are without it`]
    : lines;
}

/** A line for each figure of the simulated surge: `verdict           holds → fails`. */
function surgeLines({ surge }: StackDiff): string[] {
  const reasons = notSimulated(surge);
  if (reasons.length === 2) return reasons;
  const lines = surgeRows(surge).map(
    ([what, before, after]) => `${what.padEnd(16)} ${before === after ? before : `${before} → ${after}`}`,
  );
  return [...lines, ...reasons];
}

export const dollars = (amount: number): string => Math.round(amount).toLocaleString("en-US");
export const delta = (amount: number): string =>
  Math.round(amount) === 0 ? "(same)" : `(${amount > 0 ? "+" : "−"}${dollars(Math.abs(amount))})`;

function describe(
  { action, type, name, properties, replacedBy, keepsName, stays, refused, unjudged }: ResourceChange,
  colors: Colors,
): string[] {
  const sameName = action === "replace" && keepsName ? colors.magenta(`  (${underSameName})`) : "";
  const left = action === "delete" && stays ? `  (${staysThere})` : "";
  return [
    `${colors[colours[action]](`  ${marks[action]} ${action} ${shortType(type)} ${name}`)}${sameName}${left}`,
    ...properties.map((property) => {
      const forces =
        action === "replace" && replacedBy.includes(property.path) ? colors.magenta("  (replaces it)") : "";
      return `      ${describeProperty(property, colors)}${forces}`;
    }),
    ...refused.flatMap(({ path, code, reason, way, source }) => [
      `      ${colors.red(`${code}: `)}${path === undefined ? "" : `${path}: `}${reason}`,
      ...(way === undefined ? [] : [`      → ${way}`]),
      ...(source === undefined ? [] : [colors.dim(`      ${source}`)]),
    ]),
    ...(unjudged === undefined ? [] : [colors.yellow(`      ${unjudged}`)]),
  ];
}

/** What a replacement under the same name comes to. */
export const underSameName = "under the same name: it is deleted before the new one is made";

/** What becomes of a resource that leaves the stack with `retainOnDelete`. */
export const staysThere = "it leaves the stack and stays where it is";
