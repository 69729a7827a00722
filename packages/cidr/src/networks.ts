import { addressRules, overlayNodes, usableInSubnet } from "./azure";
import { contains, overlap } from "./block";

/** The networks of a cluster: the virtual network, its subnets, and the two that are not routed in it. */
export type NetworkName = "addressSpace" | "nodeSubnet" | "endpointSubnet" | "podCidr" | "serviceCidr";

/** A network that does not fit to the others. */
export interface NetworkFault {
  network: NetworkName;
  /** Completes the sentence "must be …". */
  allowed: string;
}

/** What Azure or AKS rules out about some of a cluster's networks. */
export interface NetworkRule {
  /** The networks that it looks at. */
  reads: readonly NetworkName[];
  /**
   * What is wrong; nothing where a network is none, which `addressRules` say.
   *
   * @param nameOf what the reader calls a network, for example `network.podCidr`
   */
  find: (
    networks: Readonly<Partial<Record<NetworkName, string>>>,
    nameOf: (name: NetworkName) => string,
  ) => NetworkFault[];
}

/** Networks that AKS keeps for itself (https://learn.microsoft.com/azure/aks/azure-cni-overlay#ip-address-planning). */
const networksOfAks = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

/** What is no network, its own rule says. */
const isNetwork = (text: string | undefined): text is string =>
  text !== undefined && addressRules.network.accepts(text);

const pair = (
  name: NetworkName,
  other: NetworkName,
  holds: (network: string, other: string) => boolean,
  relation: string,
): NetworkRule => ({
  reads: [name, other],
  find: ({ [name]: network, [other]: beside }, nameOf) =>
    !isNetwork(network) || !isNetwork(beside) || holds(network, beside)
      ? []
      : [{ network: name, allowed: `${relation} ${nameOf(other)} (${beside})` }],
});

const inside = (name: NetworkName, outer: NetworkName): NetworkRule =>
  pair(name, outer, (network, whole) => contains(whole, network), "inside");
/** Pods and Services reach what is in the virtual network, so no address may stand for two things. */
const outside = (name: NetworkName, other: NetworkName): NetworkRule =>
  pair(name, other, (network, beside) => !overlap(network, beside), "outside");

const notReserved = (name: NetworkName): NetworkRule => ({
  reads: [name],
  find: ({ [name]: network }) =>
    networksOfAks
      .filter((reserved) => isNetwork(network) && overlap(network, reserved))
      .map((reserved) => ({ network: name, allowed: `outside ${reserved}, which AKS keeps for itself` })),
});

/** How a cluster's networks must lie to one another. Settings and components ask the same rules. */
export const networkRules: readonly NetworkRule[] = [
  inside("nodeSubnet", "addressSpace"),
  inside("endpointSubnet", "addressSpace"),
  outside("endpointSubnet", "nodeSubnet"),
  outside("podCidr", "addressSpace"),
  outside("serviceCidr", "addressSpace"),
  outside("serviceCidr", "podCidr"),
  notReserved("addressSpace"),
  notReserved("podCidr"),
  notReserved("serviceCidr"),
];

/** What takes addresses of the nodes' subnet. */
export interface NodeSubnetUse {
  /** Nodes that there may be at once, those of an upgrade among them: each has one address. */
  nodes: number;
  /** Whether the API server has a private endpoint, which stands in the nodes' subnet. Default: false. */
  privateApiServer?: boolean;
  /** Services of the kind LoadBalancer that are internal: each has a front end in the nodes' subnet. Default: 0. */
  internalLoadBalancers?: number;
}

/** Addresses of the nodes' subnet that are used at most, beside the five that Azure keeps. */
export const addressesOfNodes = ({
  nodes,
  privateApiServer = false,
  internalLoadBalancers = 0,
}: NodeSubnetUse): number => nodes + (privateApiServer ? 1 : 0) + internalLoadBalancers;

/** Nodes that a subnet has addresses for, beside Azure's five and what else has one in it. */
export const nodeAddressesIn = (nodeSubnet: string, others: Omit<NodeSubnetUse, "nodes">): number =>
  Math.max(0, usableInSubnet(nodeSubnet) - addressesOfNodes({ ...others, nodes: 0 }));

/** What the nodes' subnet must be, where it is too small: completes "must be …"; `undefined` where it is large enough. */
export function nodeSubnetFault(nodeSubnet: string, use: NodeSubnetUse): string | undefined {
  const addresses = addressesOfNodes(use);
  if (!isNetwork(nodeSubnet) || usableInSubnet(nodeSubnet) >= addresses) return undefined;
  const others = addresses - use.nodes;
  const beside = others > 0 ? ` and ${others} more for the API server and internal load balancers` : "";
  return `large enough for ${addresses} addresses beside Azure's five: ${use.nodes} nodes of full pools during an upgrade${beside}`;
}

/**
 * What the pods' network must be, where it is too small. AKS counts the nodes of full pools before it makes one
 * (`InsufficientSubnetSize` of `networkProfile.podCIDR`, Azure/AKS-Construction#701).
 */
export const podCidrFault = (podCidr: string, nodes: number): string | undefined =>
  !isNetwork(podCidr) || overlayNodes(podCidr) >= nodes
    ? undefined
    : `large enough for a /24 for each of the ${nodes} nodes of full pools during an upgrade`;

/** A registry's endpoint has a second address for its data; no other service's has more than that. */
const addressesOfEndpoint = 2;

/** What the subnet of the private endpoints must be, where it is too small. */
export const endpointSubnetFault = (endpointSubnet: string, endpoints: number): string | undefined =>
  !isNetwork(endpointSubnet) || usableInSubnet(endpointSubnet) >= endpoints * addressesOfEndpoint
    ? undefined
    : `large enough for ${endpoints} private endpoints of two addresses each, beside Azure's five`;
