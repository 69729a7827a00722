/** Small helpers of the checker: what can be judged, and how it is said. */

export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
export const signature = "4dabf18193072939515e22adb298388d";
export const isObject = (v) => typeof v === "object" && v !== null && !Array.isArray(v);
/** Nothing can be said about it: absent, a masked secret, or not known before the deployment. */
export const opaque = (v) =>
  v === null || v === undefined || v === "[secret]" || v === unknown || (isObject(v) && signature in v);
export const typeOf = (v) => (Array.isArray(v) ? "array" : v === null ? "null" : typeof v);
export const show = (v) => {
  const s = JSON.stringify(v) ?? String(v);
  return s.length > 80 ? `${s.slice(0, 77)}…` : s;
};

export const join2 = (path, key) => (path ? `${path}.${key}` : key);
export const list = (values) =>
  `${values.slice(0, 12).join(" | ")}${values.length > 12 ? ` | … (${values.length})` : ""}`;
const patterns = new Map();
export function matches(pattern, value) {
  if (!patterns.has(pattern)) {
    let compiled;
    try {
      compiled = new RegExp(pattern);
    } catch {
      compiled = undefined;
    } // a dialect that JavaScript does not speak
    patterns.set(pattern, compiled);
  }
  return patterns.get(pattern)?.test(value) ?? true;
}
export function hint(key, names) {
  let best,
    distance = Math.max(2, Math.floor(key.length / 4)) + 1;
  for (const name of new Set(names)) {
    const d = editDistance(key.toLowerCase(), name.toLowerCase());
    if (d < distance) [best, distance] = [name, d];
  }
  return best ? `, did you mean ${best}?` : "";
}
function editDistance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next[j] = Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length];
}
