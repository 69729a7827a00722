import * as fc from "fast-check";
import { contains, overlap } from "./block";
import {
  addressesOfNodes,
  endpointSubnetFault,
  type NetworkName,
  networkRules,
  nodeSubnetFault,
  podCidrFault,
} from "./networks";

const sound: Record<NetworkName, string> = {
  addressSpace: "10.20.0.0/16",
  nodeSubnet: "10.20.0.0/20",
  endpointSubnet: "10.20.16.0/26",
  podCidr: "10.244.0.0/16",
  serviceCidr: "10.0.0.0/16",
};

const faultsOf = (networks: Partial<Record<NetworkName, string>>) =>
  networkRules.flatMap(({ find }) => find(networks, (name) => `the ${name}`));

test("networks that fit have no fault, and neither has a part of them", () => {
  expect(faultsOf(sound)).toEqual([]);
  expect(faultsOf({})).toEqual([]);
  expect(faultsOf({ podCidr: "10.20.0.0/16", nodeSubnet: "10.99.0.0/20" })).toEqual([]);
});

test.each<[NetworkName, string, string]>([
  ["nodeSubnet", "10.99.0.0/20", "inside the addressSpace (10.20.0.0/16)"],
  ["nodeSubnet", "10.0.0.0/8", "inside the addressSpace (10.20.0.0/16)"],
  ["endpointSubnet", "10.21.0.0/26", "inside the addressSpace (10.20.0.0/16)"],
  ["endpointSubnet", "10.20.8.0/26", "outside the nodeSubnet (10.20.0.0/20)"],
  ["podCidr", "10.20.128.0/17", "outside the addressSpace (10.20.0.0/16)"],
  ["serviceCidr", "10.20.64.0/20", "outside the addressSpace (10.20.0.0/16)"],
  ["serviceCidr", "10.244.64.0/20", "outside the podCidr (10.244.0.0/16)"],
  ["podCidr", "172.16.0.0/12", "outside 172.30.0.0/16, which AKS keeps for itself"],
  ["podCidr", "172.16.0.0/12", "outside 172.31.0.0/16, which AKS keeps for itself"],
  ["serviceCidr", "169.254.4.0/24", "outside 169.254.0.0/16, which AKS keeps for itself"],
  ["serviceCidr", "192.0.2.0/24", "outside 192.0.2.0/24, which AKS keeps for itself"],
])("%s %s must be %s", (network, block, allowed) => {
  expect(faultsOf({ ...sound, [network]: block })).toContainEqual({
    network,
    allowed: expect.stringContaining(allowed),
  });
});

test("what is no network is another rule's", () => {
  expect(faultsOf({ ...sound, addressSpace: "all", serviceCidr: "none" })).toEqual([]);
  expect(faultsOf({ ...sound, podCidr: "10.20.0.0", serviceCidr: "10.20.0.1/16" })).toEqual([]);
  expect([nodeSubnetFault("?", { nodes: 9 }), podCidrFault("?", 9), endpointSubnetFault("?", 9)]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

test("every rule looks at what it says, and at nothing else", () => {
  for (const { reads, find } of networkRules) {
    const read = new Set<string>();
    find(new Proxy(sound, { get: (networks, key) => (read.add(String(key)), Reflect.get(networks, key)) }), String);
    expect([...read].sort()).toEqual([...reads].sort());
  }
});

test("a fault of two networks is there exactly where they lie wrong", () => {
  const block = fc
    .tuple(fc.constantFrom("10.20", "10.21"), fc.nat(15), fc.integer({ min: 16, max: 24 }))
    .map(([start, third, prefix]) => `${start}.${prefix < 20 ? 0 : third * 16}.0/${prefix}`);
  fc.assert(
    fc.property(block, block, (nodeSubnet, endpointSubnet) => {
      const faults = faultsOf({ addressSpace: "10.20.0.0/16", nodeSubnet, endpointSubnet });
      const expected = [
        ...(contains("10.20.0.0/16", nodeSubnet) ? [] : ["nodeSubnet"]),
        ...(contains("10.20.0.0/16", endpointSubnet) ? [] : ["endpointSubnet"]),
        ...(overlap(nodeSubnet, endpointSubnet) ? ["endpointSubnet"] : []),
      ];
      expect(faults.map(({ network }) => network)).toEqual(expected);
    }),
  );
});

test("the nodes' subnet holds nodes, the API server's endpoint and internal front ends beside Azure's five", () => {
  expect(addressesOfNodes({ nodes: 27 })).toBe(27);
  expect(nodeSubnetFault("10.20.0.0/27", { nodes: 27 })).toBeUndefined();
  expect(nodeSubnetFault("10.20.0.0/27", { nodes: 28 })).toMatch(/^large enough for 28 addresses .* 28 nodes/);
  expect(nodeSubnetFault("10.20.0.0/27", { nodes: 27, privateApiServer: true })).toMatch(/28 addresses.* and 1 more/);
  expect(nodeSubnetFault("10.20.0.0/27", { nodes: 26, internalLoadBalancers: 2 })).toMatch(/28 addresses.* and 2 more/);
});

// Azure/AKS-Construction#701: "Pre-allocated IPs 1280 exceeds IPs available 1024": five nodes, and a /22.
test("the pods' network has a /24 for each node", () => {
  expect(podCidrFault("10.240.100.0/22", 4)).toBeUndefined();
  expect(podCidrFault("10.240.100.0/22", 5)).toContain("a /24 for each of the 5 nodes");
});

test("the endpoints' subnet has two addresses for each", () => {
  expect(endpointSubnetFault("10.20.16.0/28", 5)).toBeUndefined();
  expect(endpointSubnetFault("10.20.16.0/28", 6)).toContain("large enough for 6 private endpoints");
});
