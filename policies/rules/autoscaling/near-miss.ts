/**
 * Whether one of two names is the other misspelt: a letter is wrong, missing, too many, or two have changed places; in long names that may happen
 * twice. In short ones, where `api` is as near to `app`, only letters that are there may come, go or move, and an s at the end. Names that differ
 * in a number or in a last part of one or two letters are meant to: `web-1` and `web-2`, `web-a` and `web-b`.
 */
export function isNearMiss(name: string, another: string): boolean {
  if (name === another) return false;
  // Kubernetes takes no capitals in the name of a workload.
  if (name.toLowerCase() === another.toLowerCase()) return true;
  if (withoutCounter(name) === withoutCounter(another)) return false;
  const shorter = Math.min(name.length, another.length);
  if (shorter >= 5) return edits(name, another) <= (shorter >= 8 ? 2 : 1);
  const alike = letters(name) === letters(another) || name === `${another}s` || another === `${name}s`;
  return alike && shorter > 1 && edits(name, another) <= 1;
}

const withoutCounter = (name: string): string => name.replace(/-[a-z]{1,2}$/, "").replace(/-?v?\d+/g, "");

const letters = (name: string): string => [...new Set(name)].sort().join("");

/** How many letters must change, go, come or swap with the next to make one name of the other (optimal string alignment). */
function edits(name: string, another: string): number {
  const table = Array.from({ length: name.length + 1 }, (_, i) => [
    i,
    ...Array.from({ length: another.length }, () => 0),
  ]);
  for (let j = 0; j <= another.length; j++) table[0]![j] = j;
  for (let i = 1; i <= name.length; i++) {
    for (let j = 1; j <= another.length; j++) {
      const same = name[i - 1] === another[j - 1] ? 0 : 1;
      let least = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + same);
      if (i > 1 && j > 1 && name[i - 1] === another[j - 2] && name[i - 2] === another[j - 1])
        least = Math.min(least, table[i - 2]![j - 2]! + 1);
      table[i]![j] = least;
    }
  }
  return table[name.length]![another.length]!;
}
