/** An IPv4 network as the numbers of its first and last address. */
export interface Network {
  first: number;
  last: number;
}

/**
 * The network that `block` (`10.10.0.0/16`) stands for, whichever of its addresses the text names. A single address is a
 * network of one.
 */
export function parseCidr(block: string): Network {
  const [address = "", prefix = "32"] = block.split("/");
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(addressNumber(address) / size) * size;
  return { first, last: first + size - 1 };
}

/** The number of an IPv4 address: 0.0.0.0 is 0. */
export function addressNumber(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** Number of addresses. */
export function sizeOf(block: string): number {
  const { first, last } = parseCidr(block);
  return last - first + 1;
}

/** Whether every address of `inner` is one of `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [whole, part] = [parseCidr(outer), parseCidr(inner)];
  return whole.first <= part.first && part.last <= whole.last;
}

/** Whether two networks share an address. */
export function overlap(first: string, second: string): boolean {
  const [a, b] = [parseCidr(first), parseCidr(second)];
  return a.first <= b.last && b.first <= a.last;
}
