import type { JsonObject } from "@breakwater/plan-views";
import type { AzureState } from "../state";
import { stateWith } from "./samples";

/** Inputs with values put in at paths such as `sku.name` or `agentPoolProfiles[0].vmSize`. */
export function within(inputs: JsonObject, changes: JsonObject): JsonObject {
  const copy = structuredClone(inputs);
  for (const [path, value] of Object.entries(changes)) {
    const steps = path.replaceAll("[", ".").replaceAll("]", "").split(".");
    let at: Record<string, unknown> = copy;
    for (const [index, step] of steps.slice(0, -1).entries()) {
      const isList = /^\d+$/.test(steps[index + 1]!);
      if (typeof at[step] !== "object" || at[step] === null) at[step] = isList ? [] : {};
      at = at[step] as Record<string, unknown>;
    }
    at[steps.at(-1)!] = value;
  }
  return copy;
}

/** The sample cluster with a pool of its own beside the inline one. */
export function clusterWithPools(): { azure: AzureState; id: string } {
  const azure = stateWith("ResourceGroup", "ManagedCluster", "AgentPool");
  const cluster = [...azure.resources.values()].find(({ token }) => token.endsWith(":ManagedCluster"))!;
  return { azure, id: cluster.id };
}

const network = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks";
const moved: [JsonObject, JsonObject] = [{ location: "koreacentral" }, { location: "westeurope" }];
const otherRegion = "refused InvalidResourceLocation: location";
const fixedPool = "refused PropertyChangeNotAllowed";

