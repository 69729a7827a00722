import * as pulumi from "@pulumi/pulumi";
import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { ContainerRegistry, type ContainerRegistryArgs } from "./container-registry";
import { roleIds } from "./roles";

const registry = "azure-native:containerregistry:Registry";
const role = "azure-native:authorization:RoleAssignment";

const args: ContainerRegistryArgs = {
  resourceGroupName: "rg",
  registryName: "crtest123",
  sku: "Premium",
  pullerObjectId: "kubelet-object",
};
const register = (changed: Partial<ContainerRegistryArgs> = {}, preview = false) =>
  registerResources([registry, role], () => new ContainerRegistry("registry", { ...args, ...changed }), { preview });

test("A5: nobody has a password for it", async () => {
  expect.assertions(1);
  expect((await register()).resource(registry).inputs).toMatchObject({ adminUserEnabled: false });
});

test("A5: the kubelet's identity may pull, and only from this registry", async () => {
  expect.assertions(2);
  const { inputs } = (await register()).resource(role);
  expect(inputs).toMatchObject({ principalId: "kubelet-object", principalType: "ServicePrincipal" });
  expect([inputs["scope"], inputs["roleDefinitionId"]]).toEqual([
    expect.stringMatching(/\/registry$/),
    expect.stringContaining(roleIds.acrPull),
  ]);
});

test.each([
  [true, "Enabled"],
  [false, "Disabled"],
  [undefined, "Disabled"],
])("zoneRedundant %s is %s to Azure", async (zoneRedundant, zoneRedundancy) => {
  expect.assertions(1);
  expect((await register({ zoneRedundant })).resource(registry).inputs).toMatchObject({ zoneRedundancy });
});

test.each<[string[] | undefined, unknown]>([
  [undefined, "Enabled"],
  [[], "Disabled"],
  [["203.0.113.0/24"], "Enabled"],
])("allowedIpRanges %j: public access is %s", async (allowedIpRanges, publicNetworkAccess) => {
  expect.assertions(2);
  const { inputs } = (await register({ allowedIpRanges })).resource(registry);
  expect(inputs["publicNetworkAccess"]).toBe(publicNetworkAccess);
  expect(inputs["networkRuleSet"]).toEqual(
    allowedIpRanges && {
      defaultAction: "Deny",
      ipRules: allowedIpRanges.map((iPAddressOrRange) => ({ action: "Allow", iPAddressOrRange })),
    },
  );
});

test("a name that is known only later is checked when it is", async () => {
  expect.assertions(1);
  const { component } = await register({ registryName: pulumi.output("crlater") });
  expect((await settled(component.loginServer)).value).toBe("crlater.azurecr.io");
});

test("in a preview the login server is not known yet", async () => {
  expect.assertions(1);
  const { component } = await register({}, true);
  expect((await settled(component.loginServer)).unknown).toBe(true);
});

test.each<[string, Partial<ContainerRegistryArgs>, string, string]>([
  ["a hyphen in the name", { registryName: "cr-test" }, "registryName", "5 to 50 lower-case letters and digits"],
  ["an unknown SKU", { sku: "Gold" as "Basic" }, "sku", "one of Basic, Standard, Premium"],
  ["zones on Standard", { sku: "Standard", zoneRedundant: true }, "zoneRedundant", "false with the SKU Standard"],
  ["a firewall on Basic", { sku: "Basic", allowedIpRanges: [] }, "allowedIpRanges", "left out with the SKU Basic"],
  [
    "a host in the firewall",
    { allowedIpRanges: ["ci.example.com"] },
    "allowedIpRanges[0]",
    "an IPv4 address or a network",
  ],
])("refuses %s", async (_case, changed, propertyPath, allowed) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toMatchObject({
    errors: [{ propertyPath, reason: expect.stringContaining(`must be ${allowed}`) }],
  });
});
