import { allDashboards } from "../components/kubernetes/monitoring/dashboards";
import { allRuleGroups } from "../components/kubernetes/monitoring/rules";
import { ruleSubjects } from "./support/rule-subjects";
import {
  edgeConditions,
  scaledObjectCondition,
  stateMetricsValues,
} from "../components/kubernetes/monitoring/state-metrics-values";
import { metricsIn, metricSources, withoutSuffix } from "./support/metric-sources";

const rules = allRuleGroups(ruleSubjects).flatMap((group) => group.rules);
const recorded = rules.flatMap((rule) => ("record" in rule ? [rule.record] : []));
const panels = allDashboards("production", "models", {
  cpu: "Standard_D8s_v5",
  gpu: "Standard_NC24ads_A100_v4",
}).flatMap(({ title, panels: all }) => all.map((panel) => ({ ...panel, title: `${title} / ${panel.title}` })));

const known = new Set([...recorded, ...metricSources.flatMap(({ metrics }) => metrics)]);
const isKnown = (metric: string) => known.has(metric) || known.has(withoutSuffix(metric));

test.each<[string, string[]]>([
  ['sum by (le) (rate(a_bucket{x="b(c)"}[5m])) / on (x) group_left () d:e', ["a_bucket", "d:e"]],
  ["absent(a_info) or histogram_quantile(0.99, b) unless c offset 15m > 1e3", ["a_info", "b", "c"]],
  ["avg_over_time(gpu:used:sum[$__range]) * $__range_s", ["gpu:used:sum"]],
  ["max by (node) (kube_node_labels) == 1", ["kube_node_labels"]],
])("metrics are found in %s", (expr, metrics) => {
  expect(metricsIn(expr)).toEqual(metrics);
});

test.each(rules.map((rule) => ("alert" in rule ? { name: rule.alert, ...rule } : { name: rule.record, ...rule })))(
  "the rule $name uses metrics that somebody has",
  ({ expr }) => {
    expect(metricsIn(expr)).not.toEqual([]);
    expect(metricsIn(expr).filter((metric) => !isKnown(metric))).toEqual([]);
  },
);

test.each(panels)("the panel $title uses metrics that somebody has", ({ queries }) => {
  const used = queries.flatMap(([expr]) => metricsIn(expr));
  expect(used).not.toEqual([]);
  expect(used.filter((metric) => !isKnown(metric))).toEqual([]);
});

test("nothing stands in the list of others' metrics that nobody uses", () => {
  const used = new Set(
    [...rules.map(({ expr }) => expr), ...panels.flatMap(({ queries }) => queries.map(([expr]) => expr))]
      .flatMap(metricsIn)
      .map(withoutSuffix),
  );
  const others = metricSources.filter(({ source }) => !source.startsWith("app/"));
  expect(others.flatMap(({ metrics }) => metrics).filter((metric) => !used.has(metric))).toEqual([]);
});

test("conditions are called as kube-state-metrics makes them", () => {
  const config = stateMetricsValues(true).customResourceState.config as {
    spec: { resources: { metrics: { name: string }[] }[] };
  };
  expect(config.spec.resources.map(({ metrics }) => `kube_customresource_${metrics[0]!.name}`)).toEqual([
    scaledObjectCondition,
    ...edgeConditions,
  ]);
});
