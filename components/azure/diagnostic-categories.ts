/** What a kind of resource tells the workspace. */
interface DiagnosticCategories {
  /** Categories of its logs. */
  logs?: readonly string[];
  /** Whether its metrics go along, for what has no logs. All others' metrics are kept for 93 days anyway, for nothing. */
  metrics?: true;
  /** Whether each category gets a table of its own, for what would else fill the shared table `AzureDiagnostics`. */
  ownTables?: true;
}

/**
 * Logs of each kind of resource that has any, as far as they are worth their price. Each name was looked up in Microsoft's
 * list, which is generated from Azure's own API: https://learn.microsoft.com/azure/azure-monitor/reference/logs-index and
 * MicrosoftDocs/azure-reference-other, azure-monitor-ref/supported-logs/includes.
 */
export const diagnosticCategories = {
  cluster: {
    // Changes alone: `kube-audit` has the reads too, a hundred times as many.
    logs: ["kube-audit-admin", "guard", "cluster-autoscaler", "kube-controller-manager", "cloud-controller-manager"],
    ownTables: true,
  },
  vault: { logs: ["AuditEvent", "AzurePolicyEvaluationDetails"], ownTables: true },
  registry: { logs: ["ContainerRegistryLoginEvents", "ContainerRegistryRepositoryEvents"] },
  /** A namespace of Service Bus below Premium: what was done to it. */
  queue: { logs: ["OperationalLogs"], ownTables: true },
  /** The same, with who sent and received. */
  premiumQueue: { logs: ["OperationalLogs", "VNetAndIPFilteringLogs", "RuntimeAuditLogs"], ownTables: true },
  /** The database of a Managed Redis: who connected, and who was refused. */
  cache: { logs: ["ConnectionEvents"] },
  /** Blobs of a storage account. Weights are few and large, so reads can be logged too. */
  blobs: { logs: ["StorageRead", "StorageWrite", "StorageDelete"] },
  network: { logs: ["VMProtectionAlerts"] },
  securityGroup: { logs: ["NetworkSecurityGroupEvent", "NetworkSecurityGroupRuleCounter"] },
  publicAddress: { logs: ["DDoSProtectionNotifications", "DDoSMitigationFlowLogs", "DDoSMitigationReports"] },
  natGateway: { metrics: true },
  /** A data collection rule: what it could not take in. */
  collectionRule: { logs: ["LogErrors"] },
  /** The workspace itself: who asked it what. */
  workspace: { logs: ["Audit"] },
} as const satisfies Record<string, DiagnosticCategories>;

/** A kind of resource that has logs or metrics for a workspace. */
export type DiagnosticKind = keyof typeof diagnosticCategories;

/** The categories of a kind, all of the same shape. */
export const categoriesOf = (kind: DiagnosticKind): DiagnosticCategories => diagnosticCategories[kind];
