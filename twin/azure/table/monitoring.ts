import type { JsonObject } from "@breakwater/plan-views";
import { armTypeOf } from "../reference";
import { valueAt } from "../resource-type";
import { fixed, goes, made, newRegion, noOtherRegion, reference, terraform } from "./facts";
import type { TypeFacts } from "./facts";

/** Workspaces, what is sent to them, and the alerts. */
export const monitoringFacts: Record<string, TypeFacts> = {
  "azure-native:operationalinsights:Workspace": {
    pathParameters: ["resourceGroupName", "workspaceName"],
    existence: made,
    deletion: goes("loganalytics/workspaces/delete"),
    keptName: {
      days: () => 14,
      within: "everywhere",
      code: "Conflict",
      message: (name) => `The workspace name '${name}' is not unique.`,
      way: (_, name) =>
        `It is deleted but kept, with its logs: use another name, or recover it (\`az monitor log-analytics workspace recover --workspace-name ${name}\`) and import it.`,
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/5465",
    },
    changes: [
      newRegion,
      fixed(["sku"], {
        code: "InvalidParameter",
        reason: "a workspace does not go back to a tier that Azure no longer sells",
        way: "Stay with PerGB2018, or take a CapacityReservation.",
        source: "https://learn.microsoft.com/azure/azure-monitor/logs/cost-logs#legacy-pricing-tiers",
        unsaid: { name: "PerGB2018" },
        when: ({ to }) =>
          !["pergb2018", "capacityreservation", "lacluster"].includes(
            String(valueAt(to, "sku.name") ?? "PerGB2018").toLowerCase(),
          ),
      }),
    ],
    otherwise: { source: reference("loganalytics/workspaces/create-or-update") },
    defaults: {
      source: reference("loganalytics/workspaces/get"),
      values: () => ({
        publicNetworkAccessForIngestion: "Enabled",
        publicNetworkAccessForQuery: "Enabled",
        retentionInDays: 30,
        sku: { name: "PerGB2018" },
      }),
    },
  },
  "azure-native:monitor:DiagnosticSetting": {
    pathParameters: ["resourceUri", "name"],
    existence: made,
    deletion: goes("monitor/diagnostic-settings/delete"),
    outlives: {
      source: "https://learn.microsoft.com/azure/azure-monitor/platform/diagnostic-settings",
    },
    changes: [],
    otherwise: { source: reference("monitor/diagnostic-settings/create-or-update") },
  },
  "azure-native:monitor:ActionGroup": {
    pathParameters: ["resourceGroupName", "actionGroupName"],
    existence: made,
    deletion: goes("monitor/action-groups/delete"),
    changes: [noOtherRegion],
    otherwise: { source: reference("monitor/action-groups/create-or-update") },
  },
  "azure-native:monitor:ActivityLogAlert": {
    pathParameters: ["resourceGroupName", "activityLogAlertName"],
    existence: made,
    deletion: goes("monitor/activity-log-alerts/delete"),
    changes: [noOtherRegion],
    otherwise: { source: reference("monitor/activity-log-alerts/create-or-update") },
    defaults: { source: reference("monitor/activity-log-alerts/get"), values: () => ({ enabled: true }) },
  },
  "azure-native:monitor:MetricAlert": {
    pathParameters: ["resourceGroupName", "ruleName"],
    existence: made,
    deletion: goes("monitor/metric-alerts/delete"),
    changes: [
      noOtherRegion,
      fixed(["scopes"], {
        code: "BadRequest",
        reason: "a rule keeps the type of resource that it watches",
        way: "Give the rule for the other type another name.",
        source: `${terraform}/monitor_metric_alert#target_resource_type`,
        when: ({ from, to }) => watched(from) !== watched(to),
      }),
    ],
    otherwise: { source: reference("monitor/metric-alerts/create-or-update") },
    defaults: { source: reference("monitor/metric-alerts/get"), values: () => ({ autoMitigate: true }) },
  },
  "azure-native:monitor:ScheduledQueryRule": {
    pathParameters: ["resourceGroupName", "ruleName"],
    existence: made,
    deletion: goes("monitor/scheduled-query-rules/delete"),
    changes: [
      newRegion,
      fixed(["scopes"], {
        code: "BadRequest",
        reason: "the scope of a rule on logs cannot be changed",
        way: "Give the rule another name, so that it is made anew.",
        source: "https://github.com/pulumi/pulumi-azure-native/issues/4839",
      }),
      fixed(["kind"], {
        code: "BadRequest",
        reason: "a rule stays of the kind of which it was made",
        way: "Give the rule another name, so that it is made anew.",
        source: reference("monitor/scheduled-query-rules/create-or-update"),
        unsaid: "LogAlert",
      }),
    ],
    otherwise: { source: reference("monitor/scheduled-query-rules/create-or-update") },
    defaults: { source: reference("monitor/scheduled-query-rules/get"), values: () => ({ kind: "LogAlert" }) },
  },
  "azure-native:monitor:DataCollectionRule": {
    pathParameters: ["resourceGroupName", "dataCollectionRuleName"],
    existence: made,
    deletion: goes("monitor/data-collection-rules/delete"),
    changes: [
      newRegion,
      fixed(["kind"], {
        code: "InvalidPayload",
        reason: "a rule stays of the kind of which it was made",
        way: "Give the rule another name, so that it is made anew.",
        source: `${terraform}/monitor_data_collection_rule#kind`,
      }),
    ],
    otherwise: { source: reference("monitor/data-collection-rules/create") },
  },
  "azure-native:monitor:DataCollectionRuleAssociation": {
    pathParameters: ["resourceUri", "associationName"],
    existence: made,
    deletion: goes("monitor/data-collection-rule-associations/delete"),
    changes: [],
    otherwise: { source: reference("monitor/data-collection-rule-associations/create") },
  },
};

/** ARM types of what a rule watches. */
const watched = (inputs: JsonObject): string =>
  [inputs.scopes ?? []]
    .flat()
    .map((scope) => armTypeOf(String(scope))?.toLowerCase())
    .join(" ");
