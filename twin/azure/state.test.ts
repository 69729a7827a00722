import type { JsonObject } from "@breakwater/plan-views";
import { createAzureState, newResource } from ".";
import { make, refusal } from "./testing/requests";
import { sample, samples, stateWith, without } from "./testing/samples";

describe("with a state", () => {
  test.each<[type: string, there: string[], code: string]>([
    ["Registry", [], "ResourceGroupNotFound"],
    ["AgentPool", ["ResourceGroup"], "ParentResourceNotFound"],
    ["Secret", ["ResourceGroup"], "ParentResourceNotFound"],
    ["RoleAssignment", [], "ResourceGroupNotFound"],
  ])("a %s where there is %j: %s", (type, there, code) => {
    expect(refusal(() => make(type, {}, stateWith(...there))).code).toBe(code);
  });

  test("a parent is found whatever the case of its name", () => {
    expect(() => make("Registry", { resourceGroupName: "RG-Shop" }, stateWith("ResourceGroup"))).not.toThrow();
  });

  test("the same resource again is an update, the same id from another resource a clash", () => {
    const state = stateWith("ResourceGroup", "Registry");
    expect(() => make("Registry", { tags: { a: "b" } }, state)).not.toThrow();
    expect(refusal(() => make("Registry", {}, state, "other"))).toMatchObject({
      code: "Conflict",
      message: expect.stringContaining("cannot create already existing resource") as string,
    });
  });

  test.each([
    ["Vault", "vaultName", "vaults/KV-Shop", "VaultAlreadyExists"],
    ["Registry", "registryName", "registries/crshop", "AlreadyInUse"],
  ])("the name of a %s is unique in all of Azure", (type, _input, taken, code) => {
    const elsewhere = createAzureState([taken]);
    make("ResourceGroup", {}, elsewhere);
    expect(refusal(() => make(type, {}, elsewhere)).code).toBe(code);

    const inOtherGroup = stateWith("ResourceGroup", type);
    make("ResourceGroup", { resourceGroupName: "rg-other" }, inOtherGroup, "other");
    expect(refusal(() => make(type, { resourceGroupName: "rg-other" }, inOtherGroup, "other")).code).toBe(code);
  });

  test("what cannot change is refused in an update, with both values", () => {
    const state = stateWith("ResourceGroup", "ManagedCluster", "AgentPool");
    expect(() => make("AgentPool", { count: 3 }, state)).not.toThrow();
    const error = refusal(() => make("AgentPool", { vmSize: "Standard_D8s_v5" }, state));
    expect(error.code).toBe("PropertyChangeNotAllowed");
    expect(error.message).toContain('"Standard_NC24ads_A100_v4"');
    expect(error.message).toContain('"Standard_D8s_v5"');
  });

  test("purge protection is never switched off again", () => {
    const state = stateWith("ResourceGroup");
    const properties = {
      ...(samples["azure-native:keyvault:Vault"]!.properties as JsonObject),
      enablePurgeProtection: true,
    };
    make("Vault", { properties }, state);
    expect(refusal(() => make("Vault", {}, state))).toMatchObject({
      code: "BadRequest",
      target: "properties.enablePurgeProtection",
    });
  });

  test.each([
    ["outside of the network", "10.1.0.0/24"],
    ["in another subnet", "10.0.1.0/24"],
  ])("a subnet %s is refused", (_, addressPrefix) => {
    const state = stateWith("ResourceGroup", "VirtualNetwork", "Subnet");
    expect(refusal(() => make("Subnet", { subnetName: "snet-2", addressPrefix }, state, "second")).code).toBe(
      "NetcfgInvalidSubnet",
    );
    expect(() =>
      make("Subnet", { subnetName: "snet-2", addressPrefix: "10.0.16.0/24" }, state, "second"),
    ).not.toThrow();
  });

  test("issuer and subject are unique on an identity, and 20 credentials are the most", () => {
    const state = stateWith("ResourceGroup", "UserAssignedIdentity", "FederatedIdentityCredential");
    const name = "federatedIdentityCredentialResourceName";
    expect(refusal(() => make("FederatedIdentityCredential", { [name]: "again" }, state, "again")).code).toBe(
      "Conflict",
    );
    for (let count = 2; count <= 20; count++) {
      make(
        "FederatedIdentityCredential",
        { [name]: `more-${count}`, subject: `subject-${count}` },
        state,
        `more-${count}`,
      );
    }
    expect(
      refusal(() => make("FederatedIdentityCredential", { [name]: "more-21", subject: "subject-21" }, state, "more-21"))
        .code,
    ).toBe("BadRequest");
  });

  test("a role is assigned once, and to a new identity only with its type", () => {
    const state = stateWith("ResourceGroup", "RoleAssignment");
    expect(refusal(() => make("RoleAssignment", {}, state, "again")).code).toBe("RoleAssignmentExists");
    const { principalId } = make("UserAssignedIdentity", {}, state).state;
    const withoutType = without(sample("RoleAssignment", { principalId: principalId! }).inputs, "principalType");
    const assign = (inputs: JsonObject) =>
      newResource("azure-native:authorization:RoleAssignment", "app", inputs, state);
    expect(refusal(() => assign(withoutType)).code).toBe("PrincipalNotFound");
    expect(() => assign({ ...withoutType, principalType: "ServicePrincipal" })).not.toThrow();
  });

  test("a refused request leaves no trace", () => {
    const state = stateWith("ResourceGroup");
    const before = [...state.resources.keys()];
    refusal(() => make("Registry", { registryName: "no" }, state));
    expect([...state.resources.keys()]).toEqual(before);
  });
});
