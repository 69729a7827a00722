/** The value at a path: `a.b`, `a["x.y"]`, `list[0]`, `list[name=x]`; `undefined` where the path ends early. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const [, key, quoted, index, property, wanted] of path.matchAll(
    /([\w-]+)(?![\w-]*[="\]])|\["([^"]+)"\]|\[(\d+)\]|\[(\w+)=([^\]]+)\]/g,
  )) {
    if (at === undefined || at === null) return undefined;
    if (property !== undefined) {
      at = (at as Record<string, unknown>[]).find((candidate) => String(candidate[property]) === wanted);
    } else at = (at as Record<string, unknown>)[key ?? quoted ?? index ?? ""];
  }
  return at;
}
