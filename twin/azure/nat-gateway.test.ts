import { newResource } from ".";
import { answerTo, sample, stateWith } from "./testing/samples";

test("a gateway takes addresses that are there, and those of the SKU Standard only", () => {
  expect(answerTo("NatGateway", {}, stateWith("ResourceGroup"))).toEqual(["InvalidResourceReference", "id"]);
  expect(answerTo("NatGateway", {}, stateWith("ResourceGroup", "PublicIPAddress"))).toEqual(["taken", undefined]);
  const state = stateWith("ResourceGroup");
  const { token, inputs } = sample("PublicIPAddress", { sku: { name: "Basic" }, publicIPAllocationMethod: "Dynamic" });
  newResource(token, "basic", inputs, state);
  expect(answerTo("NatGateway", {}, state)).toEqual(["NatGatewayPublicIpSkuNotSupported", "publicIpAddresses[0]"]);
});

test.each([
  [3, "InvalidIdleTimeoutInMinutes"],
  [4, "taken"],
  [120, "taken"],
  [121, "InvalidIdleTimeoutInMinutes"],
  [4.5, "InvalidIdleTimeoutInMinutes"],
])("an idle timeout of %d minutes: %s", (idleTimeoutInMinutes, code) => {
  expect(answerTo("NatGateway", { idleTimeoutInMinutes })[0]).toBe(code);
});

test("a gateway has 16 addresses at most", () => {
  const addresses = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `/subscriptions/0/resourceGroups/rg-shop/providers/Microsoft.Network/publicIPAddresses/pip-${index}`,
    }));
  expect(answerTo("NatGateway", { publicIpAddresses: addresses(16) })[0]).toBe("taken");
  expect(answerTo("NatGateway", { publicIpAddresses: addresses(17) })[0]).toBe("NatGatewayPublicIpLimitExceeded");
});

test("an address of the SKU Standard is static, and an example's", () => {
  expect(answerTo("PublicIPAddress", { publicIPAllocationMethod: "Dynamic" })).toEqual([
    "PublicIPAllocationMethodInvalidForSku",
    "publicIPAllocationMethod",
  ]);
  const { token, inputs } = sample("PublicIPAddress");
  expect(newResource(token, "ip", inputs).state.ipAddress).toMatch(/^203\.0\.113\.\d{1,3}$/);
});

test("a subnet takes a gateway that is there", () => {
  const state = stateWith("ResourceGroup", "VirtualNetwork", "PublicIPAddress", "NatGateway");
  const gateway = [...state.resources.values()].find(({ madeBy }) => madeBy === "NatGateway")!.id;
  const subnetWith = (id: string) => answerTo("Subnet", { natGateway: { id } }, state);
  expect(subnetWith(`${gateway}x`)).toEqual(["InvalidResourceReference", "natGateway.id"]);
  expect(subnetWith(gateway)).toEqual(["taken", undefined]);
});
