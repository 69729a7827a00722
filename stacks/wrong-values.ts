import type { z } from "zod";
import { nearest } from "./nearest";
import { settingsSchema } from "./schema";

/** A setting that is wrong in itself. */
export interface WrongValue {
  /** Path of the setting, for example `cluster.adminGroupObjectIds.0`. */
  path: string;
  /** What to say after the path. */
  reason: string;
}

/** Whether `path` is `group` or lies in it. */
export const isWithin = (path: string, group: string): boolean => path === group || path.startsWith(`${group}.`);

/** What says after a setting's path that `value` is not `allowed`. */
export function sentence(value: unknown, allowed: string): string {
  return value === undefined ? `is missing; it must be ${allowed}` : `= ${JSON.stringify(value)} must be ${allowed}`;
}

/** What stands at the end of `steps`, or `undefined`. */
export function valueAt(root: unknown, steps: readonly PropertyKey[]): unknown {
  return steps.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], root);
}

/** Every setting that the schema refuses, each once. */
export function findWrongValues(settings: unknown): WrongValue[] {
  const issues = settingsSchema.safeParse(settings).error?.issues ?? [];
  const wrong = issues.flatMap((issue) => wrongValuesOf(issue, settings));
  return wrong.filter(({ path }, index) => wrong.findIndex((other) => other.path === path) === index);
}

function wrongValuesOf(issue: z.core.$ZodIssue, settings: unknown): WrongValue[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(path);
    return issue.keys.map((key) => ({ path: [...path, key].join("."), reason: unknownKey(key, known) }));
  }
  // The key of a record is wrong, not its value; only the inner issue says what a key may be.
  if (issue.code === "invalid_key") {
    return [{ path: path.join("."), reason: `is not allowed as a key; it must be ${issue.issues[0]?.message}` }];
  }
  // The only types without a text of their own in the schema are its groups.
  const isGroup = issue.code === "invalid_type" && issue.expected === "object";
  const allowed = isGroup ? `a group of ${keysAt(path).join(", ")}` : issue.message;
  return [{ path: path.join("."), reason: sentence(valueAt(settings, issue.path), allowed) }];
}

function unknownKey(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  return `is not known; ${guess === undefined ? `known are ${known.join(", ")}` : `did you mean ${guess}?`}`;
}

/** The keys that the schema knows in the group at `path`. */
function keysAt(path: readonly string[]): string[] {
  const group = path.reduce<unknown>((schema, step) => shapeOf(schema)[step], settingsSchema);
  return Object.keys(shapeOf(group));
}

const shapeOf = (schema: unknown): Record<string, unknown> =>
  (schema as { shape?: Record<string, unknown> } | undefined)?.shape ?? {};
