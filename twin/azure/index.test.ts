import { execFileSync } from "node:child_process";
import type { JsonObject } from "@breakwater/plan-views";
import { call, createAzureState, newResource } from ".";
import type { AzureState } from ".";
import { make, refusal } from "./testing/requests";
import { sample, samples, stateWith, without } from "./testing/samples";

describe("what Azure takes", () => {
  test.each(Object.keys(samples).filter((token) => !token.endsWith(":Pricing")))(
    "%s: the sample, with the outputs, and twice the same",
    (token) => {
      const first = newResource(token, "shop", samples[token]!);
      expect(first).toEqual(newResource(token, "shop", samples[token]!));
      expect(first.state).toMatchObject({
        name: expect.any(String) as string,
        type: expect.any(String) as string,
      });
      expect(first.id.endsWith(`/${String(first.state.name)}`)).toBe(true);
    },
  );

  test.each<[type: string, id: string]>([
    ["ResourceGroup", ""],
    ["AgentPool", "/providers/Microsoft.ContainerService/managedClusters/aks-shop/agentPools/gpu1"],
    ["Subnet", "/providers/Microsoft.Network/virtualNetworks/vnet-shop/subnets/snet-nodes"],
    ["Secret", "/providers/Microsoft.KeyVault/vaults/kv-shop/secrets/api-key"],
    ["Registry", "/providers/Microsoft.ContainerRegistry/registries/crshop"],
    [
      "FederatedIdentityCredential",
      "/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-shop/federatedIdentityCredentials/shop-app",
    ],
  ])("the id of a %s is ARM's", (type, id) => {
    expect(make(type).id).toBe(`/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop${id}`);
  });

  test("a resource without a name gets one that its type allows", () => {
    const { token, inputs } = sample("RoleAssignment");
    expect(newResource(token, "grant", inputs).state.name).toMatch(/^[0-9a-f-]{36}$/);
    const unnamed = without(sample("UserAssignedIdentity").inputs, "resourceName");
    expect(newResource("azure-native:managedidentity:UserAssignedIdentity", "app", unnamed).state.name).toMatch(
      /^app[0-9a-f]{8}$/,
    );
  });

  test("a token with an API version is the same type", () => {
    expect(
      newResource("azure-native:resources/v20240301:ResourceGroup", "rg", sample("ResourceGroup").inputs).state.name,
    ).toBe("rg-shop");
  });

  test("a type that the simulation does not know is an error that says so", () => {
    expect(() => newResource("azure-native:compute:Disk", "disk", {})).toThrow(
      /does not know azure-native:compute:Disk; it knows .*Vault/,
    );
    expect(() => call("azure-native:compute:getDisk", {})).toThrow(/does not know azure-native:compute:getDisk/);
  });

  test("a location comes from the resource group where none is given", () => {
    expect(make("Registry", {}, stateWith("ResourceGroup")).state.location).toBe("koreacentral");
  });
});

describe("read-only outputs", () => {
  test("a cluster has its issuer, its kubelet's identity and its address", () => {
    const { state } = make("ManagedCluster", { oidcIssuerProfile: { enabled: true } });
    expect(state).toMatchObject({
      fqdn: expect.stringMatching(/^aks-shop-[0-9a-f]{8}\.hcp\.koreacentral\.azmk8s\.io$/) as string,
      nodeResourceGroup: "MC_rg-shop_aks-shop_koreacentral",
      oidcIssuerProfile: {
        enabled: true,
        issuerURL: expect.stringMatching(/^https:\/\/koreacentral\.oic\.prod-aks\.azure\.com\/.*\/$/) as string,
      },
      identityProfile: { kubeletidentity: { objectId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string } },
    });
    expect(make("ManagedCluster").state).not.toHaveProperty("oidcIssuerProfile");
  });

  test("registry, vault and identity have their addresses and principals", () => {
    expect(make("Registry").state.loginServer).toBe("crshop.azurecr.io");
    expect(make("Vault").state.properties).toMatchObject({ vaultUri: "https://kv-shop.vault.azure.net/" });
    const { principalId, clientId } = make("UserAssignedIdentity").state;
    expect(principalId).not.toBe(clientId);
  });

  test("the value of a vault's secret does not come back", () => {
    expect(JSON.stringify(make("Secret").state.properties)).not.toContain("clear");
  });
});

describe("required properties", () => {
  test.each<[type: string, changes: JsonObject, code: string, target: string]>([
    ["ResourceGroup", { location: null }, "LocationRequired", "location"],
    ["VirtualNetwork", { addressSpace: {} }, "InvalidRequestContent", "addressSpace.addressPrefixes"],
    ["Subnet", { addressPrefix: null }, "AddressPrefixStringCannotBeNullOrEmpty", "addressPrefix"],
    ["Registry", { sku: {} }, "InvalidRequestContent", "sku.name"],
    ["Registry", { resourceGroupName: null }, "InvalidRequestContent", "resourceGroupName"],
    ["AgentPool", { vmSize: null }, "InvalidParameter", "vmSize"],
    ["FederatedIdentityCredential", { subject: "" }, "BadRequest", "subject"],
    ["RoleAssignment", { principalId: null }, "InvalidRequestContent", "principalId"],
  ])("%s with %j is refused: %s", (type, changes, code, target) => {
    expect(refusal(() => make(type, changes))).toMatchObject({ code, target });
  });
});

