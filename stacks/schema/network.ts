import { z } from "zod";
import { cidrBlock, flag, integer, privateService, publicIpRange, serviceNetwork } from "../formats";

/** The virtual network and what reaches it. */
export const networkSettings = z.strictObject({
  /** Address space of the virtual network. */
  addressSpace: cidrBlock,
  /** Subnet of the nodes; must lie in `addressSpace`. */
  nodeSubnet: cidrBlock,
  /** Pod addresses of the CNI overlay; outside `addressSpace`, because the overlay is not routed in it. */
  podCidr: cidrBlock,
  /** ClusterIP addresses; outside `addressSpace` and `podCidr`. */
  serviceCidr: serviceNetwork,
  /** Subnet of the private endpoints, one address each; in `addressSpace` and apart from `nodeSubnet`. */
  endpointSubnet: cidrBlock,
  /** Services that only the virtual network reaches, by private endpoints. Each costs about $7.30 a month. */
  privateEndpoints: z.array(privateService, "a list of vault, registry, queue, cache, models"),
  /**
   * Public addresses from which operators and pipelines reach registry, vault and model store although these have private
   * endpoints. Empty: from the virtual network only.
   */
  operatorIpRanges: z.array(publicIpRange, "a list of public IPv4 addresses and networks"),
  /** Whether nodes reach the internet through a NAT gateway, whose addresses stay, and not through the load balancer. */
  natGateway: z.strictObject({
    enabled: flag(),
    /** Public addresses, 64,512 connections to one destination each. */
    addresses: integer(1, 16),
    /** Time after which an idle connection is dropped, minutes. */
    idleMinutes: integer(4, 120),
  }),
});
