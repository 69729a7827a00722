import { overlap, readBlock, sizeOf, type Block } from "./block";
import { loopbackNetwork, networksBesideTheInternet } from "./special-networks";

/** What a text may be. */
export interface TextRule {
  /** Completes the sentence "must be …". */
  allowed: string;
  accepts: (text: string) => boolean;
  /** As `allowed`, for a text that is refused: says which block is meant where only its host bits are wrong. */
  allowedFor: (text: string) => string;
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
   * A public address or a network of them in a firewall of Azure. "Start with the first IP address in the range"
   * (https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges).
   */
  firewallRange: publicRange("an IPv4 address or a network", () => true),

  /**
   * The same in the firewall of a storage account, which takes no network of two addresses
   * (https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations).
   */
  storageFirewallRange: publicRange("an IPv4 address or a network other than a /31,", ({ prefix }) => prefix !== 31),
} satisfies Record<string, TextRule>;

function ipv4Network(shortest: number, longest: number, example: string): TextRule {
  return namedByItsFirst(
    `an IPv4 network from /${shortest} to /${longest}`,
    example,
    ({ isAddress, prefix }) => !isAddress && prefix >= shortest && prefix <= longest,
  );
}

/** What a firewall lets in: never so much that it would be none, and never an address that no packet from the internet has. */
function publicRange(what: string, isAllowed: (block: Block) => boolean): TextRule {
  const form = namedByItsFirst(what, "203.0.113.7 or 203.0.113.0/24", (block) => block.prefix >= 1 && isAllowed(block));
  const faultOf = (range: string): string | undefined => {
    if (sizeOf(range) > sizeOf("0.0.0.0/8")) return "a network of /8 or smaller";
    const beside = [...networksBesideTheInternet, loopbackNetwork].some((network) => overlap(network, range));
    return beside ? "public: firewalls of Azure take no private address" : undefined;
  };
  return {
    allowed: form.allowed,
    accepts: (range) => form.accepts(range) && faultOf(range) === undefined,
    allowedFor: (range) => (form.accepts(range) ? faultOf(range) : undefined) ?? form.allowedFor(range),
  };
}

/** `what`, of IPv4, without host bits: whoever writes 10.0.0.1/16 may have meant one address, or 10.0.0.0/16. */
function namedByItsFirst(what: string, examples: string, isAllowed: (block: Block) => boolean): TextRule {
  const named = `${what} named by its first address`;
  const allowed = `${named}, such as ${examples}`;
  const blockOf = (text: unknown): Block | undefined => {
    // Settings and arguments come from people: what should be a text may be something else.
    const block = typeof text === "string" ? readBlock(text) : undefined;
    return block?.family === "ipv4" && isAllowed(block) ? block : undefined;
  };
  return {
    allowed,
    accepts: (text) => blockOf(text)?.hostBitsSet === false,
    allowedFor: (text) => {
      const block = blockOf(text);
      return block?.hostBitsSet === true ? `${named}, here ${block.first}/${block.prefix}` : allowed;
    },
  };
}

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
