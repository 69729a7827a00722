/**
 * What the hosts of services end in, in Azure's public cloud, the only one that is supported: other clouds have suffixes and zones of
 * their own (hashicorp/terraform-provider-azurerm#6702). A client names the service so, whichever way leads to it.
 */
export const hostSuffixes = {
  vault: "vault.azure.net",
  registry: "azurecr.io",
  queue: "servicebus.windows.net",
  cache: "redis.azure.net",
  models: "blob.core.windows.net",
} as const;

/** What a kind of service is called where private endpoints are concerned. */
interface PrivateLink {
  /** The part of the service that the endpoint stands for. */
  groupId: string;
  /** DNS zone in which clients look the service's usual name up. */
  zone: string;
}

/**
 * Services that a private endpoint brings into a network. Their zone is that of their hosts, but for the vault's.
 * https://learn.microsoft.com/azure/private-link/private-endpoint-dns
 */
export const privateLinks = {
  vault: { groupId: "vault", zone: "privatelink.vaultcore.azure.net" },
  /** Premium only. */
  registry: { groupId: "registry", zone: `privatelink.${hostSuffixes.registry}` },
  /** A namespace of Service Bus, Premium only. */
  queue: { groupId: "namespace", zone: `privatelink.${hostSuffixes.queue}` },
  /** Azure Managed Redis. */
  cache: { groupId: "redisEnterprise", zone: `privatelink.${hostSuffixes.cache}` },
  /** A storage account's blobs. */
  models: { groupId: "blob", zone: `privatelink.${hostSuffixes.models}` },
} as const satisfies Record<string, PrivateLink>;

/** A service that a private endpoint brings into a network. */
export type PrivateService = keyof typeof privateLinks;

/** Ports on which the services answer, by a private endpoint as on the internet. */
export const servicePorts = {
  vault: 443,
  registry: 443,
  models: 443,
  /** AMQP over TLS, by which messages are sent and received. */
  queue: 5671,
  /** Azure Managed Redis has a port of its own. */
  cache: 10_000,
} as const satisfies Record<PrivateService, number>;

/**
 * Port on which a namespace of Service Bus answers about its queues, such as how long they are: HTTPS at the same host, and so by the
 * same private endpoint. KEDA's scaler asks there and not by AMQP (KEDA 2.20.2, `azure_servicebus_scaler.go`: `admin.NewClient`).
 */
export const queueManagementPort = 443;
