import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { PrivateEndpoint, type PrivateEndpointArgs } from "./private-endpoint";
import { privateLinks, type PrivateService } from "./private-link";

const endpoint = "azure-native:network:PrivateEndpoint";
const records = "azure-native:network:PrivateDnsZoneGroup";
const zoneType = "azure-native:privatedns:PrivateZone";
const link = "azure-native:privatedns:VirtualNetworkLink";

const args: PrivateEndpointArgs = {
  resourceGroupName: "rg",
  location: "koreacentral",
  tags: { product: "breakwater" },
  endpointName: "pe-vault",
  service: "vault",
  targetId: "/vault",
  networkId: "/network",
  subnetId: "/subnet",
};
const register = (changed: Partial<PrivateEndpointArgs> = {}, preview = false) =>
  registerResources([endpoint, records, zoneType, link], () => new PrivateEndpoint("vault", { ...args, ...changed }), {
    preview,
  });

test("the endpoint has an address in the subnet, and the service's own name leads to it", async () => {
  expect.assertions(4);
  const { resource } = await register();
  expect(resource(endpoint).inputs).toMatchObject({
    privateEndpointName: "pe-vault",
    location: "koreacentral",
    tags: { product: "breakwater" },
    subnet: { id: "/subnet" },
    privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: "/vault", groupIds: ["vault"] }],
  });
  expect(resource(zoneType).inputs).toMatchObject({
    privateZoneName: "privatelink.vaultcore.azure.net",
    location: "global",
    tags: { product: "breakwater" },
  });
  expect(resource(link).inputs).toMatchObject({ virtualNetwork: { id: "/network" }, registrationEnabled: false });
  expect(resource(records).inputs).toMatchObject({
    privateEndpointName: "pe-vault",
    privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: expect.stringMatching(/vault-zone$/) }],
  });
});

test.each(Object.entries(privateLinks))("%s has its own zone and group", async (service, { groupId, zone }) => {
  expect.assertions(2);
  const { resource } = await register({ service: service as PrivateService });
  expect(resource(endpoint).inputs["privateLinkServiceConnections"][0].groupIds).toEqual([groupId]);
  expect(resource(zoneType).inputs["privateZoneName"]).toBe(zone);
});

test("a name that has no endpoint here is looked up outside", async () => {
  expect.assertions(1);
  expect((await register()).resource(link).inputs["resolutionPolicy"]).toBe("NxDomainRedirect");
});

test("its id is known once the name leads there", async () => {
  expect.assertions(3);
  const { component, resource } = await register();
  expect(resource(records).options.dependencies).toContain("vault-link");
  expect((await settled(component.id)).value).toMatch(/vault$/);
  expect((await settled((await register({}, true)).component.id)).unknown).toBe(true);
});

test("all wrong arguments come at once", async () => {
  expect.assertions(1);
  await expect(register({ endpointName: "-", service: "mail" as "vault" })).rejects.toMatchObject({
    errors: [{ propertyPath: "endpointName" }, { propertyPath: "service" }],
  });
});
