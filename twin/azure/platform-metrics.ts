/** What Azure says of one metric. */
interface PlatformMetric {
  aggregations: readonly string[];
  dimensions?: readonly string[];
}

const gauge = ["Average", "Minimum", "Maximum"];
const summed = ["Total"];
const usage = ["Maximum", "Average"];
const counted = ["Total", "Average"];

/**
 * The metrics that Azure keeps of a kind of resource by itself, as far as alerts here use them, with the aggregations and
 * dimensions that a rule may name: https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index.
 */
export const platformMetrics: Readonly<Record<string, Readonly<Record<string, PlatformMetric>>>> = {
  "microsoft.containerservice/managedclusters": {
    apiserver_cpu_usage_percentage: { aggregations: usage },
    apiserver_current_inflight_requests: { aggregations: counted, dimensions: ["requestKind"] },
    apiserver_memory_usage_percentage: { aggregations: usage },
    cluster_autoscaler_cluster_safe_to_autoscale: { aggregations: counted },
    cluster_autoscaler_scale_down_in_cooldown: { aggregations: counted },
    cluster_autoscaler_unneeded_nodes_count: { aggregations: counted },
    cluster_autoscaler_unschedulable_pods_count: { aggregations: counted },
    etcd_cpu_usage_percentage: { aggregations: usage, dimensions: ["partition"] },
    etcd_database_usage_percentage: { aggregations: usage, dimensions: ["partition"] },
    etcd_memory_usage_percentage: { aggregations: usage, dimensions: ["partition"] },
    kube_node_status_allocatable_cpu_cores: { aggregations: counted },
    kube_node_status_allocatable_memory_bytes: { aggregations: counted },
    kube_node_status_condition: { aggregations: counted, dimensions: ["condition", "status", "status2", "node"] },
    kube_pod_status_phase: { aggregations: counted, dimensions: ["phase", "namespace", "pod"] },
    kube_pod_status_ready: { aggregations: counted, dimensions: ["namespace", "pod", "condition"] },
    node_cpu_usage_percentage: { aggregations: usage, dimensions: ["node", "nodepool"] },
    node_disk_usage_percentage: { aggregations: usage, dimensions: ["node", "nodepool", "device"] },
    node_memory_working_set_percentage: { aggregations: usage, dimensions: ["node", "nodepool"] },
  },
  "microsoft.servicebus/namespaces": {
    ActiveMessages: { aggregations: gauge, dimensions: ["EntityName"] },
    CompleteMessage: { aggregations: summed, dimensions: ["EntityName"] },
    DeadletteredMessages: { aggregations: gauge, dimensions: ["EntityName"] },
    IncomingMessages: { aggregations: summed, dimensions: ["EntityName"] },
    ServerErrors: { aggregations: summed, dimensions: ["EntityName", "OperationResult"] },
    ThrottledRequests: {
      aggregations: summed,
      dimensions: ["EntityName", "OperationResult", "MessagingErrorSubCode"],
    },
  },
  "microsoft.cache/redisenterprise": {
    connectedclients: { aggregations: ["Maximum"], dimensions: ["InstanceId"] },
    errors: { aggregations: ["Maximum"], dimensions: ["InstanceId", "ErrorType"] },
    evictedkeys: { aggregations: summed },
    percentProcessorTime: { aggregations: ["Maximum"], dimensions: ["InstanceId"] },
    serverLoad: { aggregations: ["Maximum"] },
    usedmemorypercentage: { aggregations: ["Maximum"], dimensions: ["InstanceId"] },
  },
  "microsoft.storage/storageaccounts": {
    Availability: { aggregations: gauge, dimensions: ["GeoType", "ApiName", "Authentication"] },
    Transactions: {
      aggregations: summed,
      dimensions: ["ResponseType", "GeoType", "ApiName", "Authentication", "TransactionType"],
    },
    UsedCapacity: { aggregations: ["Average"] },
  },
  "microsoft.keyvault/vaults": {
    Availability: {
      aggregations: ["Average"],
      dimensions: ["ActivityType", "ActivityName", "StatusCode", "StatusCodeClass"],
    },
    SaturationShoebox: { aggregations: ["Average"], dimensions: ["ActivityType", "ActivityName", "TransactionType"] },
    ServiceApiLatency: {
      aggregations: ["Average"],
      dimensions: ["ActivityType", "ActivityName", "StatusCode", "StatusCodeClass"],
    },
  },
  "microsoft.network/natgateways": {
    DatapathAvailability: { aggregations: ["Average"] },
    PacketDropCount: { aggregations: summed },
    SNATConnectionCount: { aggregations: summed, dimensions: ["Protocol", "ConnectionState"] },
  },
};
