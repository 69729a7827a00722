import { readBlock, sizeOf } from "./block";

/** What a text may be. */
export interface TextRule {
  /** Completes the sentence "must be …". */
  allowed: string;
  accepts: (text: string) => boolean;
}

/** Texts that name addresses, as those who are given them take them. All take IPv4 only, as this platform's networks are. */
export const addressRules = {
  /** A virtual network, a subnet (/29 is Azure's smallest) or the pods' network. */
  network: ipv4Network(8, 29, "10.10.0.0/16"),

  /**
   * Addresses of Services: AKS takes less than a /12, and the tenth address is its DNS's
   * (https://learn.microsoft.com/azure/aks/configure-kubenet#create-an-aks-cluster-with-system-assigned-managed-identities).
   */
  serviceNetwork: ipv4Network(13, 24, "10.0.0.0/16"),

  /** A peer of a NetworkPolicy. Kubernetes takes one with host bits, warns, and reads it as the whole network. */
  policyNetwork: ipv4Network(0, 32, "10.10.0.0/16"),

  /**
   * An address or a network in a firewall of Azure. "Start with the first IP address in the range"
   * (https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges).
   */
  firewallRange: {
    allowed: "an IPv4 address or a network named by its first address, such as 203.0.113.7 or 203.0.113.0/24",
    accepts: (text) => {
      const block = blockOf(text);
      return block?.family === "ipv4" && block.prefix >= 1 && !block.hostBitsSet;
    },
  },
} satisfies Record<string, TextRule>;

function ipv4Network(shortest: number, longest: number, example: string): TextRule {
  return {
    allowed: `an IPv4 network from /${shortest} to /${longest} named by its first address, such as ${example}`,
    accepts: (text) => {
      const block = blockOf(text);
      if (block?.family !== "ipv4" || block.isAddress || block.hostBitsSet) return false;
      return block.prefix >= shortest && block.prefix <= longest;
    },
  };
}

/** Settings and arguments come from people: what should be a text may be something else. */
const blockOf = (text: unknown) => (typeof text === "string" ? readBlock(text) : undefined);

/**
 * Addresses of a subnet that are left for machines: Azure takes the first four and the last one
 * (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq#are-there-any-restrictions-on-using-ip-addresses-within-these-subnets).
 */
export const usableInSubnet = (subnet: string): number => Math.max(0, sizeOf(subnet) - 5);

/**
 * Nodes that a pods' network has room for: Azure's CNI overlay gives each a /24, whatever runs there
 * (https://learn.microsoft.com/azure/aks/concepts-network-azure-cni-overlay#ip-address-planning).
 */
export const overlayNodes = (podNetwork: string): number => Math.floor(sizeOf(podNetwork) / 256);
