import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { SessionStore, type SessionStoreArgs } from "./session-store";

const store = "azure-native:redisenterprise:RedisEnterprise";
const database = "azure-native:redisenterprise:Database";
const assignment = "azure-native:redisenterprise:AccessPolicyAssignment";
const secret = "azure-native:keyvault:Secret";

const args: SessionStoreArgs = {
  resourceGroupName: "rg",
  storeName: "redis-test",
  sku: "Balanced_B3",
  highAvailability: true,
  auth: { type: "key", vaultName: "kv-test" },
  tags: { a: "b" },
};
const calls = { "azure-native:redisenterprise:listDatabaseKeys": () => ({ primaryKey: "hush", secondaryKey: "also" }) };
const register = (changed: Partial<SessionStoreArgs> = {}, preview = false) =>
  registerResources(
    [store, database, assignment, secret],
    () => new SessionStore("sessions", { ...args, ...changed }),
    { preview, calls },
  );

test("C2: TLS on 10000 and nothing else", async () => {
  expect.assertions(3);
  const { component, resource } = await register();
  expect(resource(database).inputs).toMatchObject({ clientProtocol: "Encrypted", port: 10_000 });
  expect(resource(store).inputs).toMatchObject({
    minimumTlsVersion: "1.2",
    sku: { name: "Balanced_B3" },
    tags: { a: "b" },
  });
  const outputs = await Promise.all([settled(component.host), settled(component.port), settled(component.tls)]);
  expect(outputs.map(({ value }) => value)).toEqual(["redis-test.koreacentral.redis.azure.net", 10_000, true]);
});

test("one Redis to its clients: scripts over several keys work, and only what may expire is evicted", async () => {
  expect.assertions(1);
  expect((await register()).resource(database).inputs).toMatchObject({
    clusteringPolicy: "NoCluster",
    evictionPolicy: "VolatileLRU",
  });
});

test.each([
  [true, "Enabled", undefined, "Enabled"],
  [false, "Disabled", true, "Disabled"],
])("a replica %s is %s; private only %s is public access %s", async (on, said, privateOnly, publicNetworkAccess) => {
  expect.assertions(1);
  const { resource } = await register({ highAvailability: on, privateOnly });
  expect(resource(store).inputs).toMatchObject({ highAvailability: said, publicNetworkAccess });
});

test("by key: the key goes into the vault, as a secret to Pulumi", async () => {
  expect.assertions(3);
  const { resource, listed } = await register();
  expect(listed).toEqual(["Database sessions-database", "RedisEnterprise sessions", "Secret sessions-key"]);
  expect(resource(database).inputs).toMatchObject({ accessKeysAuthentication: "Enabled" });
  expect(resource(secret).inputs).toMatchObject({
    vaultName: "kv-test",
    secretName: "redis-password",
    properties: { value: { value: "hush" } },
  });
});

test("by Entra ID: there is no key, and users are let in one after the other", async () => {
  expect.assertions(4);
  const { resource, listed } = await register({
    auth: { type: "entra", users: { app: "object-1", worker: "object-2" } },
  });
  expect(listed.filter((name) => name.startsWith("Secret"))).toEqual([]);
  expect(resource(database).inputs).toMatchObject({ accessKeysAuthentication: "Disabled" });
  expect(resource(assignment, "sessions-app").inputs).toMatchObject({
    accessPolicyName: "default",
    accessPolicyAssignmentName: "app",
    user: { objectId: "object-1" },
  });
  expect(resource(assignment, "sessions-worker").options.dependencies).toContain("sessions-app");
});

test("in a preview no key is asked for, and the host is not known", async () => {
  expect.assertions(2);
  const { component, resource } = await register({}, true);
  expect((await settled(component.host)).unknown).toBe(true);
  expect(JSON.stringify(resource(secret).inputs)).not.toContain("hush");
});

test.each<[string, Partial<SessionStoreArgs>, string, string]>([
  ["two hyphens in a row", { storeName: "redis--test" }, "storeName", "1 to 60 letters"],
  ["more memory than one node has", { sku: "Balanced_B50" }, "sku", "a SKU of Azure Managed Redis of at most 24 GB"],
  ["a SKU of the old service", { sku: "Premium_P1" }, "sku", "a SKU of Azure Managed Redis"],
  ["another way to log in", { auth: { type: "none" } as never }, "auth.type", "one of key, entra"],
  [
    "a secret's name with a dot",
    { auth: { type: "key", vaultName: "kv", secretName: "a.b" } },
    "auth.secretName",
    "1 to",
  ],
  ["a user with a hyphen", { auth: { type: "entra", users: { "a-b": "o" } } }, 'auth.users["a-b"]', "1 to 60 letters"],
])("refuses %s", async (_case, changed, propertyPath, allowed) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toMatchObject({
    errors: [{ propertyPath, reason: expect.stringContaining(`must be ${allowed}`) }],
  });
});
