import type { MetricAlertRule } from "./metric-alert";

/** The rules on one kind of resource. */
export interface AlertRules {
  /** The resource's type, which its metrics are kept by. */
  metricNamespace: string;
  rules: readonly MetricAlertRule[];
}

/**
 * Alerts on what the workloads lean on, each with the reason for its figure. Names, dimensions and aggregations are those of
 * https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index.
 */
export const resourceAlerts = {
  queue: {
    metricNamespace: "Microsoft.ServiceBus/namespaces",
    rules: [
      {
        // A task lands there after 20 deliveries or a week, and nothing takes it out again.
        name: "queue-dead-letters",
        description:
          "A task was given up and lies in the dead-letter queue. Read its reason; a person must send it again.",
        severity: 2,
        metric: "DeadletteredMessages",
        aggregation: "Maximum",
        operator: "GreaterThan",
        threshold: 0,
        window: "PT5M",
      },
      {
        // Ten times what 20 workers have in hand at 5 messages each.
        name: "queue-long",
        description:
          "More than 1,000 tasks wait. kubectl get scaledobject,hpa; are the workers at their maximum, or Pending?",
        severity: 2,
        metric: "ActiveMessages",
        aggregation: "Average",
        operator: "GreaterThan",
        threshold: 1000,
        window: "PT5M",
      },
      {
        // Service Bus has no metric of a message's age. A queue that was never empty says that a task may be as old.
        name: "queue-never-empty",
        description:
          "The queue has not been empty for an hour, so a task may have waited for as long. Are there workers?",
        severity: 2,
        metric: "ActiveMessages",
        aggregation: "Minimum",
        operator: "GreaterThan",
        threshold: 0,
        window: "PT1H",
      },
      {
        // Below Premium a namespace shares its broker and has 1,000 credits a second.
        name: "queue-throttled",
        description: "Service Bus refuses requests because there are too many. Premium has a capacity of its own.",
        severity: 2,
        metric: "ThrottledRequests",
        aggregation: "Total",
        operator: "GreaterThan",
        threshold: 10,
        window: "PT5M",
      },
    ],
  },
  cache: {
    metricNamespace: "Microsoft.Cache/redisEnterprise",
    rules: [
      {
        // About a fifth is kept for failover already; what is left above this is a surge's worth of conversations.
        name: "cache-memory",
        description: "The session store is more than 80 % full. Take a larger sku before it forgets conversations.",
        severity: 2,
        metric: "usedmemorypercentage",
        aggregation: "Maximum",
        operator: "GreaterThan",
        threshold: 80,
        window: "PT15M",
      },
      {
        name: "cache-evicts",
        description: "The session store is full and forgets conversations before their time. Take a larger sku.",
        severity: 1,
        metric: "evictedkeys",
        aggregation: "Total",
        operator: "GreaterThan",
        threshold: 0,
        window: "PT5M",
      },
      {
        // Redis answers one command after the other: past this, every request waits for those before it.
        name: "cache-busy",
        description: "The session store's server load is above 90 %: every answer waits for it. Take a larger sku.",
        severity: 2,
        metric: "serverLoad",
        aggregation: "Maximum",
        operator: "GreaterThan",
        threshold: 90,
        window: "PT5M",
      },
    ],
  },
  models: {
    metricNamespace: "Microsoft.Storage/storageAccounts",
    rules: [
      {
        // The SLA of a premium account is 99.9 %. Where nobody asks there is no value, and no alert.
        name: "models-unavailable",
        description: "The model store fails more than one request in a hundred: a new vLLM cannot load its weights.",
        severity: 2,
        metric: "Availability",
        aggregation: "Average",
        operator: "LessThan",
        threshold: 99,
        window: "PT15M",
      },
    ],
  },
  vault: {
    metricNamespace: "Microsoft.KeyVault/vaults",
    rules: [
      {
        // It is asked a few times an hour, so that one failed request is several per cent.
        name: "vault-unavailable",
        description:
          "The vault fails more than one request in ten. Pods keep their secrets; new ones and rotations wait.",
        severity: 2,
        metric: "Availability",
        aggregation: "Average",
        operator: "LessThan",
        threshold: 90,
        window: "PT15M",
      },
      {
        // Microsoft's own threshold: https://learn.microsoft.com/azure/key-vault/general/alert
        name: "vault-saturated",
        description: "The vault is at more than 75 % of its capacity and will soon refuse requests. Who asks so often?",
        severity: 2,
        metric: "SaturationShoebox",
        aggregation: "Average",
        operator: "GreaterThan",
        threshold: 75,
        window: "PT15M",
      },
    ],
  },
  egress: {
    metricNamespace: "Microsoft.Network/natGateways",
    rules: [
      {
        // 64,512 ports an address and destination; the overflow to the gateway is one destination.
        name: "egress-exhausted",
        description:
          "The NAT gateway has no ports left, and calls to the gateway fail. Give network.natGateway addresses.",
        severity: 1,
        metric: "SNATConnectionCount",
        dimensions: [{ name: "ConnectionState", operator: "Include", values: ["Failed"] }],
        aggregation: "Total",
        operator: "GreaterThan",
        threshold: 0,
        window: "PT5M",
      },
    ],
  },
} as const satisfies Record<string, AlertRules>;

/** A kind of resource that has alerts of its own. */
export type AlertedKind = keyof typeof resourceAlerts;

/** The rules of a kind, all of the same shape. */
export const alertsOf = (kind: AlertedKind): AlertRules => resourceAlerts[kind];
