import type { JsonObject } from "@breakwater/plan-views";
import { type AzureState, updateResource } from ".";
import { create, idOf, lock, make, refusal, remove } from "./testing/requests";
import { sample, stateWith } from "./testing/samples";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop";

describe("a lock", () => {
  test.each(["keyvault:Vault", "ResourceGroup"])("on the vault holds the %s", (type) => {
    const azure = stateWith("ResourceGroup", "keyvault:Vault");
    lock(azure, idOf(azure, "keyvault:Vault"));
    const error = refusal(() => remove(azure, type));
    expect(error).toMatchObject({ code: "ScopeLocked", way: expect.stringContaining("Remove the lock") as string });
    remove(azure, "ManagementLockByScope");
    expect(() => remove(azure, type)).not.toThrow();
  });

  test("holds the role assignments, settings and endpoints of what it locks", () => {
    const azure = stateWith("ResourceGroup", "VirtualNetwork", "network:Subnet", "Workspace", "keyvault:Vault");
    const vault = idOf(azure, "keyvault:Vault");
    make("RoleAssignment", { scope: vault }, azure);
    make("DiagnosticSetting", {}, azure);
    make("PrivateEndpoint", {}, azure);
    lock(azure, vault);
    for (const type of ["RoleAssignment", "DiagnosticSetting", "PrivateEndpoint"])
      expect(refusal(() => remove(azure, type)).code).toBe("ScopeLocked");
    expect(() => make("RoleAssignment", { scope: group }, azure, "other")).not.toThrow();
  });

  test("of the level ReadOnly lets nothing be written below it either", () => {
    const azure = stateWith("ResourceGroup", "keyvault:Vault");
    lock(azure, idOf(azure, "keyvault:Vault"), "ReadOnly");
    expect(refusal(() => make("keyvault:Vault", { tags: { a: "b" } }, azure)).code).toBe("ScopeLocked");
    expect(refusal(() => make("keyvault:Secret", {}, azure)).code).toBe("ScopeLocked");
    expect(() => make("UserAssignedIdentity", {}, azure)).not.toThrow();
  });
});

