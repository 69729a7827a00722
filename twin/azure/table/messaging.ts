import {
  elsewhere,
  fixed,
  forceNew,
  goes,
  made,
  newRegion,
  reference,
  replaced,
  reset,
  terraform,
  withParent,
} from "./facts";
import type { TypeFacts } from "./facts";

/** Service Bus and Azure Managed Redis. */
export const messagingFacts: Record<string, TypeFacts> = {
  "azure-native:servicebus:Namespace": {
    pathParameters: ["resourceGroupName", "namespaceName"],
    existence: made,
    deletion: goes("servicebus/controlplane-stable/namespaces/delete"),
    changes: [
      newRegion,
      fixed(["sku.name", "sku.tier"], {
        code: "BadRequest",
        reason: "a namespace does not change between Premium and the other SKUs",
        way: "Make a Premium namespace with another name and let Service Bus migrate to it, or drain the queues and switch over.",
        source: "https://learn.microsoft.com/azure/service-bus-messaging/service-bus-migrate-standard-premium",
        when: ({ before, after }) => (before === "Premium") !== (after === "Premium"),
      }),
      fixed(["zoneRedundant"], {
        code: "MergeNamespaceFailedWithImmutablePropertyUpdate",
        reason: "ZoneRedundant is an immutable property",
        way: "Leave it out: Premium is zone-redundant where the region has zones.",
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/27510",
      }),
      fixed(["premiumMessagingPartitions"], {
        code: "BadRequest",
        reason: "the partitions of a namespace are decided when it is made",
        way: elsewhere,
        source: "https://learn.microsoft.com/azure/service-bus-messaging/enable-partitions-premium",
        unsaid: 1,
      }),
      fixed(["encryption.requireInfrastructureEncryption"], {
        code: "BadRequest",
        reason: "double encryption is decided when a namespace is made",
        way: elsewhere,
        source: "https://learn.microsoft.com/azure/service-bus-messaging/configure-customer-managed-key",
      }),
    ],
    otherwise: { source: reference("servicebus/controlplane-stable/namespaces/create-or-update") },
    defaults: {
      source: reference("servicebus/controlplane-stable/namespaces/get"),
      values: () => ({ disableLocalAuth: false, minimumTlsVersion: "1.2", publicNetworkAccess: "Enabled" }),
    },
  },
  "azure-native:servicebus:NamespaceNetworkRuleSet": {
    pathParameters: ["resourceGroupName", "namespaceName"],
    existence: withParent,
    deletion: reset,
    changes: [],
    otherwise: {
      source: reference("servicebus/controlplane-stable/namespaces-network-rule-set/create-or-update-network-rule-set"),
    },
  },
  "azure-native:servicebus:Queue": {
    pathParameters: ["resourceGroupName", "namespaceName", "queueName"],
    existence: made,
    deletion: goes("servicebus/controlplane-stable/queues/delete"),
    changes: [replaced(["requiresDuplicateDetection", "requiresSession", "enablePartitioning"], forceNew)],
    otherwise: { source: reference("servicebus/controlplane-stable/queues/create-or-update") },
    defaults: {
      source: reference("servicebus/controlplane-stable/queues/get"),
      values: () => ({
        autoDeleteOnIdle: "P10675199DT2H48M5.4775807S",
        deadLetteringOnMessageExpiration: false,
        enableExpress: false,
        enablePartitioning: false,
        requiresDuplicateDetection: false,
        requiresSession: false,
      }),
    },
  },
  "azure-native:redisenterprise:RedisEnterprise": {
    pathParameters: ["resourceGroupName", "clusterName"],
    existence: made,
    deletion: goes("redis/redisenterprise/redis-enterprise/delete"),
    changes: [
      newRegion,
      fixed(["zones"], {
        code: "BadRequest",
        reason: "the zones of a cache are decided when it is made",
        way: elsewhere,
        source: reference("redis/redisenterprise/redis-enterprise/update"),
      }),
      fixed(["highAvailability"], {
        code: "BadRequest",
        reason: "whether a cache is replicated is decided when it is made",
        way: elsewhere,
        source: `${terraform}/managed_redis#high_availability_enabled`,
        unsaid: "Enabled",
      }),
      fixed(["sku.name"], {
        code: "BadRequest",
        reason:
          "a cache scales to more memory or a faster tier; to less, only to the sizes that Azure lists for it, and never between flash and memory",
        way: "Ask which sizes it can have (`az redisenterprise list-skus-for-scaling`) and scale it there by hand, or make a second cache.",
        source: "https://learn.microsoft.com/azure/redis/how-to-scale#limitations-of-scaling-azure-managed-redis",
        when: ({ before, after }) => !scalesUp(String(before), String(after)),
      }),
    ],
    otherwise: { source: reference("redis/redisenterprise/redis-enterprise/update") },
    defaults: {
      source: reference("redis/redisenterprise/redis-enterprise/get"),
      values: () => ({ highAvailability: "Enabled", minimumTlsVersion: "1.2" }),
    },
  },
  "azure-native:redisenterprise:Database": {
    pathParameters: ["resourceGroupName", "clusterName", "databaseName"],
    existence: made,
    deletion: goes("redis/redisenterprise/databases/delete"),
    changes: [
      replaced(["port", "modules", "geoReplication"], reference("redis/redisenterprise/databases/create")),
      fixed(["clusteringPolicy"], {
        code: "BadRequest",
        reason: "only NoCluster can become another clustering policy",
        way: "Delete the database and make it anew: what it holds is lost.",
        source: reference("redis/redisenterprise/databases/create"),
        unsaid: "OSSCluster",
        when: ({ before }) => before !== "NoCluster",
      }),
    ],
    otherwise: { source: reference("redis/redisenterprise/databases/update") },
    defaults: {
      source: reference("redis/redisenterprise/databases/get"),
      values: () => ({
        accessKeysAuthentication: "Disabled",
        clientProtocol: "Encrypted",
        clusteringPolicy: "OSSCluster",
        evictionPolicy: "VolatileLRU",
      }),
    },
  },
  "azure-native:redisenterprise:AccessPolicyAssignment": {
    pathParameters: ["resourceGroupName", "clusterName", "databaseName", "accessPolicyAssignmentName"],
    existence: made,
    deletion: goes("redis/redisenterprise/access-policy-assignment/delete"),
    changes: [
      fixed(["user"], {
        code: "BadRequest",
        reason: "an assignment keeps its user",
        way: "Make a second assignment with another name, then remove the first.",
        source: `${terraform}/managed_redis_access_policy_assignment`,
      }),
    ],
    otherwise: { source: reference("redis/redisenterprise/access-policy-assignment/create-update") },
  },
};

const redisTiers = ["MemoryOptimized_M", "Balanced_B", "ComputeOptimized_X"];

/** Whether a cache has at least the memory and the tier that it had; flash stands apart. */
function scalesUp(before: string, after: string): boolean {
  const read = (sku: string) => {
    const [, tier = "", size = ""] = /^(\D+)(\d+)$/.exec(sku) ?? [];
    return { tier: redisTiers.indexOf(tier), flash: tier === "FlashOptimized_A", size: Number(size) };
  };
  const [from, to] = [read(before), read(after)];
  return from.flash === to.flash && to.size >= from.size && to.tier >= from.tier;
}
