import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { PrivateEndpoint, type PrivateEndpointArgs } from "./private-endpoint";
import { privateLinks, type PrivateService } from "./private-link";

const ENDPOINT = "azure-native:network:PrivateEndpoint";
const RECORDS = "azure-native:network:PrivateDnsZoneGroup";
const ZONE = "azure-native:privatedns:PrivateZone";
const LINK = "azure-native:privatedns:VirtualNetworkLink";

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
  registerResources([ENDPOINT, RECORDS, ZONE, LINK], () => new PrivateEndpoint("vault", { ...args, ...changed }), {
    preview,
  });

test("the endpoint has an address in the subnet, and the service's own name leads to it", async () => {
  expect.assertions(4);
  const { resource } = await register();
  expect(resource(ENDPOINT).inputs).toMatchObject({
    privateEndpointName: "pe-vault",
    location: "koreacentral",
    tags: { product: "breakwater" },
    subnet: { id: "/subnet" },
    privateLinkServiceConnections: [{ name: "vault", privateLinkServiceId: "/vault", groupIds: ["vault"] }],
  });
  expect(resource(ZONE).inputs).toMatchObject({
    privateZoneName: "privatelink.vaultcore.azure.net",
    location: "global",
    tags: { product: "breakwater" },
  });
  expect(resource(LINK).inputs).toMatchObject({ virtualNetwork: { id: "/network" }, registrationEnabled: false });
  expect(resource(RECORDS).inputs).toMatchObject({
    privateEndpointName: "pe-vault",
    privateDnsZoneConfigs: [{ name: "vault", privateDnsZoneId: expect.stringMatching(/vault-zone$/) }],
  });
});

test.each(Object.entries(privateLinks))("%s has its own zone and group", async (service, { groupId, zone }) => {
  expect.assertions(2);
  const { resource } = await register({ service: service as PrivateService });
  expect(resource(ENDPOINT).inputs["privateLinkServiceConnections"][0].groupIds).toEqual([groupId]);
  expect(resource(ZONE).inputs["privateZoneName"]).toBe(zone);
});

test("a name that has no endpoint here is looked up outside", async () => {
  expect.assertions(1);
  expect((await register()).resource(LINK).inputs["resolutionPolicy"]).toBe("NxDomainRedirect");
});

test("its id is known once the name leads there", async () => {
  expect.assertions(3);
  const { component, resource } = await register();
  expect(resource(RECORDS).options.dependencies).toContain("vault-link");
  expect((await settled(component.id)).value).toMatch(/vault$/);
  expect((await settled((await register({}, true)).component.id)).unknown).toBe(true);
});

test("all wrong arguments come at once", async () => {
  expect.assertions(1);
  await expect(register({ endpointName: "-", service: "mail" as "vault" })).rejects.toMatchObject({
    errors: [{ propertyPath: "endpointName" }, { propertyPath: "service" }],
  });
});
