import { newResource } from ".";
import { answerTo, sample, stateWith } from "./testing/samples";

const network = ["ResourceGroup", "VirtualNetwork", "Subnet"];
const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop/providers";
const connectionTo = (target: string, ...groupIds: string[]) => ({
  privateLinkServiceConnections: [{ name: "one", privateLinkServiceId: `${group}/${target}`, groupIds }],
});

test("an endpoint needs its subnet and its target", () => {
  expect(answerTo("PrivateEndpoint", {}, stateWith("ResourceGroup"))).toEqual([
    "InvalidResourceReference",
    "subnet.id",
  ]);
  expect(answerTo("PrivateEndpoint", {}, stateWith(...network))).toEqual([
    "InvalidResourceReference",
    "privateLinkServiceConnections[0].privateLinkServiceId",
  ]);
  expect(answerTo("PrivateEndpoint", {}, stateWith(...network, "Vault"))).toEqual(["taken", undefined]);
});

test.each<[target: string, groupId: string, code: string]>([
  ["Microsoft.KeyVault/vaults/kv-shop", "vault", "taken"],
  ["Microsoft.KeyVault/vaults/kv-shop", "blob", "PrivateEndpointInvalidGroupId"],
  ["Microsoft.ContainerRegistry/registries/crshop", "registry", "taken"],
  ["Microsoft.ServiceBus/namespaces/sb-shop", "namespace", "taken"],
  ["Microsoft.Cache/redisEnterprise/amr-shop", "redisEnterprise", "taken"],
  ["Microsoft.Cache/redisEnterprise/amr-shop", "redisCache", "PrivateEndpointInvalidGroupId"],
  ["Microsoft.Storage/storageAccounts/stshop", "blob", "taken"],
  ["Microsoft.Network/virtualNetworks/vnet-shop", "vault", "PrivateEndpointInvalidGroupId"],
])("%s as %s: %s", (target, groupId, code) => {
  expect(answerTo("PrivateEndpoint", connectionTo(target, groupId))[0]).toBe(code);
});

test("an endpoint has one connection, to one part of a service", () => {
  const target = "Microsoft.Storage/storageAccounts/stshop";
  expect(answerTo("PrivateEndpoint", { privateLinkServiceConnections: [] })[0]).toBe(
    "InvalidPrivateEndpointConnections",
  );
  expect(answerTo("PrivateEndpoint", connectionTo(target, "blob", "file"))[0]).toBe("PrivateEndpointInvalidGroupId");
});

test.each([
  ["Basic", "PrivateEndpointFeatureNotSupportedOnSku"],
  ["Premium", "taken"],
])("a registry of the SKU %s: %s", (name, code) => {
  const state = stateWith(...network);
  const { token, inputs } = sample("Registry", { sku: { name } });
  newResource(token, "registry", inputs, state);
  const target = connectionTo("Microsoft.ContainerRegistry/registries/crshop", "registry");
  expect(answerTo("PrivateEndpoint", target, state)[0]).toBe(code);
});

test("an endpoint keeps its subnet and its target", () => {
  const state = stateWith(...network, "Vault", "PrivateEndpoint");
  const changed = connectionTo("Microsoft.KeyVault/vaults/kv-shop", "vault");
  expect(answerTo("PrivateEndpoint", changed, state, "PrivateEndpoint")[0]).toBe(
    "CannotChangePrivateLinkConnectionOnPrivateEndpoint",
  );
});

test.each(["PrivateZone", "VirtualNetworkLink"])("a %s is in no region", (type) => {
  expect(answerTo(type, { location: "koreacentral" })).toEqual(["LocationNotAvailableForResourceType", "location"]);
});

test("a network sees one zone of a name", () => {
  const state = stateWith("ResourceGroup", "VirtualNetwork", "PrivateZone", "VirtualNetworkLink");
  expect(answerTo("VirtualNetworkLink", { virtualNetworkLinkName: "again" }, state)).toEqual([
    "Conflict",
    "virtualNetwork.id",
  ]);
});

test("records go into a zone that is there", () => {
  const there = stateWith(...network, "Vault", "PrivateEndpoint");
  expect(answerTo("PrivateDnsZoneGroup", {}, there)[0]).toBe("InvalidResourceReference");
  const withZone = stateWith(...network, "Vault", "PrivateEndpoint", "PrivateZone");
  expect(answerTo("PrivateDnsZoneGroup", {}, withZone)[0]).toBe("taken");
});
