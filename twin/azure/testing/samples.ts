import type { JsonObject } from "@breakwater/plan-views";
import { AzureError, createAzureState, newResource } from "..";
import type { AzureState } from "..";
import { storeSamples } from "./store-samples";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers";

/** The shortest inputs that Azure takes, by type token: a test changes one of them. */
export const samples: Record<string, JsonObject> = {
  ...storeSamples,
  "azure-native:resources:ResourceGroup": { resourceGroupName: "rg-shop", location: "koreacentral" },
  "azure-native:network:VirtualNetwork": {
    resourceGroupName: "rg-shop",
    virtualNetworkName: "vnet-shop",
    addressSpace: { addressPrefixes: ["10.0.0.0/16"] },
  },
  "azure-native:network:Subnet": {
    resourceGroupName: "rg-shop",
    virtualNetworkName: "vnet-shop",
    subnetName: "snet-nodes",
    addressPrefix: "10.0.0.0/20",
  },
  "azure-native:network:NetworkSecurityGroup": { resourceGroupName: "rg-shop", networkSecurityGroupName: "nsg-shop" },
  "azure-native:network:PublicIPAddress": {
    resourceGroupName: "rg-shop",
    publicIpAddressName: "pip-shop",
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
  },
  "azure-native:network:NatGateway": {
    resourceGroupName: "rg-shop",
    natGatewayName: "ng-shop",
    sku: { name: "Standard" },
    publicIpAddresses: [{ id: `${group}/Microsoft.Network/publicIPAddresses/pip-shop` }],
  },
  "azure-native:network:PrivateEndpoint": {
    resourceGroupName: "rg-shop",
    privateEndpointName: "pe-shop",
    subnet: { id: `${group}/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-nodes` },
    privateLinkServiceConnections: [
      { name: "vault", privateLinkServiceId: `${group}/Microsoft.KeyVault/vaults/kv-shop`, groupIds: ["vault"] },
    ],
  },
  "azure-native:network:PrivateDnsZoneGroup": {
    resourceGroupName: "rg-shop",
    privateEndpointName: "pe-shop",
    privateDnsZoneGroupName: "default",
    privateDnsZoneConfigs: [
      { name: "vault", privateDnsZoneId: `${group}/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net` },
    ],
  },
  "azure-native:privatedns:PrivateZone": {
    resourceGroupName: "rg-shop",
    privateZoneName: "privatelink.vaultcore.azure.net",
    location: "global",
  },
  "azure-native:privatedns:VirtualNetworkLink": {
    resourceGroupName: "rg-shop",
    privateZoneName: "privatelink.vaultcore.azure.net",
    virtualNetworkLinkName: "network",
    location: "global",
    virtualNetwork: { id: `${group}/Microsoft.Network/virtualNetworks/vnet-shop` },
  },
  "azure-native:containerservice:ManagedCluster": {
    resourceGroupName: "rg-shop",
    resourceName: "aks-shop",
    location: "koreacentral",
    dnsPrefix: "aks-shop",
    identity: { type: "SystemAssigned" },
    agentPoolProfiles: [{ name: "system1", mode: "System", vmSize: "Standard_D4s_v5", count: 1 }],
  },
  "azure-native:containerservice:AgentPool": {
    resourceGroupName: "rg-shop",
    resourceName: "aks-shop",
    agentPoolName: "gpu1",
    vmSize: "Standard_NC24ads_A100_v4",
    count: 1,
  },
  "azure-native:containerservice:MaintenanceConfiguration": {
    resourceGroupName: "rg-shop",
    resourceName: "aks-shop",
    configName: "aksManagedAutoUpgradeSchedule",
    maintenanceWindow: {
      schedule: { weekly: { dayOfWeek: "Monday", intervalWeeks: 1 } },
      startTime: "17:00",
      durationHours: 4,
    },
  },
  "azure-native:monitor:DataCollectionRule": {
    resourceGroupName: "rg-shop",
    dataCollectionRuleName: "dcr-shop",
    destinations: {
      logAnalytics: [
        { name: "workspace", workspaceResourceId: `${group}/Microsoft.OperationalInsights/workspaces/log-shop` },
      ],
    },
    dataFlows: [{ streams: ["Microsoft-KubeEvents"], destinations: ["workspace"] }],
  },
  "azure-native:monitor:DataCollectionRuleAssociation": {
    resourceUri: `${group}/Microsoft.ContainerService/managedClusters/aks-shop`,
    associationName: "ContainerInsightsExtension",
    dataCollectionRuleId: `${group}/Microsoft.Insights/dataCollectionRules/dcr-shop`,
  },
  "azure-native:containerregistry:Registry": {
    resourceGroupName: "rg-shop",
    registryName: "crshop",
    sku: { name: "Basic" },
  },
  "azure-native:containerregistry:CredentialSet": {
    resourceGroupName: "rg-shop",
    registryName: "crshop",
    credentialSetName: "docker-hub",
    loginServer: "docker.io",
    identity: { type: "SystemAssigned" },
    authCredentials: [
      {
        name: "Credential1",
        usernameSecretIdentifier: "https://kv-shop.vault.azure.net/secrets/docker-hub-username",
        passwordSecretIdentifier: "https://kv-shop.vault.azure.net/secrets/docker-hub-token",
      },
    ],
  },
  "azure-native:containerregistry:CacheRule": {
    resourceGroupName: "rg-shop",
    registryName: "crshop",
    cacheRuleName: "docker-hub-library-redis",
    sourceRepository: "docker.io/library/redis",
    targetRepository: "docker-hub/library/redis",
    credentialSetResourceId:
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/crshop/credentialSets/docker-hub",
  },
  "azure-native:keyvault:Vault": {
    resourceGroupName: "rg-shop",
    vaultName: "kv-shop",
    properties: {
      tenantId: "11111111-1111-1111-1111-111111111111",
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization: true,
    },
  },
  "azure-native:keyvault:Secret": {
    resourceGroupName: "rg-shop",
    vaultName: "kv-shop",
    secretName: "api-key",
    properties: { value: "clear" },
  },
  "azure-native:managedidentity:UserAssignedIdentity": { resourceGroupName: "rg-shop", resourceName: "id-shop" },
  "azure-native:managedidentity:FederatedIdentityCredential": {
    resourceGroupName: "rg-shop",
    resourceName: "id-shop",
    federatedIdentityCredentialResourceName: "shop-app",
    issuer: "https://issuer.example/",
    subject: "system:serviceaccount:shop:app",
    audiences: ["api://AzureADTokenExchange"],
  },
  "azure-native:authorization:PolicyAssignment": {
    scope: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop",
    policyAssignmentName: "no-default-namespace",
    policyDefinitionId: "/providers/Microsoft.Authorization/policyDefinitions/9f061a12-e40d-4183-a00e-171812443373",
  },
  "azure-native:authorization:ManagementLockByScope": {
    scope: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop",
    lockName: "keep",
    level: "CanNotDelete",
  },
  "azure-native:security:Pricing": {
    scopeId: "subscriptions/00000000-0000-0000-0000-000000000000",
    pricingName: "Containers",
    pricingTier: "Standard",
  },
  "azure-native:consumption:Budget": {
    scope: "/subscriptions/00000000-0000-0000-0000-000000000000",
    budgetName: "shop",
    category: "Cost",
    amount: 100,
    timeGrain: "Monthly",
    timePeriod: { startDate: "2026-12-01" },
  },
  "azure-native:authorization:RoleAssignment": {
    scope: "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop",
    principalId: "44444444-4444-4444-4444-444444444444",
    principalType: "ServicePrincipal",
    roleDefinitionId:
      "/subscriptions/00000000-0000-0000-0000-000000000000/providers/Microsoft.Authorization/roleDefinitions/7f951dda-4ed3-4680-a7ca-43fe172d538d",
  },
};

/** The sample of a type, named in full or by its end, with some inputs changed. */
export function sample(type: string, changes: JsonObject = {}): { token: string; inputs: JsonObject } {
  const token = Object.keys(samples).find((known) => known === type || known.endsWith(`:${type}`))!;
  return { token, inputs: { ...samples[token], ...changes } };
}

/** Inputs with one left out. */
export function without(inputs: JsonObject, key: string): JsonObject {
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== key));
}

/** A subscription in which the named samples exist, each made by the resource `<Type>`. */
export function stateWith(...types: string[]): AzureState {
  const state = createAzureState();
  for (const type of types) {
    const { token, inputs } = sample(type);
    newResource(token, type, inputs, state);
  }
  return state;
}

/** How Azure takes a sample with some inputs changed: `["taken", undefined]`, or the code and target of its refusal. */
export function answerTo(
  type: string,
  changes: JsonObject = {},
  state?: AzureState,
  madeBy = "shop",
): [code: string, target: string | undefined] {
  const { token, inputs } = sample(type, changes);
  try {
    newResource(token, madeBy, inputs, state);
  } catch (error) {
    if (error instanceof AzureError) return [error.code, error.target];
    throw error;
  }
  return ["taken", undefined];
}
