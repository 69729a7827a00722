import type { Colors } from "picocolors/types";
import { type Json, secretMark } from "@breakwater/plan-views";
import type { Action, Change, PropertyChange } from "./changes";

/** Mark of an action, and its colour. */
const marks: Record<Exclude<Action, "same">, { mark: string; colour: "green" | "yellow" | "magenta" | "red" }> = {
  create: { mark: "+", colour: "green" },
  update: { mark: "~", colour: "yellow" },
  replace: { mark: "±", colour: "magenta" },
  delete: { mark: "-", colour: "red" },
};

/** Longest value that is shown whole, characters. */
const longest = 100;

/**
 * What an `up` changed: a line for each resource, and for what was there before a line for each property; then the counts.
 * Creations are only counted on a twin that was empty, where they are the whole Plan.
 */
export function changesText(changes: readonly Change[], colors: Colors): string {
  const effective = changes.filter(({ action }) => action !== "same");
  const isFirst = effective.length === changes.length && effective.every(({ action }) => action === "create");
  return [...(isFirst ? [] : effective.flatMap((change) => describe(change, colors))), summary(changes)].join("\n");
}

function describe({ action, type, name, properties }: Change, colors: Colors): string[] {
  if (action === "same") return [];
  const { mark, colour } = marks[action];
  return [
    colors[colour](`${mark} ${action} ${shortType(type)} ${name}`),
    ...properties.map((property) => `    ${describeProperty(property, colors)}`),
  ];
}

/** `path: before → after`, with what is new and what is gone said. */
export function describeProperty({ path, before, after }: PropertyChange, colors: Colors): string {
  if (before === undefined) return `${path}: ${colors.green(show(after))} ${colors.dim("(new)")}`;
  if (after === undefined) return `${path}: ${colors.red(show(before))} ${colors.dim("(removed)")}`;
  const note = before === secretMark && after === secretMark ? colors.dim(" (changed)") : "";
  return `${path}: ${colors.red(show(before))} → ${colors.green(show(after))}${note}`;
}

function show(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? "";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** `3 changes: 1 created, 2 updated; 40 unchanged`. */
export function summary(changes: readonly Change[]): string {
  const count = (action: Action) => changes.filter((change) => change.action === action).length;
  const parts = (["create", "update", "replace", "delete"] as const).flatMap((action) =>
    count(action) > 0 ? [`${count(action)} ${action}d`] : [],
  );
  const total = changes.length - count("same");
  return `${total} ${total === 1 ? "change" : "changes"}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}; ${count("same")} unchanged`;
}

/** The last part of a type token: `AgentPool` of `azure-native:containerservice:AgentPool`. */
export function shortType(type: string): string {
  return type.split(":").at(-1) ?? type;
}
