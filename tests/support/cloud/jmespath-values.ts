import { isObject, type Json, type JsonObject } from "@breakwater/plan-views";

export const unquoted = (name: string): string => (name.startsWith('"') ? (JSON.parse(name) as string) : name);

/** A member by its name, which may be quoted. */
export function field(name: string): (data: Json) => Json {
  const key = unquoted(name);
  return (data) => (isObject(data) ? ((data as JsonObject)[key] ?? null) : null);
}

export const listOf = (data: Json): Json[] | undefined => (Array.isArray(data) ? data : undefined);
export const valuesOf = (data: Json): Json[] | undefined =>
  isObject(data) ? Object.values(data as JsonObject) : undefined;
export const flattened = (data: Json): Json[] | undefined =>
  listOf(data)?.flatMap((item) => (Array.isArray(item) ? item : [item]));

/** All but null, false and what is empty. */
export function isTrue(value: Json): boolean {
  if (value === null || value === false || value === "") return false;
  return typeof value === "object" ? Object.keys(value).length > 0 : true;
}

/** What a comparison says; of what is no number, `<` and its like say nothing. */
export function compare(sign: string, left: Json, right: Json): Json {
  const same = JSON.stringify(left) === JSON.stringify(right);
  if (sign === "==") return same;
  if (sign === "!=") return !same;
  if (typeof left !== "number" || typeof right !== "number") return null;
  if (sign === ">") return left > right;
  if (sign === "<") return left < right;
  return sign === ">=" ? left >= right : left <= right;
}

/** Functions of JMESPath, by their names. */
export const functions: Record<string, (...args: Json[]) => Json> = {
  contains: (whole, part) =>
    Array.isArray(whole) ? whole.includes(part!) : typeof whole === "string" && whole.includes(String(part)),
  starts_with: (text, start) => typeof text === "string" && text.startsWith(String(start)),
  to_string: (value) => (typeof value === "string" ? value : JSON.stringify(value)),
  length: (value) => (typeof value === "string" ? value.length : Object.keys(value ?? {}).length),
  sort: (list) => [...(listOf(list!) ?? [])].sort(),
  join: (glue, list) => (listOf(list!) ?? []).join(String(glue)),
};
