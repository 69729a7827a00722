import type * as pulumi from "@pulumi/pulumi";
import * as monitor from "@pulumi/azure-native/monitor";
import type { PlacementArgs } from "./placement";

/** Severities of Azure Monitor, worst first: 0 critical, 1 error, 2 warning, 3 information. */
export type Severity = 0 | 1 | 2 | 3;

/** A rule on one of the metrics that Azure keeps of every resource, for nothing. */
export interface MetricAlertRule {
  /** Name, and part of the resource's name. */
  name: string;
  /** What it means and where to look, as the mail says it. */
  description: string;
  severity: Severity;
  /** Its name in the REST API; https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index has them all. */
  metric: string;
  /** Which of the metric's series are looked at, each on its own; `*` is every one. Default: all of them together. */
  dimensions?: { name: string; operator: "Include"; values: string[] }[];
  /** Azure refuses a rule whose aggregation the metric does not have; the index names those that it has. */
  aggregation: "Average" | "Minimum" | "Maximum" | "Total";
  operator: "GreaterThan" | "LessThan";
  threshold: number;
  /** Time over which the metric is looked at, as ISO 8601. */
  window: "PT5M" | "PT15M" | "PT30M" | "PT1H" | "PT6H";
}

/** What a rule is about, and who is told. */
export interface MetricAlertTarget extends PlacementArgs {
  /** Azure id of the resource whose metric it is. */
  targetId: pulumi.Input<string>;
  /** The resource's type, which metrics are kept by, for example `Microsoft.KeyVault/vaults`. */
  metricNamespace: string;
  /** Azure id of the action group that is told. */
  actionGroupId: pulumi.Input<string>;
}

/** Watches a metric, five minutes apart, and takes the alert back by itself once the condition is over. */
export function createMetricAlert(
  name: string,
  rule: MetricAlertRule,
  target: MetricAlertTarget,
  opts: pulumi.CustomResourceOptions,
): monitor.MetricAlert {
  return new monitor.MetricAlert(
    name,
    {
      resourceGroupName: target.resourceGroupName,
      ruleName: rule.name,
      // Rules on metrics are in no region.
      location: "global",
      tags: target.tags,
      description: rule.description,
      severity: rule.severity,
      enabled: true,
      scopes: [target.targetId],
      evaluationFrequency: "PT5M",
      windowSize: rule.window,
      autoMitigate: true,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            name: "condition",
            criterionType: "StaticThresholdCriterion",
            metricNamespace: target.metricNamespace,
            metricName: rule.metric,
            dimensions: rule.dimensions ?? [],
            timeAggregation: rule.aggregation,
            operator: rule.operator,
            threshold: rule.threshold,
          },
        ],
      },
      actions: [{ actionGroupId: target.actionGroupId }],
    },
    opts,
  );
}
