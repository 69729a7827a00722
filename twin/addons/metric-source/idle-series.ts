/** Words of PromQL that stand where a metric could. */
const keywords = new Set(["and", "or", "unless", "bool", "offset", "inf", "nan", "by", "without", "on", "ignoring"]);

/**
 * The series that a query of Prometheus asks for, by name and the labels that it demands: `depth{namespace="a"}`. An idle app
 * serves each of them as 0; where none is served, a query has no answer and KEDA calls its trigger broken.
 */
export function seriesOf(query: string): string[] {
  const bare = query
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, " ")
    .replaceAll(/\[[^\]]*\]/g, " ");
  const series = [...bare.matchAll(/(?<![\w.:"])([a-zA-Z_:][\w:]*)(\{[^}]*\})?(?![\w:]|\s*[({])/g)].flatMap(
    ([, name = "", matchers = ""]) => (keywords.has(name.toLowerCase()) ? [] : [name + labelsOf(matchers)]),
  );
  return [...new Set(series)];
}

/** Labels that a series needs to be chosen: those that must be equal to something. The others it need not have. */
function labelsOf(matchers: string): string {
  const equal = [...matchers.matchAll(/(\w+)\s*=\s*("(?:[^"\\]|\\.)+")/g)].map(
    ([, label, value]) => `${label}=${value}`,
  );
  return equal.length > 0 ? `{${equal.join(",")}}` : "";
}