/** Changes, and what becomes of them by their inputs alone. */
export const changeCases: [type: string, before: JsonObject, after: JsonObject, outcome: string][] = [
  ["ResourceGroup", ...moved, "replaced: location"],
  ["ResourceGroup", { tags: {} }, { tags: { a: "b" } }, "updated"],
  ["VirtualNetwork", ...moved, "replaced: location"],
  [
    "VirtualNetwork",
    { "addressSpace.addressPrefixes": ["10.0.0.0/16"] },
    { "addressSpace.addressPrefixes": ["10.0.0.0/16", "10.1.0.0/16"] },
    "updated",
  ],
  [
    "network:Subnet",
    { addressPrefix: "10.0.0.0/20" },
    { addressPrefix: "10.0.0.0/19" },
    "refused InUsePrefixCannotBeDeleted: addressPrefix",
  ],
  ["network:Subnet", {}, { "natGateway.id": "/subscriptions/0/x" }, "updated"],
  ["NetworkSecurityGroup", ...moved, otherRegion],
  ["NetworkSecurityGroup", {}, { securityRules: [] }, "updated"],
  ["PublicIPAddress", ...moved, "replaced: location"],
  ["PublicIPAddress", {}, { "sku.name": "Basic" }, "replaced: sku"],
  ["PublicIPAddress", {}, { zones: ["1"] }, "refused ResourceAvailabilityZonesCannotBeModified: zones"],
  ["NatGateway", ...moved, otherRegion],
  ["NatGateway", {}, { zones: ["1"] }, "refused ResourceAvailabilityZonesCannotBeModified: zones"],
  ["NatGateway", {}, { "sku.name": "StandardV2" }, "refused PropertyChangeNotAllowed: sku.name"],
  ["NatGateway", {}, { idleTimeoutInMinutes: 10 }, "updated"],
  ["PrivateEndpoint", {}, { "subnet.id": "/subscriptions/0/x" }, "replaced: subnet"],
  ["PrivateEndpoint", ...moved, otherRegion],
  [
    "PrivateEndpoint",
    {},
    { "privateLinkServiceConnections[0].groupIds": ["other"] },
    "refused CannotChangePrivateLinkConnectionOnPrivateEndpoint: privateLinkServiceConnections",
  ],
  ["PrivateDnsZoneGroup", {}, { privateDnsZoneConfigs: [] }, "updated"],
  ["PrivateZone", { location: "global" }, { location: "westeurope" }, "replaced: location"],
  ["VirtualNetworkLink", { location: "global" }, { location: "westeurope" }, "replaced: location"],
  [
    "VirtualNetworkLink",
    {},
    { "virtualNetwork.id": `${network}/other` },
    "refused PropertyChangeNotAllowed: virtualNetwork",
  ],
  ["VirtualNetworkLink", {}, { resolutionPolicy: "NxDomainRedirect" }, "updated"],

  [
    "ManagedCluster",
    { "aadProfile.managed": true },
    { "aadProfile.managed": false },
    "refused PropertyChangeNotAllowed: aadProfile.managed",
  ],
  [
    "ManagedCluster",
    { "servicePrincipalProfile.clientId": "a" },
    { "servicePrincipalProfile.clientId": "b" },
    "refused PropertyChangeNotAllowed: servicePrincipalProfile.clientId",
  ],
  ["ManagedCluster", ...moved, "replaced: location"],
  ["ManagedCluster", {}, { "networkProfile.podCidr": "10.240.0.0/13" }, "replaced: networkProfile.podCidr"],
  [
    "ManagedCluster",
    { "networkProfile.podCidrs": ["10.0.0.0/16"] },
    { "networkProfile.podCidrs": ["10.1.0.0/16"] },
    "refused PropertyChangeNotAllowed: networkProfile.podCidrs",
  ],
  [
    "ManagedCluster",
    {},
    { "networkProfile.loadBalancerSku": "basic" },
    "refused PropertyChangeNotAllowed: networkProfile.loadBalancerSku",
  ],
  [
    "ManagedCluster",
    { "networkProfile.loadBalancerSku": "basic" },
    { "networkProfile.loadBalancerSku": "standard" },
    "updated",
  ],
  ["ManagedCluster", {}, { "agentPoolProfiles[0].name": "system2" }, "refused BadRequest: agentPoolProfiles"],
  [
    "ManagedCluster",
    {},
    { "agentPoolProfiles[0].vmSize": "Standard_D8s_v5" },
    `${fixedPool}: agentPoolProfiles[0].vmSize`,
  ],
  [
    "ManagedCluster",
    {},
    { "agentPoolProfiles[0].availabilityZones": ["1"] },
    `${fixedPool}: agentPoolProfiles[0].availabilityZones`,
  ],
  ["ManagedCluster", {}, { "agentPoolProfiles[0].osSKU": "AzureLinux" }, "updated"],
  ["ManagedCluster", {}, { "agentPoolProfiles[0].osSKU": "Windows2022" }, `${fixedPool}: agentPoolProfiles[0].osSKU`],
  ["ManagedCluster", {}, { "agentPoolProfiles[0].nodeLabels": { a: "b" } }, "updated"],
  [
    "ManagedCluster",
    { "agentPoolProfiles[0].orchestratorVersion": "1.35" },
    { "agentPoolProfiles[0].orchestratorVersion": "1.34" },
    "refused OperationNotAllowed: agentPoolProfiles[0].orchestratorVersion",
  ],
  ["ManagedCluster", { kubernetesVersion: "1.34" }, { kubernetesVersion: "1.35" }, "updated"],
  [
    "ManagedCluster",
    { kubernetesVersion: "1.35" },
    { kubernetesVersion: "1.34" },
    "refused OperationNotAllowed: kubernetesVersion",
  ],
  [
    "ManagedCluster",
    { kubernetesVersion: "1.33" },
    { kubernetesVersion: "1.35" },
    "refused OperationNotAllowed: kubernetesVersion",
  ],
  ["ManagedCluster", {}, { enableRBAC: true }, "updated"],
  ["ManagedCluster", {}, { enableRBAC: false }, "refused PropertyChangeNotAllowed: enableRBAC"],
  [
    "ManagedCluster",
    {},
    { "apiServerAccessProfile.enablePrivateCluster": true },
    "refused PropertyChangeNotAllowed: apiServerAccessProfile.enablePrivateCluster",
  ],
  [
    "ManagedCluster",
    { "apiServerAccessProfile.privateDNSZone": "system" },
    { "apiServerAccessProfile.privateDNSZone": "/subscriptions/0/x" },
    "refused PropertyChangeNotAllowed: apiServerAccessProfile.privateDNSZone",
  ],
  ["ManagedCluster", {}, { "oidcIssuerProfile.enabled": true }, "updated"],
  [
    "ManagedCluster",
    { "oidcIssuerProfile.enabled": true },
    { "oidcIssuerProfile.enabled": false },
    "refused OIDCIssuerFeatureCannotBeDisabled: oidcIssuerProfile.enabled",
  ],
  ["ManagedCluster", { "aadProfile.managed": true }, {}, "refused PropertyChangeNotAllowed: aadProfile"],
  ["ManagedCluster", {}, { "sku.tier": "Standard" }, "updated"],
  ["AgentPool", { enableNodePublicIP: false }, { enableNodePublicIP: true }, `${fixedPool}: enableNodePublicIP`],
  ["AgentPool", {}, { vmSize: "Standard_D8s_v5" }, "replaced: vmSize"],
  ["AgentPool", {}, { maxPods: 30 }, `${fixedPool}: maxPods`],
  ["AgentPool", {}, { osDiskSizeGB: 256 }, `${fixedPool}: osDiskSizeGB`],
  ["AgentPool", {}, { osSKU: "Windows2022" }, `${fixedPool}: osSKU`],
  ["AgentPool", { maxCount: 5 }, { maxCount: 9 }, "updated"],
  [
    "AgentPool",
    { orchestratorVersion: "1.35" },
    { orchestratorVersion: "1.34" },
    "refused OperationNotAllowed: orchestratorVersion",
  ],
  ["MaintenanceConfiguration", {}, { "maintenanceWindow.durationHours": 8 }, "updated"],

  ["containerregistry:Registry", ...moved, "replaced: location"],
  ["containerregistry:Registry", {}, { zoneRedundancy: "Disabled" }, "updated"],
  ["containerregistry:Registry", {}, { zoneRedundancy: "Enabled" }, "refused PropertyChangeNotAllowed: zoneRedundancy"],
  [
    "containerregistry:Registry",
    {},
    { "encryption.status": "enabled" },
    "refused PropertyChangeNotAllowed: encryption",
  ],
  [
    "containerregistry:Registry",
    { "sku.name": "Premium", zoneRedundancy: "Enabled" },
    { "sku.name": "Standard", zoneRedundancy: "Enabled" },
    "refused SkuNotSupported: sku.name",
  ],
  ["containerregistry:Registry", { "sku.name": "Premium" }, { "sku.name": "Standard" }, "updated"],
  ["containerregistry:Registry", { "sku.name": "Basic" }, { "sku.name": "Premium" }, "updated"],
  ["CredentialSet", {}, { loginServer: "quay.io" }, "refused BadRequest: loginServer"],
  ["CacheRule", {}, { targetRepository: "other/redis" }, "refused BadRequest: targetRepository"],

  ["keyvault:Vault", ...moved, otherRegion],
  ["keyvault:Vault", {}, { "properties.softDeleteRetentionInDays": 90 }, "updated"],
  [
    "keyvault:Vault",
    {},
    { "properties.softDeleteRetentionInDays": 7 },
    "refused BadRequest: properties.softDeleteRetentionInDays",
  ],
  ["keyvault:Vault", {}, { "properties.enablePurgeProtection": true }, "updated"],
  [
    "keyvault:Vault",
    { "properties.enablePurgeProtection": true },
    {},
    "refused BadRequest: properties.enablePurgeProtection",
  ],
  ["keyvault:Vault", {}, { "properties.enableSoftDelete": false }, "refused BadRequest: properties.enableSoftDelete"],
  ["keyvault:Secret", {}, { "properties.value": "new" }, "updated"],
  ["StorageAccount", ...moved, "replaced: location"],
  ["StorageAccount", {}, { isHnsEnabled: true }, "replaced: isHnsEnabled"],
  ["StorageAccount", {}, { kind: "StorageV2" }, "refused PropertyChangeNotAllowed: kind"],
  ["StorageAccount", { kind: "Storage" }, { kind: "StorageV2" }, "updated"],
  ["StorageAccount", {}, { "sku.name": "Premium_ZRS" }, "refused StorageAccountTypeConversionNotAllowed: sku.name"],
  [
    "StorageAccount",
    { "sku.name": "Standard_ZRS" },
    { "sku.name": "Standard_LRS" },
    "refused StorageAccountTypeConversionNotAllowed: sku.name",
  ],
  ["StorageAccount", { "sku.name": "Standard_LRS" }, { "sku.name": "Standard_GRS" }, "updated"],
  ["StorageAccount", {}, { enableNfsV3: true }, "refused PropertyChangeNotAllowed: enableNfsV3"],
  [
    "StorageAccount",
    { largeFileSharesState: "Enabled" },
    { largeFileSharesState: "Disabled" },
    "refused PropertyChangeNotAllowed: largeFileSharesState",
  ],
  ["BlobServiceProperties", {}, { isVersioningEnabled: true }, "updated"],
  ["BlobContainer", {}, { publicAccess: "Blob" }, "updated"],
  ["BlobContainer", {}, { defaultEncryptionScope: "x" }, "refused PropertyChangeNotAllowed: defaultEncryptionScope"],
  ["servicebus:Namespace", ...moved, "replaced: location"],
  ["servicebus:Namespace", {}, { "sku.name": "Premium" }, "refused BadRequest: sku.name"],
  ["servicebus:Namespace", {}, { "sku.name": "Basic" }, "updated"],
  [
    "servicebus:Namespace",
    {},
    { zoneRedundant: true },
    "refused MergeNamespaceFailedWithImmutablePropertyUpdate: zoneRedundant",
  ],
  ["servicebus:Namespace", {}, { premiumMessagingPartitions: 2 }, "refused BadRequest: premiumMessagingPartitions"],
  [
    "servicebus:Namespace",
    {},
    { "encryption.requireInfrastructureEncryption": true },
    "refused BadRequest: encryption.requireInfrastructureEncryption",
  ],
  ["NamespaceNetworkRuleSet", {}, { defaultAction: "Allow" }, "updated"],
  ["servicebus:Queue", {}, { requiresDuplicateDetection: true }, "replaced: requiresDuplicateDetection"],
  ["servicebus:Queue", {}, { lockDuration: "PT2M" }, "updated"],
  ["RedisEnterprise", ...moved, "replaced: location"],
  ["RedisEnterprise", {}, { zones: ["1"] }, "refused BadRequest: zones"],
  ["RedisEnterprise", {}, { highAvailability: "Disabled" }, "refused BadRequest: highAvailability"],
  ["RedisEnterprise", {}, { "sku.name": "Balanced_B1" }, "refused BadRequest: sku.name"],
  ["RedisEnterprise", {}, { "sku.name": "Balanced_B5" }, "updated"],
  ["redisenterprise:Database", {}, { port: 10001 }, "replaced: port"],
  ["redisenterprise:Database", {}, { clusteringPolicy: "OSSCluster" }, "updated"],
  ["redisenterprise:Database", {}, { clusteringPolicy: "EnterpriseCluster" }, "refused BadRequest: clusteringPolicy"],
  ["redisenterprise:Database", { clusteringPolicy: "NoCluster" }, {}, "updated"],
  ["AccessPolicyAssignment", {}, { "user.objectId": "5" }, "refused BadRequest: user"],

  ["UserAssignedIdentity", ...moved, "replaced: location"],
  ["FederatedIdentityCredential", {}, { subject: "system:serviceaccount:shop:web" }, "updated"],
  ["RoleAssignment", {}, { principalId: "5" }, "replaced: principalId"],
  ["RoleAssignment", {}, { roleDefinitionId: "x" }, "refused RoleAssignmentUpdateNotPermitted: roleDefinitionId"],
  ["PolicyAssignment", {}, { policyDefinitionId: "x" }, "refused PropertyChangeNotAllowed: policyDefinitionId"],
  ["PolicyAssignment", ...moved, otherRegion],
  ["PolicyAssignment", {}, { "parameters.effect.value": "Deny" }, "updated"],
  ["ManagementLockByScope", {}, { level: "ReadOnly" }, "updated"],
  ["Budget", {}, { "timePeriod.startDate": "2027-01-01" }, "refused 400: timePeriod.startDate"],
  ["Budget", {}, { timeGrain: "Quarterly" }, "refused 400: timeGrain"],
  ["Budget", {}, { amount: 200 }, "updated"],
  ["Pricing", {}, { pricingTier: "Free" }, "updated"],

  // The provider deletes it first, and Azure keeps the name.
  ["Workspace", ...moved, "refused Conflict: location"],
  ["Workspace", {}, { "sku.name": "PerGB2018" }, "updated"],
  ["Workspace", { "sku.name": "PerGB2018" }, { "sku.name": "Free" }, "refused InvalidParameter: sku"],
  ["Workspace", { retentionInDays: 30 }, { retentionInDays: 90 }, "updated"],
  ["DiagnosticSetting", {}, { logs: [] }, "updated"],
  ["ActionGroup", { location: "Global" }, { location: "westeurope" }, otherRegion],
  ["ActionGroup", {}, { groupShortName: "other" }, "updated"],
  ["ActivityLogAlert", { location: "Global" }, { location: "westeurope" }, otherRegion],
  ["MetricAlert", { location: "global" }, { location: "westeurope" }, otherRegion],
  ["MetricAlert", {}, { severity: 2 }, "updated"],
  ["MetricAlert", {}, { scopes: [`${network}/vnet`] }, "refused BadRequest: scopes"],
  ["ScheduledQueryRule", ...moved, "replaced: location"],
  ["ScheduledQueryRule", {}, { scopes: ["/subscriptions/0/x"] }, "refused BadRequest: scopes"],
  ["ScheduledQueryRule", {}, { kind: "LogToMetric" }, "refused BadRequest: kind"],
  ["DataCollectionRule", ...moved, "replaced: location"],
  ["DataCollectionRule", {}, { kind: "Linux" }, "refused InvalidPayload: kind"],
  ["DataCollectionRuleAssociation", {}, { description: "x" }, "updated"],
];
