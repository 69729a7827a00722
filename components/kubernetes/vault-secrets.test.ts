import { notYetKnown, registerObjects } from "../../tests/support/kubernetes-objects";
import { VaultSecrets, type VaultSecretsArgs } from "./vault-secrets";

const store = "kubernetes:external-secrets.io/v1:ClusterSecretStore";
const secret = "kubernetes:external-secrets.io/v1:ExternalSecret";
const args: VaultSecretsArgs = {
  namespace: "production",
  vaultUri: "https://kv-bw-prod-abc123.vault.azure.net/",
  tenantId: "11111111-2222-3333-4444-555555555555",
  serviceAccountName: "ai-service",
  secretName: "ai-api-secrets",
  keys: { "holysheep-api-key": "holysheep-api-key" },
};
const register = (changed: Partial<VaultSecretsArgs> = {}, preview = false) =>
  registerObjects([store, secret], () => new VaultSecrets("key-vault", { ...args, ...changed }), { preview });

describe("B2: secrets reach pods through External Secrets", () => {
  test("by the workload identity of a service account, with no credential anywhere", async () => {
    expect.assertions(1);
    expect((await register()).object(store).spec.provider).toEqual({
      azurekv: {
        authType: "WorkloadIdentity",
        vaultUrl: "https://kv-bw-prod-abc123.vault.azure.net/",
        tenantId: "11111111-2222-3333-4444-555555555555",
        serviceAccountRef: { name: "ai-service", namespace: "production" },
      },
    });
  });

  test("refreshed every hour, into the Secret that the app mounts", async () => {
    expect.assertions(2);
    const { metadata, spec } = (await register()).object(secret);
    expect(metadata).toMatchObject({ name: "ai-api-secrets", namespace: "production" });
    expect(spec).toEqual({
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: "key-vault" },
      target: { name: "ai-api-secrets", creationPolicy: "Owner", deletionPolicy: "Retain" },
      data: [{ secretKey: "holysheep-api-key", remoteRef: { key: "holysheep-api-key" } }],
    });
  });

  test("several of them in one Secret", async () => {
    expect.assertions(1);
    const keys = { "holysheep-api-key": "holysheep-api-key", "redis-password": "redis-password" };
    expect((await register({ keys })).object(secret).spec.data).toContainEqual({
      secretKey: "redis-password",
      remoteRef: { key: "redis-password" },
    });
  });
});

test("the store serves one namespace, although its kind is the cluster's", async () => {
  expect.assertions(1);
  expect((await register()).object(store).spec.conditions).toEqual([{ namespaces: ["production"] }]);
});

test("a preview that does not know the vault yet shows which secrets there will be", async () => {
  expect.assertions(1);
  const { object } = await register({ vaultUri: notYetKnown(), tenantId: notYetKnown() }, true);
  expect(object(secret).spec.data).toHaveLength(1);
});

test.each<[string, Partial<VaultSecretsArgs>, string]>([
  ["a Secret of nothing", { keys: {} }, "keys: 0 must be one key at least"],
  ["a name that no vault takes", { keys: { key: "api_key" } }, 'keys["key"]: "api_key" must be 1 to 127 letters'],
  ["a key that is no file's name", { keys: { "a/b": "key" } }, 'keys["a/b"]: "a/b" must be 1 to 253'],
  ["a vault without an address", { vaultUri: "kv-bw" }, 'vaultUri: "kv-bw" must be an http or https URL'],
  ["a time without a unit", { refreshInterval: "60" }, 'refreshInterval: "60" must be a time such as 1h'],
  ["no time at all", { refreshInterval: "" }, 'refreshInterval: "" must be a time'],
  ["a Secret's name that is no label", { secretName: "Keys" }, 'secretName: "Keys" must be a DNS label'],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});

describe("further Secrets", () => {
  test("are filled each for itself, so that one whose secret is missing holds up no other", async () => {
    expect.assertions(2);
    const { object } = await register({ otherSecrets: { "client-api-keys": { keys: "client-api-keys" } } });
    expect(object(secret, "client-api-keys").spec).toMatchObject({
      target: { name: "client-api-keys" },
      data: [{ secretKey: "keys", remoteRef: { key: "client-api-keys" } }],
    });
    expect(object(secret, "ai-api-secrets").spec.data).toHaveLength(1);
  });

  test.each([
    [{ Upper: { keys: "x" } }, 'otherSecrets["Upper"]'],
    [{ keys: {} }, 'otherSecrets["keys"]'],
    [{ keys: { a: "under_score" } }, 'otherSecrets["keys"]["a"]'],
  ])("%j is refused with its place", async (otherSecrets, place) => {
    expect.assertions(1);
    await expect(register({ otherSecrets: otherSecrets as Record<string, Record<string, string>> })).rejects.toThrow(
      place,
    );
  });
});
