import type { JsonObject } from "@breakwater/plan-views";
import { type AzureState, copyState, createAzureState, readResource, scaleNodes, updateResource } from ".";
import { create, idOf, lock, make, refusal, remove } from "./testing/requests";
import { sample, stateWith } from "./testing/samples";

const group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-shop";

describe("a create", () => {
  test("meets what is there, whoever made it, in the provider's words", () => {
    const azure = stateWith("ResourceGroup", "UserAssignedIdentity");
    const { message, way } = refusal(() => create(azure, "UserAssignedIdentity"));
    expect(message).toContain(`cannot create already existing resource '${idOf(azure, "UserAssignedIdentity")}'`);
    expect(way).toContain("pulumi import");
  });

  test("of a plan of Defender meets it in every subscription, and says how to have it", () => {
    const { message, way, source } = refusal(() => create(createAzureState(), "Pricing"));
    expect(message).toMatch(/^Conflict: cannot create already existing resource '.*\/pricings\/Containers'/);
    expect(way).toContain("az security pricing create");
    expect(source).toMatch(/^https:/);
    const id = `${group.split("/resourceGroups")[0]!}/providers/Microsoft.Security/pricings/Containers`;
    expect(readResource(id, createAzureState())?.state).toMatchObject({ pricingTier: "Free" });
  });

  test("of what comes with its parent is an update, and its delete resets it", () => {
    const azure = stateWith("ResourceGroup", "StorageAccount", "BlobServiceProperties");
    expect(() => create(azure, "BlobServiceProperties", { isVersioningEnabled: true })).not.toThrow();
    lock(azure, idOf(azure, "StorageAccount"));
    expect(() => remove(azure, "BlobServiceProperties")).not.toThrow();
  });
});

describe("a name that is kept", () => {
  const start = new Date("2026-11-30T16:00:00Z");
  const after = (days: number): Date => new Date(start.getTime() + days * 86_400_000);

  test.each([
    ["Workspace", 14, "Conflict"],
    ["keyvault:Vault", 90, "ConflictError"],
  ])("of a %s is free after %d days", (type, days, code) => {
    const azure = stateWith("ResourceGroup", type);
    azure.now = start;
    remove(azure, type);
    const error = refusal(() => create(azure, type));
    expect(error.code).toBe(code);
    expect(error.message).toContain(`It is free again on ${after(days).toISOString().slice(0, 10)}.`);
    expect(error.way).toContain("another name");
    make("ResourceGroup", { resourceGroupName: "rg-other" }, azure, "other");
    expect(refusal(() => create(azure, type, { resourceGroupName: "rg-other" })).code).toBe(code);
    azure.now = after(days - 0.1);
    expect(refusal(() => create(azure, type)).code).toBe(code);
    azure.now = after(days);
    expect(() => create(azure, type)).not.toThrow();
  });

  test("of a purge-protected vault is free after the days that it was made with, and no purge is offered", () => {
    const azure = createAzureState([], { now: start });
    make("ResourceGroup", {}, azure);
    const { properties } = sample("keyvault:Vault").inputs as { properties: JsonObject };
    const guarded = { ...properties, enablePurgeProtection: true, softDeleteRetentionInDays: 7 };
    create(azure, "keyvault:Vault", { properties: guarded });
    remove(azure, "keyvault:Vault");
    expect(refusal(() => create(azure, "keyvault:Vault")).way).toMatch(/^It is purge-protected/);
    azure.now = after(7);
    expect(() => create(azure, "keyvault:Vault")).not.toThrow();
  });

  test("goes with the group that held it, and is kept for good where nobody knows the time", () => {
    const azure = stateWith("ResourceGroup", "Workspace");
    remove(azure, "ResourceGroup");
    expect(azure.resources.size).toBe(0);
    make("ResourceGroup", {}, azure);
    expect(refusal(() => create(azure, "Workspace")).code).toBe("Conflict");
  });

  test.each(["StorageAccount", "UserAssignedIdentity", "servicebus:Namespace"])("is none of a %s", (type) => {
    const azure = stateWith("ResourceGroup", type);
    remove(azure, type);
    expect(() => create(azure, type)).not.toThrow();
  });
});

