import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { NatGateway, type NatGatewayArgs } from "./nat-gateway";

const gateway = "azure-native:network:NatGateway";
const address = "azure-native:network:PublicIPAddress";

const args: NatGatewayArgs = {
  resourceGroupName: "rg",
  tags: { product: "breakwater" },
  gatewayName: "ng-test",
  addresses: 2,
  idleMinutes: 4,
};
const register = (changed: Partial<NatGatewayArgs> = {}, preview = false) =>
  registerResources([gateway, address], () => new NatGateway("egress", { ...args, ...changed }), { preview });

test("the gateway has as many static addresses as asked for", async () => {
  expect.assertions(3);
  const { listed, resource } = await register();
  expect(listed).toEqual(["NatGateway egress", "PublicIPAddress egress-ip1", "PublicIPAddress egress-ip2"]);
  expect(resource(address, "egress-ip2").inputs).toMatchObject({
    publicIpAddressName: "pip-ng-test-2",
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
    tags: { product: "breakwater" },
  });
  expect(resource(gateway).inputs).toMatchObject({
    natGatewayName: "ng-test",
    sku: { name: "Standard" },
    idleTimeoutInMinutes: 4,
    publicIpAddresses: [{ id: expect.stringMatching(/egress-ip1$/) }, { id: expect.stringMatching(/egress-ip2$/) }],
  });
});

test("its addresses are what others may allow, known once Azure has given them", async () => {
  expect.assertions(2);
  expect((await settled((await register()).component.addresses)).value).toEqual(["203.0.113.1", "203.0.113.2"]);
  expect((await settled((await register({}, true)).component.addresses)).unknown).toBe(true);
});

test.each<[keyof NatGatewayArgs, unknown]>([
  ["gatewayName", "-ng"],
  ["addresses", 0],
  ["addresses", 17],
  ["idleMinutes", 3],
  ["idleMinutes", 121],
])("%s %j is refused", async (propertyPath, value) => {
  expect.assertions(1);
  await expect(register({ [propertyPath]: value })).rejects.toMatchObject({ errors: [{ propertyPath }] });
});
