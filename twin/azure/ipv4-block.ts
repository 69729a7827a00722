import { readBlock } from "@breakwater/cidr";

/** Whether Azure takes a text as a block: IPv4 with its prefix, such as `10.0.0.0/16`, named by its first address. */
export function isIpv4Block(text: string): boolean {
  const block = readBlock(text);
  return block?.family === "ipv4" && !block.isAddress && !block.hostBitsSet;
}
