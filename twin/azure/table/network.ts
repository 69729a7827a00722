import { contains } from "@breakwater/cidr";
import type { Json } from "@breakwater/plan-views";
import { valueAt } from "../resource-type";
import { fixed, forceNew, goes, made, newRegion, noOtherRegion, reference, replaced, terraform } from "./facts";
import type { Change, ChangeRule, Hold, TypeFacts } from "./facts";
import { childrenOf, usersOf } from "./users";

const subnetUsers: readonly Hold[] = [
  { by: ["azure-native:containerservice:ManagedCluster"], path: "agentPoolProfiles[*].vnetSubnetID" },
  { by: ["azure-native:containerservice:AgentPool"], path: "vnetSubnetID" },
  { by: ["azure-native:network:PrivateEndpoint"], path: "subnet.id" },
].map((user) => ({
  ...user,
  code: "InUseSubnetCannotBeDeleted",
  way: "Delete what stands in the subnet first.",
  source: "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet#delete-a-subnet",
}));

const zonesFixed: ChangeRule = fixed(["zones"], {
  code: "ResourceAvailabilityZonesCannotBeModified",
  reason: "zones cannot be added, changed or removed once the resource is there",
  way: "Make a second one with the zones and another name, attach it, then remove the first.",
  source: "https://github.com/Azure/AzOps/issues/701",
});

