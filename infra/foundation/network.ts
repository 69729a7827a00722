import type * as pulumi from "@pulumi/pulumi";
import { NatGateway, Network, PrivateEndpoint, type PrivateService } from "../../components/azure";
import { wayTo } from "../service-ways";
import { nodesOfAll } from "../../stacks";
import type { FoundationContext } from "./context";
import { heldByLock } from "./locks";

/** The network, and what its nodes are seen as from outside. */
export interface NetworkContext {
  network: Network;
  /** The way out of the nodes; `undefined` where it is the cluster's load balancer. */
  natGateway: NatGateway | undefined;
  /** Public addresses of that way out. */
  egressAddresses: pulumi.Output<string[]> | undefined;
}

/** The virtual network of the cluster and of everything that it reaches privately, with its way out. */
export function createNetwork({ settings, placement }: FoundationContext): NetworkContext {
  const { addressSpace, nodeSubnet, endpointSubnet, privateEndpoints, natGateway } = settings.network;
  const gateway = natGateway.enabled
    ? new NatGateway("egress", {
        ...placement,
        gatewayName: `ng-breakwater-${settings.environment}`,
        addresses: natGateway.addresses,
        idleMinutes: natGateway.idleMinutes,
      })
    : undefined;
  const network = new Network("network", {
    ...placement,
    networkName: `vnet-breakwater-${settings.environment}`,
    addressSpace,
    nodeSubnet,
    endpointSubnet,
    nodes: nodesOfAll(settings),
    privateApiServer: settings.cluster.privateApiServer,
    privateEndpoints: privateEndpoints.length,
    natGatewayId: gateway?.id,
  });
  return { network, natGateway: gateway, egressAddresses: gateway?.addresses };
}

/** Brings a service into the network, where the settings ask for it. */
export function createPrivateEndpoint(
  context: FoundationContext,
  network: Network,
  service: PrivateService,
  targetId: pulumi.Input<string>,
): PrivateEndpoint | undefined {
  const { settings, placement, attachments, endpoints } = context;
  if (wayTo(settings, service) === "public") return undefined;
  const endpoint = new PrivateEndpoint(
    `${service}-endpoint`,
    {
      ...placement,
      endpointName: `pe-${service}-${settings.environment}`,
      service,
      targetId,
      networkId: network.id,
      subnetId: network.endpointSubnetId,
    },
    heldByLock(context, service),
  );
  attachments.push(endpoint);
  endpoints.push(endpoint);
  return endpoint;
}

/** Public networks that reach a service: those of operators where it has a private endpoint, else `undefined` for all. */
export function allowedIpRanges({ settings }: FoundationContext, service: PrivateService): string[] | undefined {
  return wayTo(settings, service) === "private" ? settings.network.operatorIpRanges : undefined;
}