describe("a resource that is in use", () => {
  const networked = (): AzureState => {
    const azure = stateWith("ResourceGroup", "PublicIPAddress", "NatGateway", "NetworkSecurityGroup", "VirtualNetwork");
    const attached = {
      natGateway: { id: idOf(azure, "NatGateway") },
      networkSecurityGroup: { id: idOf(azure, "NetworkSecurityGroup") },
    };
    make("network:Subnet", attached, azure);
    const [system] = sample("ManagedCluster").inputs.agentPoolProfiles as [JsonObject];
    make("ManagedCluster", { agentPoolProfiles: [{ ...system, vnetSubnetID: idOf(azure, "network:Subnet") }] }, azure);
    return azure;
  };

  test.each([
    ["network:Subnet", "InUseSubnetCannotBeDeleted"],
    ["VirtualNetwork", "InUseSubnetCannotBeDeleted"],
    ["NetworkSecurityGroup", "InUseNetworkSecurityGroupCannotBeDeleted"],
    ["NatGateway", "CannotDeleteNatGatewayAssociatedToSubnet"],
    ["PublicIPAddress", "PublicIPAddressCannotBeDeleted"],
  ])("a %s is not deleted: %s", (type, code) => {
    const azure = networked();
    const { message, ...error } = refusal(() => remove(azure, type));
    expect(error).toMatchObject({ code, way: expect.any(String) as string, source: expect.any(String) as string });
    expect(message).toContain("in use by");
  });

  test("goes when its users are gone, in that order, or with the whole group", () => {
    const azure = networked();
    const order = [
      "ManagedCluster",
      "network:Subnet",
      "NatGateway",
      "PublicIPAddress",
      "NetworkSecurityGroup",
      "VirtualNetwork",
    ];
    for (const type of order) remove(azure, type);
    expect([...azure.resources.values()].map(({ madeBy }) => madeBy)).toEqual(["ResourceGroup"]);
    const whole = networked();
    remove(whole, "ResourceGroup");
    expect(whole.resources.size).toBe(0);
  });

  test("a subnet keeps its range while a cluster is in it, and an empty one changes it", () => {
    const subnet = { ...sample("network:Subnet").inputs, addressPrefix: "10.0.0.0/21" };
    const { token } = sample("network:Subnet");
    const used = networked();
    const attached = used.resources.get(idOf(used, "network:Subnet").toLowerCase())!.inputs;
    const error = refusal(() =>
      updateResource(token, "network:Subnet", { ...attached, addressPrefix: "10.0.0.0/21" }, used),
    );
    expect(error.code).toBe("InUsePrefixCannotBeDeleted");
    const empty = stateWith("ResourceGroup", "VirtualNetwork", "network:Subnet");
    expect(() => updateResource(token, "network:Subnet", subnet, empty)).not.toThrow();
  });

  test("a network keeps the range of its subnets", () => {
    const azure = stateWith("ResourceGroup", "VirtualNetwork", "network:Subnet");
    const space = (...addressPrefixes: string[]) => ({ addressSpace: { addressPrefixes } });
    expect(() => make("VirtualNetwork", space("10.0.0.0/15"), azure)).not.toThrow();
    expect(refusal(() => make("VirtualNetwork", space("10.1.0.0/16"), azure)).code).toBe("NetcfgInvalidSubnet");
  });

  test("a zone goes after its links", () => {
    const azure = stateWith("ResourceGroup", "VirtualNetwork", "PrivateZone", "VirtualNetworkLink");
    expect(refusal(() => remove(azure, "PrivateZone")).code).toBe("CannotDeleteResource");
    remove(azure, "VirtualNetworkLink");
    expect(() => remove(azure, "PrivateZone")).not.toThrow();
  });
});

describe("the delete of a vault's secret", () => {
  const officer =
    "/subscriptions/0/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7";
  const withRole = (azure: AzureState): AzureState => {
    const { objectId } = azure.deployer;
    make("RoleAssignment", { principalId: objectId, principalType: "User", roleDefinitionId: officer }, azure);
    return azure;
  };
  const { properties } = sample("keyvault:Vault").inputs as { properties: JsonObject };
  const closed = (changes: JsonObject): AzureState => {
    const azure = stateWith("ResourceGroup");
    make("keyvault:Vault", { properties: { ...properties, ...changes } }, azure);
    make("keyvault:Secret", {}, azure);
    return azure;
  };

  test.each<[what: string, azure: () => AzureState, says: string]>([
    ["a role for data", () => closed({}), "Caller is not authorized"],
    [
      "a way to the vault",
      () => withRole(closed({ publicNetworkAccess: "Disabled" })),
      "Public network access is disabled",
    ],
    [
      "an address that it lets in",
      () => withRole(closed({ networkAcls: { defaultAction: "Deny" } })),
      "Client address",
    ],
  ])("needs %s", (_, azure, says) => {
    const state = azure();
    const error = refusal(() => remove(state, "keyvault:Secret"));
    expect(error.code).toBe("Forbidden");
    expect(error.message).toContain(says);
    expect(error.way).toContain("retainOnDelete");
  });

  test("keeps the secret's name, and asks no lock", () => {
    const azure = withRole(closed({}));
    lock(azure, idOf(azure, "keyvault:Vault"));
    remove(azure, "keyvault:Secret");
    expect(refusal(() => create(azure, "keyvault:Secret")).message).toContain("deleted but recoverable");
    expect(() => create(azure, "keyvault:Secret", { secretName: "api-key-2" })).not.toThrow();
  });

  test("is not asked where the whole vault goes", () => {
    const azure = closed({ publicNetworkAccess: "Disabled" });
    remove(azure, "keyvault:Vault");
    expect([...azure.resources.keys()]).toHaveLength(1);
  });
});
