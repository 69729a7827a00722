import * as ipaddr from "ipaddr.js";

/** A block of addresses, as a text names it. */
export interface Block {
  family: "ipv4" | "ipv6";
  /** Length of the prefix, bits; of the whole address (32 or 128) where the text names none. */
  prefix: number;
  /** Whether the text is a single address, without a prefix. */
  isAddress: boolean;
  /** First address, in the normal form of its family. */
  first: string;
  /** Last address, in the normal form of its family. */
  last: string;
  /** Whether the text names the block by another address than its first: `10.0.0.1/8`, which Azure refuses. */
  hostBitsSet: boolean;
}

/**
 * What `text` (`10.10.0.0/16`, `2001:db8::/32`, `203.0.113.7`) names; `undefined` for what is neither a block nor an address.
 * IPv4 stands in four decimal numbers: a leading zero is octal to some programs and not to others, so it is refused as in Go
 * (https://pkg.go.dev/net#ParseIP). An address with a zone (`fe80::1%eth0`) belongs to one machine and is refused, too.
 */
export function readBlock(text: string): Block | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  const { address, prefix, isAddress } = parsed;
  const first = edge(parsed, 0x00);
  return {
    family: address.kind(),
    prefix,
    isAddress,
    first: first.toString(),
    last: edge(parsed, 0xff).toString(),
    hostBitsSet: first.toString() !== address.toString(),
  };
}

/**
 * Number of addresses of a block or of a single address. Exact for IPv6, too: powers of two are.
 * @throws RangeError where the text is no block, as all that follow do
 */
export function sizeOf(block: string): number {
  const { bits, prefix } = known(block);
  return 2 ** (bits - prefix);
}

/** Whether every address of `inner` is one of `outer`, whichever of its addresses a text names a block by. */
export function contains(outer: string, inner: string): boolean {
  const [whole, part] = [known(outer), known(inner)];
  return whole.bits === part.bits && whole.prefix <= part.prefix && matches(part, whole, whole.prefix);
}

/** Whether two blocks share an address. */
export function overlap(left: string, right: string): boolean {
  const [a, b] = [known(left), known(right)];
  return a.bits === b.bits && matches(a, b, Math.min(a.prefix, b.prefix));
}

/**
 * The address at a place of a block: 0 is the first.
 * @throws RangeError where the block has no such place
 */
export function addressAt(block: string, place: number): string {
  if (!Number.isInteger(place) || place < 0 || place >= sizeOf(block)) {
    throw new RangeError(`${block} has ${sizeOf(block)} addresses: ${place} must be an integer from 0 to one less`);
  }
  const bytes = edge(known(block), 0x00).toByteArray();
  let carry = place;
  for (let at = bytes.length - 1; carry > 0; at--) {
    const sum = bytes[at]! + carry;
    bytes[at] = sum % 256;
    carry = Math.floor(sum / 256);
  }
  return ipaddr.fromByteArray(bytes).toString();
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

interface Parsed {
  address: Address;
  bits: 32 | 128;
  prefix: number;
  isAddress: boolean;
}

function parse(text: string): Parsed | undefined {
  const [before = "", after, ...more] = text.split("/");
  const address = parseAddress(before);
  if (address === undefined || more.length > 0) return undefined;
  const bits = address.kind() === "ipv4" ? 32 : 128;
  if (after === undefined) return { address, bits, prefix: bits, isAddress: true };
  const prefix = /^(0|[1-9]\d*)$/.test(after) ? Number(after) : Infinity;
  return prefix <= bits ? { address, bits, prefix, isAddress: false } : undefined;
}

function parseAddress(text: string): Address | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text);
  // `10.1` and `0x7f.1` are texts of IPv4 to the library, and an IPv6 address may end in one of IPv4.
  if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
  const ending = text.slice(text.lastIndexOf(":") + 1);
  return ending.includes(".") && !ipaddr.IPv4.isValidFourPartDecimal(ending) ? undefined : ipaddr.IPv6.parse(text);
}

function known(text: string): Parsed {
  const parsed = parse(text);
  if (parsed === undefined)
    throw new RangeError(`${JSON.stringify(text)} must be a block of addresses, such as 10.0.0.0/16`);
  return parsed;
}

/** The address with all bits after the prefix as in `filling`: the first of the block, or the last. */
function edge({ address, prefix }: Parsed, filling: 0x00 | 0xff): Address {
  const bytes = address.toByteArray().map((byte, at) => {
    const kept = Math.min(Math.max(prefix - at * 8, 0), 8);
    const mask = (0xff << (8 - kept)) & 0xff;
    return (byte & mask) | (filling & ~mask);
  });
  return ipaddr.fromByteArray(bytes);
}

/** Whether two addresses of one family agree in their first bits. */
function matches(a: Parsed, b: Parsed, bits: number): boolean {
  return a.address.match(b.address, bits);
}
