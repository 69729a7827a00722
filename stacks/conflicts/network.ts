import { addressRules, contains, overlap, overlayNodes, usableInSubnet } from "@breakwater/cidr";
import { type Conflict, unless } from "./conflict";
import { mostNodesOfAll, nodeCountPaths } from "./node-counts";

/** Networks that AKS keeps for itself (https://learn.microsoft.com/azure/aks/azure-cni-overlay#ip-address-planning). */
const reservedByAks = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];
/** A registry's endpoint has a second address for its data; no other has more than that. */
const addressesPerEndpoint = 2;

type Range = "addressSpace" | "podCidr" | "serviceCidr";

const insideAddressSpace: Conflict = {
  reads: ["network.addressSpace", "network.nodeSubnet"],
  find: ({ network: { addressSpace, nodeSubnet } }) =>
    unless(contains(addressSpace, nodeSubnet), "network.nodeSubnet", `inside network.addressSpace (${addressSpace})`),
};

const endpointsInside: Conflict = {
  reads: ["network.addressSpace", "network.endpointSubnet"],
  find: ({ network: { addressSpace, endpointSubnet } }) =>
    unless(
      contains(addressSpace, endpointSubnet),
      "network.endpointSubnet",
      `inside network.addressSpace (${addressSpace})`,
    ),
};

const subnetsApart: Conflict = {
  reads: ["network.nodeSubnet", "network.endpointSubnet"],
  find: ({ network: { nodeSubnet, endpointSubnet } }) =>
    unless(
      !overlap(nodeSubnet, endpointSubnet),
      "network.endpointSubnet",
      `outside network.nodeSubnet (${nodeSubnet})`,
    ),
};

const roomForEndpoints: Conflict = {
  reads: ["network.endpointSubnet", "network.privateEndpoints"],
  find: ({ network: { endpointSubnet, privateEndpoints } }) => {
    const addresses = privateEndpoints.length * addressesPerEndpoint;
    const allowed = `large enough for ${privateEndpoints.length} private endpoints`;
    return unless(usableInSubnet(endpointSubnet) >= addresses, "network.endpointSubnet", allowed);
  },
};

/** Pods and Services reach what is in the virtual network, so no address may stand for two things. */
const apart = (a: Range, b: Range): Conflict => ({
  reads: [`network.${a}`, `network.${b}`],
  find: ({ network }) =>
    unless(!overlap(network[a], network[b]), `network.${a}`, `outside network.${b} (${network[b]})`),
});

const notReserved = (range: Range): Conflict => ({
  reads: [`network.${range}`],
  find: ({ network }) =>
    reservedByAks.flatMap((reserved) =>
      unless(!overlap(network[range], reserved), `network.${range}`, `outside ${reserved}, which AKS keeps for itself`),
    ),
});

const serviceRange: Conflict = {
  reads: ["network.serviceCidr"],
  find: ({ network: { serviceCidr } }) =>
    unless(
      addressRules.serviceNetwork.accepts(serviceCidr),
      "network.serviceCidr",
      addressRules.serviceNetwork.allowed,
    ),
};

const roomForNodes: Conflict = {
  reads: ["network.nodeSubnet", ...nodeCountPaths],
  find: (settings) => {
    const nodes = mostNodesOfAll(settings);
    const holds = usableInSubnet(settings.network.nodeSubnet) >= nodes;
    return unless(holds, "network.nodeSubnet", `large enough for the ${nodes} nodes that the pools may have together`);
  },
};

const roomForPods: Conflict = {
  reads: ["network.podCidr", ...nodeCountPaths],
  find: (settings) => {
    const nodes = mostNodesOfAll(settings);
    const holds = overlayNodes(settings.network.podCidr) >= nodes;
    return unless(holds, "network.podCidr", `large enough for a /24 for each of the ${nodes} nodes of full pools`);
  },
};

/** What addresses rule out. */
export const networkConflicts: readonly Conflict[] = [
  insideAddressSpace,
  endpointsInside,
  subnetsApart,
  roomForEndpoints,
  apart("podCidr", "addressSpace"),
  apart("serviceCidr", "addressSpace"),
  apart("serviceCidr", "podCidr"),
  notReserved("addressSpace"),
  notReserved("podCidr"),
  notReserved("serviceCidr"),
  serviceRange,
  roomForNodes,
  roomForPods,
];
