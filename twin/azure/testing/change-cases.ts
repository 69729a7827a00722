import type { JsonObject } from "@breakwater/plan-views";
import type { AzureState } from "../state";
import { type ChangeCase, moved, otherRegion } from "./change-case";
import { stateWith } from "./samples";
import { storeChangeCases } from "./store-change-cases";

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
const fixedPool = "refused PropertyChangeNotAllowed";

/** Changes, and what becomes of them by their inputs alone. */
export const changeCases: ChangeCase[] = [
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

  ...storeChangeCases,
];
