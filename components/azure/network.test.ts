import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { Network, type NetworkArgs } from "./network";
import { endpointRules, nodeRules } from "./security-rules";

const network = "azure-native:network:VirtualNetwork";
const subnet = "azure-native:network:Subnet";
const group = "azure-native:network:NetworkSecurityGroup";

const args: NetworkArgs = {
  resourceGroupName: "rg",
  location: "koreacentral",
  tags: { product: "breakwater" },
  networkName: "vnet-test",
  addressSpace: "10.10.0.0/16",
  nodeSubnet: "10.10.0.0/20",
  endpointSubnet: "10.10.16.0/26",
};
const register = (changed: Partial<NetworkArgs> = {}, preview = false) =>
  registerResources([network, subnet, group], () => new Network("network", { ...args, ...changed }), { preview });

test("the network holds a subnet for nodes and one for endpoints, all under the component", async () => {
  expect.assertions(5);
  const { listed, resource } = await register();
  expect(listed).toEqual([
    "NetworkSecurityGroup network-endpoints",
    "NetworkSecurityGroup network-nodes",
    "Subnet network-endpoints",
    "Subnet network-nodes",
    "VirtualNetwork network",
  ]);
  expect(resource(network).inputs).toMatchObject({
    resourceGroupName: "rg",
    virtualNetworkName: "vnet-test",
    location: "koreacentral",
    tags: { product: "breakwater" },
    addressSpace: { addressPrefixes: ["10.10.0.0/16"] },
  });
  const { inputs, options } = resource(subnet, "network-nodes");
  expect(inputs).toMatchObject({ virtualNetworkName: "vnet-test", addressPrefix: "10.10.0.0/20" });
  expect(inputs).not.toHaveProperty("natGateway");
  expect(options.parent).toBe("network");
});

test("each subnet has a security group of its own, with tags", async () => {
  expect.assertions(4);
  const { resource } = await register();
  for (const [name, rules] of [
    ["network-nodes", nodeRules],
    ["network-endpoints", endpointRules],
  ] as const) {
    expect(resource(group, name).inputs).toMatchObject({ securityRules: rules, tags: { product: "breakwater" } });
    expect(resource(subnet, name).inputs["networkSecurityGroup"].id).toMatch(new RegExp(`${name}$`));
  }
});

test("security groups count for endpoints too, which have no way out", async () => {
  expect.assertions(1);
  expect((await register()).resource(subnet, "network-endpoints").inputs).toMatchObject({
    addressPrefix: "10.10.16.0/26",
    privateEndpointNetworkPolicies: "NetworkSecurityGroupEnabled",
    defaultOutboundAccess: false,
  });
});

test("subnets are made one after the other, because Azure changes one at a time", async () => {
  expect.assertions(1);
  const { options } = (await register()).resource(subnet, "network-endpoints");
  expect(options.dependencies).toContain("network-nodes");
});

test("nodes leave by the NAT gateway where there is one, endpoints never", async () => {
  expect.assertions(2);
  const { resource } = await register({ natGatewayId: "/gateway" });
  expect(resource(subnet, "network-nodes").inputs["natGateway"]).toEqual({ id: "/gateway" });
  expect(resource(subnet, "network-endpoints").inputs).not.toHaveProperty("natGateway");
});

test("every rule says why, and priorities tell the rules of a group apart", () => {
  for (const rules of [nodeRules, endpointRules]) {
    const priorities = rules.map(({ priority }) => priority);
    expect(new Set(priorities).size).toBe(rules.length);
    for (const { description } of rules) expect(String(description).length).toBeGreaterThan(20);
  }
});

test("its outputs are those of the resources", async () => {
  expect.assertions(3);
  const { component } = await register();
  expect((await settled(component.networkName)).value).toBe("vnet-test");
  expect((await settled(component.nodeSubnetId)).value).toMatch(/network-nodes$/);
  expect((await settled(component.endpointSubnetId)).value).toMatch(/network-endpoints$/);
});

test("in a preview the subnets' ids are not known yet", async () => {
  expect.assertions(3);
  const { component, listed } = await register({}, true);
  expect(listed).toHaveLength(5);
  expect((await settled(component.nodeSubnetId)).unknown).toBe(true);
  expect((await settled(component.endpointSubnetId)).unknown).toBe(true);
});

test.each<[keyof NetworkArgs, string, string]>([
  ["networkName", "-net", "2 to 64"],
  ["addressSpace", "10.10.0.0", "an IPv4 network"],
  ["addressSpace", "10.10.0.1/16", "an IPv4 network from /8 to /29 named by its first address, here 10.10.0.0/16"],
  ["nodeSubnet", "10.10.0.0/30", "an IPv4 network from /8 to /29"],
  ["endpointSubnet", "10.10.0/26", "an IPv4 network from /8 to /29"],
])("%s %j is refused, and what is allowed is said", async (argument, value, allowed) => {
  expect.assertions(1);
  await expect(register({ [argument]: value })).rejects.toMatchObject({
    errors: [{ propertyPath: argument, reason: expect.stringContaining(`"${value}" must be ${allowed}`) }],
  });
});
