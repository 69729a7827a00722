import { contains, overlap } from "@breakwater/cidr";
import type { JsonObject } from "@breakwater/plan-views";
import { AzureError } from "./error";
import { guidOf } from "./identifiers";
import { isIpv4Block } from "./ipv4-block";
import { networkNameRule } from "./network-names";
import { referencedResource } from "./reference";
import { inResourceGroup, inside, objectsAt, valueAt } from "./resource-type";
import type { AzureRequest, AzureType } from "./resource-type";
import { findResource } from "./state";

/** Virtual networks and their subnets. */
export const network: Record<string, AzureType> = {
  "azure-native:network:VirtualNetwork": {
    armType: "Microsoft.Network/virtualNetworks",
    nameInput: "virtualNetworkName",
    nameRule: networkNameRule(2, 64),
    parentId: inResourceGroup,
    segment: "providers/Microsoft.Network/virtualNetworks",
    required: ["addressSpace.addressPrefixes"],
    check: ({ inputs, name }) => {
      const space = textsAt(inputs, "addressSpace.addressPrefixes").map(toBlock);
      const taken: string[] = [];
      for (const subnet of objectsAt(inputs, "subnets")) {
        taken.push(...checkSubnet(String(subnet.name), subnet, name, space, taken));
      }
    },
    outputs: ({ id, inputs }) => ({
      etag: etagOf(id),
      provisioningState: "Succeeded",
      resourceGuid: guidOf(id),
      subnets: objectsAt(inputs, "subnets").map((subnet) => ({
        ...subnet,
        id: `${id}/subnets/${String(subnet.name)}`,
      })),
      virtualNetworkPeerings: [],
    }),
  },
  "azure-native:network:Subnet": {
    armType: "Microsoft.Network/virtualNetworks/subnets",
    nameInput: "subnetName",
    nameRule: networkNameRule(1, 80),
    parentId: inside("Microsoft.Network/virtualNetworks", "virtualNetworkName"),
    segment: "subnets",
    required: [],
    check: (request) => {
      checkInNetwork(request);
      checkAttached(request);
    },
    outputs: ({ id, inputs }) => ({
      etag: etagOf(id),
      privateEndpointNetworkPolicies: inputs.privateEndpointNetworkPolicies ?? "Disabled",
      privateLinkServiceNetworkPolicies: "Enabled",
      provisioningState: "Succeeded",
    }),
  },
};

/** A subnet lies in the address space of its network, and apart from the network's other subnets. */
function checkInNetwork({ id, name, inputs, state }: AzureRequest): void {
  const networkId = id.slice(0, id.lastIndexOf("/subnets/"));
  const networkName = networkId.split("/").at(-1)!;
  const parent = state && findResource(state, networkId);
  const space = parent && textsAt(parent.inputs, "addressSpace.addressPrefixes").map(toBlock);
  const siblings = [...(state?.resources.values() ?? [])].filter(
    (other) => other.id !== id && other.id.toLowerCase().startsWith(`${networkId}/subnets/`.toLowerCase()),
  );
  const taken = siblings.flatMap((sibling) => prefixesOf(sibling.inputs).map(toBlock));
  checkSubnet(name, inputs, networkName, space, taken);
}

/** What a subnet is given stands in the network already. */
function checkAttached({ inputs, state }: AzureRequest): void {
  if (inputs.networkSecurityGroup !== undefined) {
    referencedResource(inputs, "networkSecurityGroup.id", "Microsoft.Network/networkSecurityGroups", state);
  }
  if (inputs.natGateway !== undefined) {
    referencedResource(inputs, "natGateway.id", "Microsoft.Network/natGateways", state);
  }
}

/** @returns the subnet's own blocks */
function checkSubnet(
  name: string,
  subnet: JsonObject,
  networkName: string,
  space: string[] | undefined,
  taken: string[],
): string[] {
  const prefixes = prefixesOf(subnet);
  if (prefixes.length === 0 && !Array.isArray(subnet.ipamPoolPrefixAllocations)) {
    throw new AzureError(
      "AddressPrefixStringCannotBeNullOrEmpty",
      `Address prefix of subnet '${name}' cannot be null or empty.`,
      "addressPrefix",
    );
  }
  for (const prefix of prefixes.map(toBlock)) {
    const problem =
      space && !space.some((block) => contains(block, prefix))
        ? `'${prefix}' lies outside the network's address space`
        : taken.some((other) => overlap(other, prefix))
          ? `'${prefix}' overlaps another subnet`
          : undefined;
    if (problem) {
      throw new AzureError(
        "NetcfgInvalidSubnet",
        `Subnet '${name}' is not valid in virtual network '${networkName}': ${problem}.`,
        "addressPrefix",
      );
    }
  }
  return prefixes;
}

/** The prefix itself, which Azure takes as a block. */
function toBlock(prefix: string): string {
  if (isIpv4Block(prefix)) return prefix;
  throw new AzureError(
    "InvalidCIDRNotation",
    `The address prefix '${prefix}' is no IPv4 block such as 10.0.0.0/16, or its host bits are set.`,
  );
}

function prefixesOf(subnet: JsonObject): string[] {
  return typeof subnet.addressPrefix === "string" ? [subnet.addressPrefix] : textsAt(subnet, "addressPrefixes");
}

function textsAt(inputs: JsonObject, path: string): string[] {
  const value = valueAt(inputs, path);
  return Array.isArray(value) ? value.map(String) : [];
}

function etagOf(id: string): string {
  return `W/"${guidOf(`${id}/etag`)}"`;
}
