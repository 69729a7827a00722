import type { JsonObject } from "@breakwater/plan-views";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers";

/** The shortest inputs that Azure takes of stores, and of what watches over them. */
export const storeSamples: Record<string, JsonObject> = {
  "azure-native:servicebus:Namespace": {
    resourceGroupName: "rg-shop",
    namespaceName: "sbns-shop",
    sku: { name: "Standard" },
  },
  "azure-native:servicebus:NamespaceNetworkRuleSet": {
    resourceGroupName: "rg-shop",
    namespaceName: "sbns-shop",
    defaultAction: "Deny",
  },
  "azure-native:servicebus:Queue": { resourceGroupName: "rg-shop", namespaceName: "sbns-shop", queueName: "tasks" },
  "azure-native:redisenterprise:RedisEnterprise": {
    resourceGroupName: "rg-shop",
    clusterName: "redis-shop",
    sku: { name: "Balanced_B3" },
    publicNetworkAccess: "Enabled",
  },
  "azure-native:redisenterprise:Database": {
    resourceGroupName: "rg-shop",
    clusterName: "redis-shop",
    databaseName: "default",
  },
  "azure-native:redisenterprise:AccessPolicyAssignment": {
    resourceGroupName: "rg-shop",
    clusterName: "redis-shop",
    databaseName: "default",
    accessPolicyAssignmentName: "app",
    accessPolicyName: "default",
    user: { objectId: "44444444-4444-4444-4444-444444444444" },
  },
  "azure-native:storage:StorageAccount": {
    resourceGroupName: "rg-shop",
    accountName: "stshop",
    kind: "BlockBlobStorage",
    sku: { name: "Premium_LRS" },
  },
  "azure-native:storage:BlobServiceProperties": {
    resourceGroupName: "rg-shop",
    accountName: "stshop",
    blobServicesName: "default",
  },
  "azure-native:storage:BlobContainer": {
    resourceGroupName: "rg-shop",
    accountName: "stshop",
    containerName: "models",
  },
  "azure-native:operationalinsights:Workspace": { resourceGroupName: "rg-shop", workspaceName: "log-shop" },
  "azure-native:monitor:DiagnosticSetting": {
    resourceUri: `${group}/Microsoft.KeyVault/vaults/kv-shop`,
    name: "logs",
    workspaceId: `${group}/Microsoft.OperationalInsights/workspaces/log-shop`,
    logs: [{ category: "AuditEvent", enabled: true }],
  },
  "azure-native:monitor:ActionGroup": {
    resourceGroupName: "rg-shop",
    actionGroupName: "ag-shop",
    location: "Global",
    groupShortName: "shop",
    enabled: true,
  },
  "azure-native:monitor:ActivityLogAlert": {
    resourceGroupName: "rg-shop",
    activityLogAlertName: "service-health",
    location: "Global",
    scopes: ["/subscriptions/00000000-0000-0000-0000-000000000000"],
    condition: { allOf: [{ field: "category", equals: "ServiceHealth" }] },
    actions: { actionGroups: [{ actionGroupId: `${group}/Microsoft.Insights/actionGroups/ag-shop` }] },
  },
  "azure-native:monitor:MetricAlert": {
    resourceGroupName: "rg-shop",
    ruleName: "pods-unschedulable",
    location: "global",
    severity: 1,
    enabled: true,
    scopes: [`${group}/Microsoft.ContainerService/managedClusters/aks-shop`],
    evaluationFrequency: "PT5M",
    windowSize: "PT15M",
    criteria: {
      allOf: [
        { name: "condition", metricName: "cluster_autoscaler_unschedulable_pods_count", timeAggregation: "Average" },
      ],
    },
  },
  "azure-native:monitor:ScheduledQueryRule": {
    resourceGroupName: "rg-shop",
    ruleName: "logs-capped",
    severity: 2,
    scopes: [`${group}/Microsoft.OperationalInsights/workspaces/log-shop`],
    evaluationFrequency: "PT15M",
    windowSize: "PT15M",
    criteria: { allOf: [{ query: "_LogOperation" }] },
  },
};
