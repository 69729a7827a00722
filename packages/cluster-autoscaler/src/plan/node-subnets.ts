import { addressRules, nodeAddressesIn } from "@breakwater/cidr";
import { grouped } from "./grouped";
import { clusterOf, type DeclaredPool, ifKnown, isType, type Resource, servicesOf } from "@breakwater/plan-views";

/** A subnet of the stack that pools have their nodes in. */
interface NodeSubnet {
  name: string;
  block: string;
  pools: DeclaredPool[];
  /** Nodes that it has addresses for, beside what else has one in it. */
  nodes: number;
}

/** Nodes that the subnets of the pools have addresses for, together; Infinity where one is not known. */
export function nodesInSubnets(pools: readonly DeclaredPool[], resources: readonly Resource[]): number {
  const subnets = nodeSubnets(pools, resources);
  const known = subnets.reduce((sum, { pools: inside }) => sum + inside.length, 0) === pools.length;
  return known && pools.length > 0 ? subnets.reduce((sum, { nodes }) => sum + nodes, 0) : Infinity;
}

/**
 * Subnets of the stack that pools have their nodes in, with the nodes that each has addresses for: Azure keeps five, an internal load balancer's
 * front end and a private API server's endpoint have one each. A subnet whose id or block is not known is passed over.
 */
export function nodeSubnets(pools: readonly DeclaredPool[], resources: readonly Resource[]): NodeSubnet[] {
  const placed = pools.flatMap((pool) => (pool.subnetId === undefined ? [] : [{ pool, id: pool.subnetId }]));
  return [...grouped(placed, ({ id }) => id.toLowerCase())].flatMap(([id, members]) => {
    const subnet = resources.find((resource) => isType(resource, "azure-native:network:Subnet") && isOf(resource, id));
    const block: unknown = subnet && ifKnown<unknown>(() => subnet.props.addressPrefix);
    if (typeof block !== "string" || !addressRules.network.accepts(block)) return [];
    const inside = members.map(({ pool }) => pool);
    const privateApiServer = ifKnown(() => clusterOf(resources)?.privateApiServer) ?? false;
    const internalLoadBalancers = resources.filter(hasInternalFrontEnd).length;
    const nodes = nodeAddressesIn(block, { privateApiServer, internalLoadBalancers });
    return [{ name: id.split("/").at(-1)!, block, pools: inside, nodes }];
  });
}

/** Whether a subnet has an id, by the names that both have. */
function isOf({ props }: Resource, id: string): boolean {
  const [, network, subnet] = /\/virtualnetworks\/([^/]+)\/subnets\/([^/]+)$/.exec(id) ?? [];
  const named = (property: string): string => String(ifKnown<unknown>(() => props[property]) ?? "").toLowerCase();
  return named("subnetName") === subnet && named("virtualNetworkName") === network;
}

/** Whether a resource is a Service with a front end among the nodes; of one that is not known yet nothing is said. */
const hasInternalFrontEnd = (resource: Resource): boolean =>
  ifKnown(() => servicesOf([resource]).some((service) => service.isAmongNodes())) ?? false;
