import type { JsonObject } from "@breakwater/plan-views";
import { answerTo, stateWith } from "./testing/samples";

const receiver = (name: string) => ({ name, emailAddress: "ops@example.com" });
const criterion = (metricName: string, dimensions: JsonObject[] = [], timeAggregation = "Average") => ({
  criteria: { allOf: [{ name: "condition", metricName, dimensions, timeAggregation }] },
});

test.each<[type: string, what: string, changes: JsonObject, code: string, target: string | undefined]>([
  ["ActionGroup", "global", {}, "taken", undefined],
  ["ActionGroup", "in a region", { location: "koreacentral" }, "LocationNotAvailableForResourceType", "location"],
  ["ActionGroup", "with a long short name", { groupShortName: "shop-platform" }, "BadRequest", "groupShortName"],
  [
    "ActionGroup",
    "with a receiver twice",
    { emailReceivers: [receiver("a"), receiver("a")] },
    "BadRequest",
    "emailReceivers",
  ],
  ["ActivityLogAlert", "for the subscription", {}, "taken", undefined],
  ["ActivityLogAlert", "for a group", { scopes: ["/subscriptions/0/resourceGroups/rg"] }, "BadRequest", "scopes"],
  [
    "ActivityLogAlert",
    "of no category",
    { condition: { allOf: [{ field: "status", equals: "Active" }] } },
    "BadRequest",
    "condition.allOf",
  ],
  ["MetricAlert", "on a metric of clusters", {}, "taken", undefined],
  ["MetricAlert", "on no metric of clusters", criterion("pods_pending"), "BadRequest", "criteria.allOf[0].metricName"],
  [
    "MetricAlert",
    "on a dimension that the metric has",
    criterion("kube_node_status_condition", [{ name: "status2", operator: "Include", values: ["NotReady"] }]),
    "taken",
    undefined,
  ],
  [
    "MetricAlert",
    "on one that it has not",
    criterion("etcd_database_usage_percentage", [{ name: "node", operator: "Include", values: ["a"] }]),
    "BadRequest",
    "criteria.allOf[0].dimensions",
  ],
  [
    "MetricAlert",
    "by an aggregation that the metric has not",
    criterion("cluster_autoscaler_unschedulable_pods_count", [], "Minimum"),
    "BadRequest",
    "criteria.allOf[0].timeAggregation",
  ],
  ["MetricAlert", "of a severity of 5", { severity: 5 }, "BadRequest", "severity"],
  ["MetricAlert", "over 20 minutes", { windowSize: "PT20M" }, "BadRequest", "windowSize"],
  ["MetricAlert", "looked at less often than that", { evaluationFrequency: "PT1H" }, "BadRequest", "windowSize"],
  ["ScheduledQueryRule", "on logs", {}, "taken", undefined],
  [
    "ScheduledQueryRule",
    "of no query",
    { criteria: { allOf: [{ query: " " }] } },
    "BadRequest",
    "criteria.allOf[0].query",
  ],
  ["ScheduledQueryRule", "on nothing", { scopes: [] }, "BadRequest", "scopes"],
  ["ScheduledQueryRule", "every 7 minutes", { evaluationFrequency: "PT7M" }, "BadRequest", "evaluationFrequency"],
])("%s %s", (type, _, changes, code, target) => {
  expect(answerTo(type, changes)).toEqual([code, target]);
});

test.each([
  ["ActivityLogAlert", [], "InvalidResourceReference"],
  ["ActivityLogAlert", ["ActionGroup"], "taken"],
  ["MetricAlert", [], "ResourceNotFound"],
  ["MetricAlert", ["ManagedCluster"], "taken"],
  ["ScheduledQueryRule", [], "ResourceNotFound"],
  ["ScheduledQueryRule", ["Workspace"], "taken"],
])("a %s where there is %j: %s", (type, there, code) => {
  expect(answerTo(type, {}, stateWith("ResourceGroup", ...there))[0]).toBe(code);
});
