import type { MetricAlertRule, Severity } from "./metric-alert";

/** An alert on a line in the logs. */
export interface ClusterLogAlert {
  /** Name, and part of the resource's name. */
  name: string;
  /** What it means and where to look, as the mail says it. */
  description: string;
  severity: Severity;
  /** Kusto query; each line that it finds within 15 minutes is reason enough. */
  query: string;
}

/**
 * Alerts on metrics, each with the reason for its figure. Names, dimensions and aggregations:
 * https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-containerservice-managedclusters-metrics.
 * Those of nodes and of the autoscaler have no minimum and no maximum, so "all the time" is said by an average.
 */
export const clusterMetricAlerts: readonly MetricAlertRule[] = [
  {
    // Longer than a node's reboot after an image upgrade, which is a matter of minutes. 1 is a node that is not ready.
    name: "node-not-ready",
    description: "A node has not been ready for 15 minutes. kubectl get nodes; kubectl describe node.",
    severity: 1,
    metric: "kube_node_status_condition",
    dimensions: [
      { name: "condition", operator: "Include", values: ["Ready"] },
      { name: "status2", operator: "Include", values: ["NotReady", "Unknown"] },
      { name: "node", operator: "Include", values: ["*"] },
    ],
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 0.9,
    window: "PT15M",
  },
  {
    // Too many nodes in trouble: the autoscaler then does nothing at all, in neither direction. 1 is healthy, 0 is not.
    name: "autoscaler-stopped",
    description: "The Cluster Autoscaler does not consider the cluster healthy enough to scale it.",
    severity: 1,
    metric: "cluster_autoscaler_cluster_safe_to_autoscale",
    aggregation: "Average",
    operator: "LessThan",
    threshold: 0.5,
    window: "PT15M",
  },
  {
    // A node goes after 10 minutes without use, so that 20 nodes of a surge come to an average of 0.6. One that
    // stays is held by a pod that cannot move, and is paid for.
    name: "nodes-unneeded",
    description: "A node has not been needed for six hours and is still there: a pod holds it, or a disruption budget.",
    severity: 3,
    metric: "cluster_autoscaler_unneeded_nodes_count",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 0.9,
    window: "PT6H",
  },
  {
    // Before it throttles: AKS scales the API server up, but not within the minutes in which a surge doubles the watches.
    name: "api-server-busy",
    description: "The API server uses more than 90 % of its CPU: controllers and autoscalers see the cluster late.",
    severity: 2,
    metric: "apiserver_cpu_usage_percentage",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 90,
    window: "PT15M",
  },
  {
    // Past its limit the API server restarts, and every watch with it.
    name: "api-server-memory",
    description: "The API server uses more than 90 % of its memory: too many objects, or a client that lists them all.",
    severity: 2,
    metric: "apiserver_memory_usage_percentage",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 90,
    window: "PT15M",
  },
  {
    // A full etcd takes no writes: nothing scales, starts or heals any more.
    name: "etcd-full",
    description:
      "The cluster's database is more than 75 % full. Find what makes so many objects before it is read-only.",
    severity: 1,
    metric: "etcd_database_usage_percentage",
    aggregation: "Maximum",
    operator: "GreaterThan",
    threshold: 75,
    window: "PT15M",
  },
];

/** Alerts on logs: what no metric says. */
export const clusterLogAlerts: readonly ClusterLogAlert[] = [
  {
    // The Cluster Autoscaler gives a node 15 minutes to arrive (max-node-provision-time), and then tries again: what waits
    // for longer than two tries waits for quota, capacity or a larger maximum. The autoscaler's own metric counts a surge's
    // pods of a minute as much as one that never gets a node. A pod without a node has no `Computer`:
    // https://learn.microsoft.com/azure/azure-monitor/reference/tables/kubepodinventory
    name: "pods-unschedulable",
    description: "Pods have had no node for 30 minutes: quota, capacity of the region, or a pool at its maximum.",
    severity: 1,
    query: [
      "KubePodInventory",
      '| where PodStatus == "Pending" and isempty(Computer)',
      // The warm buffer yields to all and has its place when there is one again.
      '| where Name !startswith "warm-buffer-"',
      "| where TimeGenerated - PodCreationTimeStamp > 30m",
      "| distinct Namespace, Name",
    ].join("\n"),
  },
  {
    // After a failed scale-up a pool backs off for up to 30 minutes, and the surge does not wait. Whatever the cause, it
    // comes with this line (kubernetes/autoscaler, cluster-autoscaler/clusterstate/clusterstate.go, backoffNodeGroup).
    name: "pool-backs-off",
    description:
      "The Cluster Autoscaler could not add a node and leaves the pool alone for a while: quota or capacity.",
    severity: 1,
    query: [
      "AKSControlPlane",
      '| where Category == "cluster-autoscaler"',
      '| where Message has "Disabling scale-up for node group"',
    ].join("\n"),
  },
  {
    // Who warns of everything else can warn of himself to nobody. It speaks of pods only while any pod is told of: without logs at all
    // (`logs-capped`) it says nothing. On the day of the first `up` it speaks until they are there.
    name: "monitoring-away",
    description:
      "No pod of Prometheus, or none of Alertmanager, has run for 15 minutes: no alert inside the cluster reaches anybody.",
    severity: 1,
    query: [
      "KubePodInventory",
      '| where PodStatus == "Running"',
      "| summarize Pods = count(),",
      '    Prometheus = countif(Namespace == "monitoring" and Name startswith "prometheus-"),',
      '    Alertmanager = countif(Namespace == "monitoring" and Name startswith "alertmanager-")',
      "| where Pods > 0 and (Prometheus == 0 or Alertmanager == 0)",
    ].join("\n"),
  },
  {
    // Past the cap the logs of the rest of the day are lost, those of an attack too. The query is that of
    // https://learn.microsoft.com/azure/azure-monitor/logs/daily-cap.
    name: "logs-capped",
    description: "The workspace has reached its daily cap and takes no more logs until tomorrow.",
    severity: 2,
    query: ["_LogOperation", '| where Category =~ "Ingestion"', '| where Detail contains "OverQuota"'].join("\n"),
  },
];