/** Networks, their subnets and security groups, and the way out of them. */
export const networkFacts: Record<string, TypeFacts> = {
  "azure-native:network:VirtualNetwork": {
    pathParameters: ["resourceGroupName", "virtualNetworkName"],
    existence: made,
    deletion: goes("virtualnetwork/virtual-networks/delete"),
    changes: [
      replaced(["location"], forceNew),
      fixed(["addressSpace.addressPrefixes"], {
        code: "NetcfgInvalidSubnet",
        reason: "a subnet of the network lies outside of the new address space",
        way: "Keep the ranges of all subnets; a range can be added.",
        source:
          "https://learn.microsoft.com/azure/virtual-network/manage-virtual-network#add-or-remove-an-address-range",
        when: leavesASubnetOut,
      }),
    ],
    otherwise: { source: reference("virtualnetwork/virtual-networks/create-or-update") },
    defaults: {
      source: reference("virtualnetwork/virtual-networks/get"),
      values: () => ({ enableDdosProtection: false, privateEndpointVNetPolicies: "Disabled" }),
    },
  },
  "azure-native:network:Subnet": {
    pathParameters: ["resourceGroupName", "virtualNetworkName", "subnetName"],
    existence: made,
    deletion: goes("virtualnetwork/subnets/delete"),
    holds: subnetUsers,
    changes: [
      fixed(["addressPrefix", "addressPrefixes"], {
        code: "InUsePrefixCannotBeDeleted",
        reason: "the range of a subnet cannot change while anything stands in it",
        way: "Make a second subnet with the new range and another name, move pools and endpoints into it, then remove the first.",
        source:
          "https://learn.microsoft.com/azure/virtual-network/virtual-network-manage-subnet#change-subnet-settings",
        // By the inputs alone nobody knows that it is empty.
        when: ({ id, azure }) => !azure || id === undefined || usersOf(azure, id, subnetUsers).length > 0,
      }),
    ],
    otherwise: { source: reference("virtualnetwork/subnets/create-or-update") },
    defaults: {
      source: reference("virtualnetwork/subnets/get"),
      values: () => ({ privateLinkServiceNetworkPolicies: "Enabled" }),
    },
  },
  "azure-native:network:NetworkSecurityGroup": {
    pathParameters: ["resourceGroupName", "networkSecurityGroupName"],
    existence: made,
    deletion: goes("virtualnetwork/network-security-groups/delete"),
    holds: [
      {
        by: ["azure-native:network:Subnet"],
        path: "networkSecurityGroup.id",
        code: "InUseNetworkSecurityGroupCannotBeDeleted",
        way: "Take it off its subnets first.",
        source: "https://github.com/pulumi/pulumi-azure-native/issues/3051",
      },
    ],
    changes: [noOtherRegion],
    otherwise: { source: reference("virtualnetwork/network-security-groups/create-or-update") },
  },
  "azure-native:network:PublicIPAddress": {
    pathParameters: ["resourceGroupName", "publicIpAddressName"],
    existence: made,
    deletion: goes("virtualnetwork/public-ip-addresses/delete"),
    holds: [
      {
        by: ["azure-native:network:NatGateway"],
        path: "publicIpAddresses[*].id",
        code: "PublicIPAddressCannotBeDeleted",
        way: "Take it off the NAT gateway first, with another address in its place.",
        source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/688",
      },
    ],
    changes: [replaced(["location", "publicIPAddressVersion", "publicIPPrefix", "sku"], forceNew), zonesFixed],
    otherwise: { source: reference("virtualnetwork/public-ip-addresses/create-or-update") },
    defaults: {
      source: reference("virtualnetwork/public-ip-addresses/get"),
      values: () => ({ idleTimeoutInMinutes: 4, publicIPAddressVersion: "IPv4" }),
    },
  },
  "azure-native:network:NatGateway": {
    pathParameters: ["resourceGroupName", "natGatewayName"],
    existence: made,
    deletion: goes("nat-gateway/nat-gateways/delete"),
    holds: [
      {
        by: ["azure-native:network:Subnet"],
        path: "natGateway.id",
        code: "CannotDeleteNatGatewayAssociatedToSubnet",
        way: "Take it off its subnets first.",
        source: "https://github.com/Azure-Samples/Copilot-Studio-with-Azure-AI-Search/issues/62",
      },
    ],
    changes: [
      noOtherRegion,
      zonesFixed,
      fixed(["sku.name"], {
        reason: "a NAT gateway cannot become one of another SKU",
        way: "Make a second NAT gateway with another name and public addresses of its own SKU, set it on the subnet, then remove the first.",
        source: "https://learn.microsoft.com/azure/nat-gateway/nat-sku",
      }),
    ],
    otherwise: { source: reference("nat-gateway/nat-gateways/create-or-update") },
    defaults: { source: reference("nat-gateway/nat-gateways/get"), values: () => ({ idleTimeoutInMinutes: 4 }) },
  },
  "azure-native:network:PrivateEndpoint": {
    pathParameters: ["resourceGroupName", "privateEndpointName"],
    existence: made,
    deletion: goes("virtualnetwork/private-endpoints/delete"),
    attachedTo: {
      path: "privateLinkServiceConnections[*].privateLinkServiceId",
      source: "https://github.com/hashicorp/terraform-provider-azurerm/issues/17478",
    },
    changes: [
      replaced(["subnet"], forceNew),
      noOtherRegion,
      fixed(["privateLinkServiceConnections", "manualPrivateLinkServiceConnections"], {
        code: "CannotChangePrivateLinkConnectionOnPrivateEndpoint",
        reason: "an endpoint keeps the service that it was made for",
        way: "Give the endpoint for the other service another name.",
        source:
          "https://learn.microsoft.com/azure/postgresql/flexible-server/how-to-networking-servers-deployed-public-access-add-private-endpoint",
      }),
    ],
    otherwise: { source: reference("virtualnetwork/private-endpoints/create-or-update") },
  },
  "azure-native:network:PrivateDnsZoneGroup": {
    pathParameters: ["resourceGroupName", "privateEndpointName", "privateDnsZoneGroupName"],
    existence: made,
    deletion: goes("virtualnetwork/private-dns-zone-groups/delete"),
    changes: [],
    otherwise: { source: reference("virtualnetwork/private-dns-zone-groups/create-or-update") },
  },
  "azure-native:privatedns:PrivateZone": {
    pathParameters: ["resourceGroupName", "privateZoneName"],
    existence: made,
    deletion: goes("dns/privatedns/private-zones/delete"),
    holds: [
      {
        by: ["azure-native:privatedns:VirtualNetworkLink"],
        path: "(child)",
        code: "CannotDeleteResource",
        way: "Delete the links to networks first.",
        source: "https://github.com/Azure/azure-cli/issues/15010",
      },
    ],
    changes: [newRegion],
    otherwise: { source: reference("dns/privatedns/private-zones/create-or-update") },
  },
  "azure-native:privatedns:VirtualNetworkLink": {
    pathParameters: ["resourceGroupName", "privateZoneName", "virtualNetworkLinkName"],
    existence: made,
    deletion: goes("dns/privatedns/virtual-network-links/delete"),
    changes: [
      newRegion,
      fixed(["virtualNetwork"], {
        reason: "a link keeps its network",
        way: "Make a second link with another name, then remove the first.",
        source: `${terraform}/private_dns_zone_virtual_network_link#virtual_network_id`,
      }),
    ],
    otherwise: { source: reference("dns/privatedns/virtual-network-links/create-or-update") },
    defaults: {
      source: reference("dns/privatedns/virtual-network-links/get"),
      values: () => ({ registrationEnabled: false, resolutionPolicy: "Default" }),
    },
  },
};

function leavesASubnetOut({ after, id, azure }: Change): boolean {
  if (!azure || id === undefined) return false;
  const space = texts(after);
  return childrenOf(azure, id, "azure-native:network:Subnet").some(({ inputs }) => {
    const ranges = [...texts(inputs.addressPrefix), ...texts(valueAt(inputs, "addressPrefixes"))];
    return ranges.some((range) => !space.some((block) => contains(block, range)));
  });
}

const texts = (value: Json | undefined): string[] => (value === undefined ? [] : [value].flat().map(String));
