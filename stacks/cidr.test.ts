import * as fc from "fast-check";
import { addressNumber, contains, overlap, parseCidr, sizeOf } from "./cidr";

const network = fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 29 })).map(([address, prefix]) => `${address}/${prefix}`);

test.each([
  ["10.10.0.0/16", "10.10.0.0", "10.10.255.255", 65_536],
  ["10.10.3.7/20", "10.10.0.0", "10.10.15.255", 4096],
  ["203.0.113.7", "203.0.113.7", "203.0.113.7", 1],
  ["255.255.255.248/29", "255.255.255.248", "255.255.255.255", 8],
])("%s goes from %s to %s", (block, first, last, size) => {
  expect(parseCidr(block)).toEqual({ first: addressNumber(first), last: addressNumber(last) });
  expect(sizeOf(block)).toBe(size);
});

test("a network contains and overlaps itself", () => {
  fc.assert(fc.property(network, (block) => contains(block, block) && overlap(block, block)));
});

test("one network contains the other, or the other it, exactly when they overlap", () => {
  fc.assert(fc.property(network, network, (a, b) => overlap(a, b) === (contains(a, b) || contains(b, a))));
});

test("halves of a network are inside it and apart from one another", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 8, max: 28 }), (address, prefix) => {
      const { first } = parseCidr(`${address}/${prefix}`);
      const textOf = (number: number) => [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
      const [lower, upper] = [0, 1].map((half) => `${textOf(first + half * 2 ** (31 - prefix))}/${prefix + 1}`);
      expect([contains(`${address}/${prefix}`, lower!), contains(`${address}/${prefix}`, upper!)]).toEqual([
        true,
        true,
      ]);
      expect(overlap(lower!, upper!)).toBe(false);
    }),
  );
});
