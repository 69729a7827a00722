import { type Json, secretMark } from "@breakwater/plan-views";

/** One property that is not what it was. */
export interface PropertyChange {
  /** For example `spec.template.spec.containers[0].image`. */
  path: string;
  /** Absent: it was not there. */
  before?: Json;
  /** Absent: it is no longer there. */
  after?: Json;
}

export type Action = "create" | "update" | "replace" | "delete" | "same";

/** What became of one resource. */
export interface Change {
  urn: string;
  type: string;
  name: string;
  action: Action;
  properties: PropertyChange[];
}

/**
 * Changes in the order of the Plan, which does not depend on whose answer came first; what the Plan no longer has
 * follows, in the order in which it was deleted.
 */
export function inPlanOrder(changes: readonly Change[], plannedUrns: readonly string[]): Change[] {
  const places = new Map(plannedUrns.map((urn, place) => [urn, place]));
  const place = ({ urn, action }: Change) => (action === "delete" ? Infinity : (places.get(urn) ?? Infinity));
  // Two equal places must compare as 0, and Infinity - Infinity is not a number.
  return changes.toSorted((a, b) => (place(a) === place(b) ? 0 : place(a) - place(b)));
}

/** Every property that differs, in the order of the values. Lists are compared place by place. */
export function diffValues(before: Json | undefined, after: Json | undefined, path = ""): PropertyChange[] {
  if (isContainer(before) && isContainer(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].flatMap((key) =>
      diffValues(
        (before as Record<string, Json>)[key],
        (after as Record<string, Json>)[key],
        joinPath(path, key, Array.isArray(after)),
      ),
    );
  }
  if (
    before === after ||
    (before !== undefined && after !== undefined && JSON.stringify(before) === JSON.stringify(after))
  )
    return [];
  return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** A secret whose value changed: neither value is shown. */
export function secretChange(path: string): PropertyChange {
  return { path, before: secretMark, after: secretMark };
}

function isContainer(value: Json | undefined): value is Json[] | { [key: string]: Json } {
  return typeof value === "object" && value !== null;
}

function joinPath(path: string, key: string, inList: boolean): string {
  if (inList) return `${path}[${key}]`;
  if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
