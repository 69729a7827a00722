/** What azure-native calls differently from ARM, beyond the renames and the flattening that types/*.json record as `sdk` and `flatten`. */

/**
 * Renames that no rule predicts: [module, ARM object type, azure-native input, ARM path inside the object].
 * The mechanical ones (`balance-similar-node-groups` → `balanceSimilarNodeGroups`, `odata.type` → `odataType`, `TTL` →
 * `ttl`) and the flattening of `properties` are recorded in types/*.json as `sdk` and `flatten`.
 */
export const renames = [
  ["authorization", "Microsoft.Authorization/roleDefinitions", "roleType", "properties.type"],
  ["containerregistry", "IPRule", "iPAddressOrRange", "value"],
  ["containerservice", "Microsoft.ContainerService/managedClusters/agentPools", "type", "properties.type"],
  ["keyvault", "SecretAttributes", "expires", "exp"],
  ["keyvault", "SecretAttributes", "notBefore", "nbf"],
  ["keyvault", "KeyAttributes", "expires", "exp"],
  ["keyvault", "KeyAttributes", "notBefore", "nbf"],
  ["network", "IpamPoolPrefixAllocation", "id", "pool.id"],
  ["storage", "Microsoft.Storage/storageAccounts", "enableHttpsTrafficOnly", "properties.supportsHttpsTrafficOnly"],
  ["storage", "Microsoft.Storage/storageAccounts", "enableNfsV3", "properties.isNfsV3Enabled"],
  ["storage", "Microsoft.Storage/storageAccounts", "networkRuleSet", "properties.networkAcls"],
  ["storage", "Encryption", "encryptionIdentity", "identity"],
  ["storage", "EncryptionIdentity", "encryptionFederatedIdentityClientId", "federatedIdentityClientId"],
  ["storage", "EncryptionIdentity", "encryptionUserAssignedIdentity", "userAssignedIdentity"],
  ["storage", "IPRule", "iPAddressOrRange", "value"],
  ["storage", "VirtualNetworkRule", "virtualNetworkResourceId", "id"],
];
/** Inputs that azure-native sends as query parameters. */
export const queryInputs = {
  "network:VirtualNetworkPeering": ["syncRemoteAddressSpace"],
  "storage:FileShare": ["expand"],
};
/** The bicep types know only integers; these (module:ARM name) are `number` in the REST specifications and take a fraction. */
export const fractional = new Set([
  "applicationinsights:SamplingPercentage",
  "cognitiveservices:count",
  "cognitiveservices:rateLimitPercentage",
  "cognitiveservices:renewalPeriod",
  "consumption:amount",
  "consumption:threshold",
  "containerservice:spotMaxPrice",
  "eventgrid:value",
  "eventgrid:values",
  "monitor:failedLocationCount",
  "monitor:threshold",
  "operationalinsights:dailyQuotaGb",
]);
/** Open enums whose list is only a sample: a data collection rule's streams are named by whoever sends them. */
export const freeEnums = new Set(["monitor:streams"]);
/** azure-native fills these in: the location from the resource group or the provider, the name from the URN. */
export const filledIn = new Set(["location", "name"]);
