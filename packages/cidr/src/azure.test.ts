import * as fc from "fast-check";
import { addressRules, overlayNodes, usableInSubnet } from "./azure";

/** Shortest and longest prefix that each rule of a network takes. */
const prefixes = { network: [8, 29], serviceNetwork: [13, 24], policyNetwork: [0, 32] } as const;

test.each(Object.entries(prefixes))("%s takes a network from one prefix to another", (name, [shortest, longest]) => {
  const rule = addressRules[name as keyof typeof prefixes];
  for (let prefix = 0; prefix <= 33; prefix++) {
    expect([prefix, rule.accepts(`0.0.0.0/${prefix}`)]).toEqual([prefix, prefix >= shortest && prefix <= longest]);
  }
  expect(rule.allowed).toContain(`from /${shortest} to /${longest}`);
});

test.each(Object.keys(addressRules) as (keyof typeof addressRules)[])(
  "%s refuses host bits, IPv6 and what is no text",
  (name) => {
    const rule = addressRules[name];
    const refused = ["10.0.0.1/16", "10.10.128.0/16", "2001:db8::/16", "10.0.0/16", "010.0.0.0/16", "10.0.0.0/16\n"];
    expect(refused.filter((text) => rule.accepts(text))).toEqual([]);
    expect([undefined, 16, null, ["10.0.0.0/16"]].filter((value) => rule.accepts(value as never))).toEqual([]);
    const example = /such as (\S+)/.exec(rule.allowed)![1]!;
    expect(rule.accepts(example)).toBe(true);
  },
);

test.each([
  ["network", "10.0.0.1/16", "10.0.0.0/16"],
  ["serviceNetwork", "10.0.5.0/22", "10.0.4.0/22"],
  ["policyNetwork", "10.0.0.1/0", "0.0.0.0/0"],
  ["firewallRange", "203.0.113.7/24", "203.0.113.0/24"],
  ["storageFirewallRange", "203.0.113.7/30", "203.0.113.4/30"],
] as const)("%s says which network %s means: %s", (name, text, meant) => {
  expect(addressRules[name].allowedFor(text)).toMatch(new RegExp(`named by its first address, here ${meant}$`));
  expect(addressRules[name].accepts(meant)).toBe(true);
});

test.each([
  ["network", "10.0.0.1/30"],
  ["network", "10.0.0.1"],
  ["serviceNetwork", "10.0.0.1/25"],
  ["firewallRange", "ci.example.com"],
  ["storageFirewallRange", "203.0.113.7/31"],
] as const)("%s knows no right form of %s", (name, text) => {
  expect(addressRules[name].allowedFor(text)).toBe(addressRules[name].allowed);
});

test.each([
  ["10.1.2.3", "public: firewalls of Azure take no private address"],
  ["169.254.0.0/24", "public: firewalls of Azure take no private address"],
  ["16.0.0.0/5", "a network of /8 or smaller"],
])("a firewall's error says of %s what would be right", (range, allowed) => {
  expect(addressRules.firewallRange.allowedFor(range)).toBe(allowed);
  expect(addressRules.storageFirewallRange.allowedFor(range)).toBe(allowed);
});

test("a firewall's error says what it takes", () => {
  const ending = "named by its first address, such as 203.0.113.7 or 203.0.113.0/24";
  expect(addressRules.firewallRange.allowed).toBe(`an IPv4 address or a network ${ending}`);
  expect(addressRules.storageFirewallRange.allowed).toBe(`an IPv4 address or a network other than a /31, ${ending}`);
});

test.each([
  ["203.0.113.6/31", false],
  ["203.0.113.6/32", true],
  ["203.0.113.6", true],
  ["203.0.113.4/30", true],
  ["198.51.100.0/31", false],
  ["10.0.0.0/24", false],
  // That would be no firewall.
  ["0.0.0.0/0", false],
])("%s in the firewall of a storage account: %s", (range, accepted) =>
  expect(addressRules.storageFirewallRange.accepts(range)).toBe(accepted),
);

test.each([
  ["203.0.113.7", true],
  ["203.0.113.7/32", true],
  ["203.0.113.0/24", true],
  ["203.0.113.7/24", false],
  ["203.0.113.7/33", false],
  ["0.0.0.0/0", false],
  ["20.0.0.0/8", true],
  ["16.0.0.0/5", false],
  ["128.0.0.0/1", false],
  ["10.1.2.3", false],
  ["100.64.0.7", false],
  ["127.0.0.1", false],
  ["168.0.0.0/5", false],
  ["203.0.113", false],
  ["ci.example.com", false],
])("%s in a firewall: %s", (range, accepted) => expect(addressRules.firewallRange.accepts(range)).toBe(accepted));

// Figures of Azure's pages: a /29 leaves three addresses, a /24 251; a /16 is enough for 256 nodes.
test.each([
  ["10.0.0.0/29", 3],
  ["10.0.0.0/24", 251],
  ["10.0.0.0/30", 0],
  ["10.0.0.0/31", 0],
])("subnet %s has room for %d machines", (subnet, machines) => expect(usableInSubnet(subnet)).toBe(machines));

test("a pods' network has a /24 for each node, and none for a part of one", () => {
  expect(overlayNodes("10.244.0.0/16")).toBe(256);
  expect(overlayNodes("10.244.0.0/24")).toBe(1);
  expect(overlayNodes("10.244.0.0/25")).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 24 }), (prefix) => overlayNodes(`0.0.0.0/${prefix}`) === 2 ** (24 - prefix)),
  );
});
