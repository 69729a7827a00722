import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allRuleGroups } from "../components/kubernetes/monitoring/rules";
import { ruleSubjects } from "./support/rule-subjects";
import { root } from "./support/breakwater";

const alerts = allRuleGroups({
  ...ruleSubjects,
  quotas: [{ family: "a family", vmSizes: ["Standard_D8s_v5"], vcpus: 200 }],
}).flatMap(({ rules }) => rules.flatMap((rule) => ("alert" in rule ? [rule] : [])));

test("the page's table of alerts is that of the code", () => {
  const page = readFileSync(join(root, "docs/components/kubernetes-prometheus-stack.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` +\| ([a-z, ]+?) +\| (.+?) +\|$/gm)].map((row) => row.slice(1));
  // Rules of one alert differ in their severity only, as far as a reader of the table is concerned.
  const expected = [...new Set(alerts.map(({ alert }) => alert))].map((name) => {
    const same = alerts.filter(({ alert }) => alert === name);
    const severities = [...new Set(same.map(({ labels }) => labels.severity))].join(", ");
    return [name, severities, same[0]!.annotations.summary];
  });
  expect(rows).toEqual(expected.map(([name, severities, summary]) => [name, severities, readable(summary!)]));
});

/** The text as a table shows it: a label is a word. */
const readable = (summary: string): string => summary.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, "{$1}");
