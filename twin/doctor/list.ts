/** Entries of a list that a message names before it counts the rest. */
const named = 3;

/** `a, b, c and 4 more`. */
export function shortList(entries: readonly string[]): string {
  const rest = entries.length - named;
  return `${entries.slice(0, named).join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
