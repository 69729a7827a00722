import { addressOf } from "./credentials";

test.each([
  ["10.0.0.1:4711", "10.0.0.1"],
  ["[::1]:4711", "::1"],
  ["::1:4711", "::1"],
  ["[::ffff:10.0.0.1]:4711", "::ffff:10.0.0.1"],
  ["unix:/tmp/socket", undefined],
  ["unknown", undefined],
  ["", undefined],
])("the address of the peer %j is %j", (peer, address) => expect(addressOf(peer)).toBe(address));
