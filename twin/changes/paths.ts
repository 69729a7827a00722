import type { Json } from "@breakwater/plan-views";

/** Steps of a path such as `stringData["api-key"]` or `env[0].value`. */
export function pathSteps(path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const [, quoted, index, name] of path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\.?([^.[\]]+)/g)) {
    if (quoted !== undefined) steps.push(JSON.parse(quoted) as string);
    else if (index !== undefined) steps.push(Number(index));
    else if (name !== undefined) steps.push(name);
  }
  return steps;
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(value: Json | undefined, steps: readonly (string | number)[]): Json | undefined {
  return steps.reduce<Json | undefined>(
    (at, step) => (typeof at === "object" && at !== null ? (at as Record<string | number, Json>)[step] : undefined),
    value,
  );
}

/** A copy with another value at a path, or without any when it is `undefined`. A path that leads nowhere changes nothing. */
export function withValueAt<T extends Json>(
  value: T,
  [step, ...rest]: readonly (string | number)[],
  put: Json | undefined,
): T {
  if (step === undefined || typeof value !== "object" || value === null) return value;
  const inner = (value as Record<string | number, Json>)[step];
  const replaced = rest.length === 0 ? put : inner === undefined ? undefined : withValueAt(inner, rest, put);
  if (Array.isArray(value))
    return value.map((item: Json, index) => (index === step ? (replaced ?? item) : item)) as Json as T;
  const others = Object.entries(value).filter(([key]) => key !== String(step));
  return Object.fromEntries(replaced === undefined ? others : [...others, [String(step), replaced]]) as Json as T;
}

/** Whether a path is another one, or leads to something inside it. */
export const isAtOrBelow = (path: string, root: string): boolean =>
  path === root || path.startsWith(`${root}.`) || path.startsWith(`${root}[`);
