import * as pulumi from "@pulumi/pulumi";
import * as monitor from "@pulumi/azure-native/monitor";
import { type ClusterLogAlert, clusterLogAlerts, clusterMetricAlerts } from "./cluster-alert-rules";
import { createMetricAlert } from "./metric-alert";
import type { PlacementArgs } from "./placement";

/** What `ClusterAlerts` takes. */
export interface ClusterAlertsArgs extends PlacementArgs {
  /** Azure id of the cluster. */
  clusterId: pulumi.Input<string>;
  /** Azure id of the workspace that has the cluster's logs. */
  workspaceId: pulumi.Input<string>;
  /** Azure id of the action group that is told. */
  actionGroupId: pulumi.Input<string>;
}

/**
 * Alerts on a cluster's control plane, from Azure's own metrics and logs. They come when the monitoring inside the cluster
 * cannot: it runs on the nodes, and asks the API server, that they are about.
 */
export class ClusterAlerts extends pulumi.ComponentResource {
  constructor(name: string, args: ClusterAlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("breakwater:azure:ClusterAlerts", name, args, opts);
    const childOptions = pulumi.mergeOptions(opts, { parent: this });
    const target = { ...args, targetId: args.clusterId, metricNamespace: "Microsoft.ContainerService/managedClusters" };
    for (const rule of clusterMetricAlerts) createMetricAlert(`${name}-${rule.name}`, rule, target, childOptions);
    for (const alert of clusterLogAlerts) {
      new monitor.ScheduledQueryRule(`${name}-${alert.name}`, logAlertInputs(alert, args), childOptions);
    }
    this.registerOutputs({});
  }
}

function logAlertInputs(alert: ClusterLogAlert, args: ClusterAlertsArgs): monitor.ScheduledQueryRuleArgs {
  return {
    resourceGroupName: args.resourceGroupName,
    ruleName: alert.name,
    location: args.location,
    tags: args.tags,
    displayName: alert.name,
    description: alert.description,
    kind: "LogAlert",
    severity: alert.severity,
    enabled: true,
    scopes: [args.workspaceId],
    evaluationFrequency: "PT15M",
    windowSize: "PT15M",
    autoMitigate: true,
    // A new workspace has no table before its first line, and a query of a missing table is refused.
    skipQueryValidation: true,
    criteria: {
      allOf: [
        {
          query: alert.query,
          timeAggregation: "Count",
          operator: "GreaterThan",
          threshold: 0,
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
        },
      ],
    },
    actions: { actionGroups: [args.actionGroupId] },
  };
}
