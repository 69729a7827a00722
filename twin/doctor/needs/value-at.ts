import { ifKnown, isObject } from "@breakwater/plan-views";

/** The value at a path of properties; `undefined` where the path ends before, or where a preview does not know it. */
export const valueAt = (properties: unknown, ...path: readonly (string | number)[]): unknown =>
  ifKnown(() =>
    path.reduce<unknown>((inner, key) => {
      if (Array.isArray(inner)) return inner[Number(key)];
      return isObject(inner) ? inner[key] : undefined;
    }, properties),
  );

/** The text at a path of properties; `undefined` where there is none, or where a preview does not know it. */
export function textAt(properties: unknown, ...path: readonly (string | number)[]): string | undefined {
  const value = valueAt(properties, ...path);
  return typeof value === "string" ? value : undefined;
}

/** The list at a path of properties; empty where there is none, or where a preview does not know it. */
export function listAt(properties: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = valueAt(properties, ...path);
  return Array.isArray(value) ? value : [];
}