describe("a type's own rules", () => {
  const vault = samples["azure-native:keyvault:Vault"]!.properties as JsonObject;

  test.each<[what: string, type: string, changes: JsonObject, code: string]>([
    [
      "purge protection cannot be false",
      "Vault",
      { properties: { ...vault, enablePurgeProtection: false } },
      "BadRequest",
    ],
    [
      "a deleted vault is kept from 7 to 90 days",
      "Vault",
      { properties: { ...vault, softDeleteRetentionInDays: 6 } },
      "BadRequest",
    ],
    [
      "a vault without RBAC needs access policies",
      "Vault",
      { properties: { ...vault, enableRbacAuthorization: false } },
      "BadRequest",
    ],
    ["zones need a Premium registry", "Registry", { zoneRedundancy: "Enabled" }, "SkuNotSupported"],
    [
      "an issuer is an https address",
      "FederatedIdentityCredential",
      { issuer: "http://issuer.example/" },
      "BadRequest",
    ],
    ["a credential has one audience", "FederatedIdentityCredential", { audiences: [] }, "BadRequest"],
    ["a principal is a GUID", "RoleAssignment", { principalId: "me" }, "InvalidPrincipalId"],
    ["a role is named by its whole id", "RoleAssignment", { roleDefinitionId: "AcrPull" }, "InvalidRoleDefinitionId"],
    [
      "an address prefix is a block",
      "VirtualNetwork",
      { addressSpace: { addressPrefixes: ["10.0.0.1/16"] } },
      "InvalidCIDRNotation",
    ],
  ])("%s", (_, type, changes, code) => {
    expect(refusal(() => make(type, changes)).code).toBe(code);
  });
});

test("plain Node.js loads the simulation by require, without flags", () => {
  const script = `const azure = require("./twin/azure/simulated-azure.cjs");
    const { id } = azure.newResource("azure-native:resources:ResourceGroup", "rg", { resourceGroupName: "rg-x", location: "eastus" });
    console.log(JSON.stringify([id, azure.call("azure-native:authorization:getClientConfig", {}).tenantId]));`;
  const stdout = execFileSync(process.execPath, ["-e", script], { cwd: `${__dirname}/../..`, encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual([
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-x",
    "11111111-1111-1111-1111-111111111111",
  ]);
});

test("plain Node.js updates, reads and deletes by the same module, over entries of its own", () => {
  const script = `const azure = require("./twin/azure/simulated-azure.cjs");
    const state = azure.createAzureState([], { now: new Date("2026-11-30T16:00:00Z") });
    const token = "azure-native:operationalinsights:Workspace";
    const group = { resourceGroupName: "rg-x", location: "eastus" };
    const inputs = { resourceGroupName: "rg-x", workspaceName: "log-x", location: "eastus" };
    const { id } = azure.newResource("azure-native:resources:ResourceGroup", "rg", group);
    state.resources.set(id.toLowerCase(), { id, madeBy: "rg", token: "azure-native:resources:ResourceGroup", inputs: group });
    const made = azure.createResource(token, "logs", inputs, state);
    azure.updateResource(token, "logs", { ...inputs, retentionInDays: 60 }, state);
    const { retentionInDays } = azure.readResource(made.id, azure.copyState(state)).state;
    azure.deleteResource(token, made.id, state);
    let code;
    try { azure.createResource(token, "logs", inputs, state); } catch (error) { code = error.code; }
    const { replaces } = azure.judgeChange(token, inputs, { ...inputs, location: "westus" });
    console.log(JSON.stringify([retentionInDays, code, replaces, azure.immutablePaths(token).length > 0]));`;
  const stdout = execFileSync(process.execPath, ["-e", script], { cwd: `${__dirname}/../..`, encoding: "utf8" });
  expect(JSON.parse(stdout)).toEqual([60, "Conflict", ["location"], true]);
});

test("the module hands every given property back as it was given, so that a plugin sees no change in a second run", () => {
  const inputs = {
    resourceGroupName: "rg-x",
    vaultName: "kv-x",
    location: "eastus",
    properties: { tenantId: "1", sku: { family: "A", name: "standard" }, enableRbacAuthorization: true },
  };
  const script = `const { newResource } = require("./twin/azure/simulated-azure.cjs");
    const { state } = newResource("azure-native:keyvault:Vault", "vault", ${JSON.stringify(inputs)});
    console.log(JSON.stringify({ state, vaultUri: state.properties.vaultUri }));`;
  const stdout = execFileSync(process.execPath, ["-e", script], { cwd: `${__dirname}/../..`, encoding: "utf8" });
  const { state, vaultUri } = JSON.parse(stdout) as { state: { properties: unknown }; vaultUri: string };
  expect(state).toMatchObject({ ...inputs, name: "kv-x" });
  expect(state.properties).toEqual(inputs.properties);
  expect(vaultUri).toBe("https://kv-x.vault.azure.net/");
});

test("a cluster's issuer is to be had by call, with and without a state", () => {
  const args = { resourceGroupName: "rg", resourceName: "aks" };
  const issuer = (state?: AzureState) => call("azure-native:containerservice:getManagedCluster", args, state);
  expect(issuer()).toHaveProperty("oidcIssuerProfile.issuerURL");
  expect(refusal(() => issuer(createAzureState())).code).toBe("ResourceNotFound");
});
