import { BlockList, isIPv4, isIPv6 } from "node:net";
import * as fc from "fast-check";
import { addressAt, contains, overlap, readBlock, sizeOf } from "./block";

type Family = "ipv4" | "ipv6";
const widths = { ipv4: 32, ipv6: 128 };
const addresses = { ipv4: fc.ipV4(), ipv6: fc.ipV6() };

/** Blocks of one family that often lie in one another: their addresses differ in one place at most. */
const blocks = (family: Family) =>
  fc
    .tuple(addresses[family], fc.nat(widths[family] - 1), fc.nat(widths[family]), fc.nat(widths[family]))
    .map(([address, flipped, left, right]) => ({
      left: `${address}/${left}`,
      right: `${withFlippedBit(address, flipped)}/${right}`,
    }));

/** Whether Node's own list of blocks has the address. */
function listed(block: string, address: string): boolean {
  const { family, first, prefix } = readBlock(block)!;
  const list = new BlockList();
  list.addSubnet(first, prefix, family);
  return list.check(address, family);
}

function withFlippedBit(address: string, bit: number): string {
  const { family } = readBlock(address)!;
  const weight = 2n ** BigInt(widths[family] - 1 - bit);
  const number = numberOf(address);
  return textOf((number & weight) === 0n ? number + weight : number - weight, family);
}

const numberOf = (address: string): bigint =>
  readBlock(address)!.family === "ipv4"
    ? address.split(".").reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
    : groupsOf(address).reduce((sum, group) => sum * 65_536n + BigInt(group), 0n);

/** The eight groups of an IPv6 address, of which `::` leaves some out. */
function groupsOf(address: string): number[] {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const [a = 0, b = 0, c = 0, d = 0] = dotted?.slice(2).map(Number) ?? [];
  const plain = dotted ? `${dotted[1]}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}` : address;
  const [before = [], after = []] = plain
    .split("::")
    .map((half) => (half === "" ? [] : half.split(":").map((group) => Number.parseInt(group, 16))));
  return [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
}

const textOf = (number: bigint, family: Family): string =>
  family === "ipv4"
    ? [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join(".")
    : Array.from({ length: 8 }, (_, at) => ((number >> BigInt(112 - at * 16)) & 65_535n).toString(16)).join(":");

describe("a text", () => {
  test.each([
    ["10.10.0.0/16", "ipv4", 16, "10.10.0.0", "10.10.255.255", false],
    ["10.10.3.7/20", "ipv4", 20, "10.10.0.0", "10.10.15.255", true],
    ["10.0.0.1/8", "ipv4", 8, "10.0.0.0", "10.255.255.255", true],
    ["203.0.113.7", "ipv4", 32, "203.0.113.7", "203.0.113.7", false],
    ["203.0.113.7/32", "ipv4", 32, "203.0.113.7", "203.0.113.7", false],
    ["0.0.0.0/0", "ipv4", 0, "0.0.0.0", "255.255.255.255", false],
    ["2001:DB8:0::/33", "ipv6", 33, "2001:db8::", "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", false],
    ["2001:db8::1/64", "ipv6", 64, "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff", true],
    ["::/0", "ipv6", 0, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", false],
    ["::1", "ipv6", 128, "::1", "::1", false],
  ])("%s is read", (text, family, prefix, first, last, hostBitsSet) => {
    const isAddress = !text.includes("/");
    expect(readBlock(text)).toEqual({ family, prefix, isAddress, first, last, hostBitsSet });
  });

  test.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0/16",
    "10.0.0.0.0/16",
    "256.0.0.0/16",
    "010.0.0.0/16",
    "0x0a.0.0.0/16",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/-1",
    "10.0.0.0/8.0",
    "10.0.0.0/8/8",
    "10.0.0.0/255.0.0.0",
    " 10.0.0.0/8",
    "10.0.0.0/8\n",
    "2001:db8::/129",
    "2001:db8:::/32",
    "2001:db8/32",
    "::ffff:010.0.0.1",
    "fe80::1%eth0",
    "example.com",
  ])("%j is none", (text) => expect(readBlock(text)).toBeUndefined());

  test("is an address exactly when Node says so", () => {
    const near = fc.oneof(
      fc.ipV4(),
      fc.ipV4Extended(),
      fc.ipV6(),
      fc.string({ unit: fc.constantFrom("0", "1", "9", "f", ".", ":"), maxLength: 15 }),
    );
    fc.assert(
      fc.property(near, (text) => (readBlock(text)?.isAddress === true) === (isIPv4(text) || isIPv6(text))),
      { numRuns: 500 },
    );
  });
});

describe.each<Family>(["ipv4", "ipv6"])("blocks of %s", (family) => {
  test("begin and end where Node's list does", () => {
    fc.assert(
      fc.property(blocks(family), ({ left }) => {
        const { first, last } = readBlock(left)!;
        const [before, after] = [numberOf(first) - 1n, numberOf(last) + 1n];
        expect([first, last].map((address) => listed(left, address))).toEqual([true, true]);
        if (before >= 0n) expect(listed(left, textOf(before, family))).toBe(false);
        if (after < 2n ** BigInt(widths[family])) expect(listed(left, textOf(after, family))).toBe(false);
        expect(BigInt(sizeOf(left))).toBe(numberOf(last) - numberOf(first) + 1n);
      }),
    );
  });

  test("contain an address exactly when Node's list has it", () => {
    fc.assert(
      fc.property(blocks(family), ({ left, right }) => {
        const [address] = right.split("/");
        expect(contains(left, address!)).toBe(listed(left, address!));
      }),
    );
  });

  test("contain one another when the list has both ends, and overlap when it has one", () => {
    fc.assert(
      fc.property(blocks(family), ({ left, right }) => {
        const ends = ({ first, last }: { first: string; last: string }) => [first, last];
        const inside = ends(readBlock(right)!).map((address) => listed(left, address));
        expect(contains(left, right)).toBe(inside.every(Boolean));
        const around = ends(readBlock(left)!).some((address) => listed(right, address));
        expect(overlap(left, right)).toBe(inside.some(Boolean) || around);
      }),
    );
  });

  test("have the address that is counted from their first", () => {
    fc.assert(
      fc.property(blocks(family), fc.nat(), ({ left }, wanted) => {
        const place = wanted % Math.min(sizeOf(left), 2 ** 31);
        expect(numberOf(addressAt(left, place))).toBe(numberOf(readBlock(left)!.first) + BigInt(place));
      }),
    );
  });
});

test.each([
  ["10.0.0.0/8", "10.0.0.0/8", true],
  ["10.0.0.1/8", "10.255.255.255/8", true],
  ["10.0.0.0/9", "10.0.0.0/8", false],
  ["203.0.113.7", "203.0.113.7/32", true],
  ["2001:db8::/32", "2001:db8::/32", true],
])("%s contains %s: %s", (outer, inner, contained) => expect(contains(outer, inner)).toBe(contained));

test("blocks of different families have nothing in common", () => {
  expect([contains("::/0", "10.0.0.1"), contains("0.0.0.0/0", "::1"), overlap("::/0", "0.0.0.0/0")]).toEqual([
    false,
    false,
    false,
  ]);
});

test.each([-1, 4, 0.5])("a block of four addresses has none at %d", (place) => {
  expect(() => addressAt("10.0.0.0/30", place)).toThrow("10.0.0.0/30 has 4 addresses");
});

test("what is no block is an error that names it", () => {
  expect(() => contains("10.0.0.0/8", "ten")).toThrow('"ten" must be a block of addresses');
  expect(() => sizeOf("10.0.0.0/33")).toThrow(RangeError);
});