describe("what a GET answers", () => {
  const cluster = (): AzureState => stateWith("ResourceGroup", "ManagedCluster", "AgentPool");

  test("all pools of a cluster by name, with the nodes that they have now", () => {
    const azure = cluster();
    scaleNodes(azure, idOf(azure, "AgentPool"), 9);
    scaleNodes(azure, `${idOf(azure, "ManagedCluster")}/agentPools/system1`, 4);
    const { agentPoolProfiles } = readResource(idOf(azure, "ManagedCluster"), azure)!.state;
    expect(agentPoolProfiles).toMatchObject([
      { name: "gpu1", count: 9, vmSize: "Standard_NC24ads_A100_v4" },
      { name: "system1", count: 4, mode: "System" },
    ]);
    expect(readResource(idOf(azure, "AgentPool"), azure)!.state).toMatchObject({ count: 9, enableFIPS: false });
  });

  test("the count that a PUT sends; without one, an autoscaled pool keeps its nodes", () => {
    const azure = cluster();
    const bounds = { enableAutoScaling: true, minCount: 2, maxCount: 20 };
    make("AgentPool", { ...bounds, count: 2 }, azure);
    scaleNodes(azure, idOf(azure, "AgentPool"), 15);
    make("AgentPool", { ...bounds, count: undefined as never, tags: { a: "b" } }, azure);
    expect(readResource(idOf(azure, "AgentPool"), azure)!.state.count).toBe(15);
    make("AgentPool", { ...bounds, count: 2 }, azure);
    expect(readResource(idOf(azure, "AgentPool"), azure)!.state.count).toBe(2);
  });

  test("defaults at every depth, and no secret's value", () => {
    const azure = stateWith("ResourceGroup", "keyvault:Vault", "keyvault:Secret");
    expect(readResource(idOf(azure, "keyvault:Vault"), azure)!.state).toMatchObject({
      properties: { softDeleteRetentionInDays: 90, enableRbacAuthorization: true },
    });
    const { state } = readResource(idOf(azure, "keyvault:Secret"), azure)!;
    expect(JSON.stringify(state)).not.toContain("clear");
    expect(state).toMatchObject({ properties: { attributes: { enabled: true } } });
  });

  test("the same as create and update answered, and nothing of what is not there", () => {
    const azure = stateWith("ResourceGroup");
    const { id, state } = create(azure, "StorageAccount");
    expect(readResource(id, azure)!.state).toEqual(state);
    const { token, inputs } = sample("StorageAccount", { tags: { a: "b" } });
    expect(updateResource(token, "StorageAccount", inputs, azure).state).toEqual(readResource(id, azure)!.state);
    expect(readResource(`${id}x`, azure)).toBeUndefined();
  });
});

test("a cluster's PUT names the versions of all its pools, or of none", () => {
  const azure = stateWith("ResourceGroup", "ManagedCluster", "AgentPool");
  const [system] = sample("ManagedCluster").inputs.agentPoolProfiles as [JsonObject];
  const put = (...agentPoolProfiles: JsonObject[]) => make("ManagedCluster", { agentPoolProfiles }, azure);
  const versioned = { ...system, orchestratorVersion: "1.35" };
  const error = refusal(() => put(versioned));
  expect(error.code).toBe("NotAllAgentPoolOrchestratorVersionSpecifiedAndUnchanged");
  expect(error.way).toContain("az aks nodepool upgrade");
  expect(() => put(system)).not.toThrow();
  const gpu = { ...sample("AgentPool").inputs, name: "gpu1", orchestratorVersion: "1.35" };
  expect(() => put(versioned, gpu)).not.toThrow();
});

test("diagnostic settings stay when what they watch is deleted, and are there again when it comes back", () => {
  const azure = stateWith("ResourceGroup", "Workspace", "containerregistry:Registry");
  const resourceUri = idOf(azure, "containerregistry:Registry");
  make(
    "DiagnosticSetting",
    { resourceUri, logs: [{ category: "ContainerRegistryLoginEvents", enabled: true }] },
    azure,
  );
  const id = idOf(azure, "DiagnosticSetting");
  remove(azure, "containerregistry:Registry");
  expect(readResource(id, azure)).toBeUndefined();
  create(azure, "containerregistry:Registry");
  expect(readResource(id, azure)).toBeDefined();
});

test("what is done to a copy of a state leaves the state as it is", () => {
  const azure = stateWith("ResourceGroup", "Workspace");
  const copy = copyState(azure);
  remove(copy, "Workspace");
  expect(readResource(idOf(azure, "Workspace"), azure)).toBeDefined();
  expect(azure.keptNames.size).toBe(0);
});
