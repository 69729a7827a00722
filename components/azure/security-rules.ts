import type { network } from "@pulumi/azure-native/types/input";
import { queueManagementPort, servicePorts } from "./private-link";

/** A rule of a network security group; the lowest priority is asked first. */
type Rule = network.SecurityRuleArgs;

const inbound = (priority: number, name: string, rule: Omit<Rule, "name" | "priority" | "direction">): Rule => ({
  name,
  priority,
  direction: "Inbound",
  sourcePortRange: "*",
  ...rule,
});

/**
 * What reaches the nodes. Azure's own default rules let in the virtual network and the load balancer's probes, and keep the
 * rest of the internet out.
 */
export const nodeRules: Rule[] = [
  inbound(100, "AllowWebFromInternet", {
    description:
      "Clients reach the edge by the load balancer, which leaves the packets' source and public destination as they are.",
    access: "Allow",
    protocol: "Tcp",
    sourceAddressPrefix: "Internet",
    destinationAddressPrefix: "*",
    destinationPortRanges: ["80", "443"],
  }),
];

/** What reaches the private endpoints, and nothing else. */
export const endpointRules: Rule[] = [
  inbound(100, "AllowServicesFromNetwork", {
    description:
      `Vault, registry, blobs and the queue's length by HTTPS (${queueManagementPort}), the queue by AMQP ` +
      `(${servicePorts.queue}), the cache on ${servicePorts.cache} and its shards from 8500 on.`,
    access: "Allow",
    protocol: "Tcp",
    sourceAddressPrefix: "VirtualNetwork",
    destinationAddressPrefix: "VirtualNetwork",
    // Every service's port, and the range of a clustered cache's shards.
    destinationPortRanges: [...new Set([...Object.values(servicePorts), queueManagementPort].map(String)), "8500-8599"],
  }),
  inbound(4096, "DenyAllElse", {
    description:
      "Azure's default rules would let in the whole virtual network and every network that is peered with it.",
    access: "Deny",
    protocol: "*",
    sourceAddressPrefix: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "*",
  }),
];
