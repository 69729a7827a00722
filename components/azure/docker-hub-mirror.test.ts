import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { DockerHubMirror, type DockerHubMirrorArgs } from "./docker-hub-mirror";
import { roleIds } from "./roles";

const set = "azure-native:containerregistry:CredentialSet";
const rule = "azure-native:containerregistry:CacheRule";
const role = "azure-native:authorization:RoleAssignment";
const vaultId = "/subscriptions/0000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-test";

const args: DockerHubMirrorArgs = {
  resourceGroupName: "rg",
  registryName: "crtest123",
  loginServer: "crtest123.azurecr.io",
  repositories: ["vllm/vllm-openai", "library/redis"],
  vaultId,
  vaultUri: "https://kv-test.vault.azure.net/",
  secrets: { username: "docker-hub-username", token: "docker-hub-token" },
};
const register = (changed: Partial<DockerHubMirrorArgs> = {}) =>
  registerResources([set, rule, role], () => new DockerHubMirror("docker-hub", { ...args, ...changed }));

test("each repository has a rule, with the account that Azure asks for", async () => {
  expect.assertions(2);
  const { listed, resource } = await register();
  expect(listed.filter((line) => line.startsWith("CacheRule"))).toEqual([
    "CacheRule docker-hub-library-redis",
    "CacheRule docker-hub-vllm-vllm-openai",
  ]);
  expect(resource(rule, "docker-hub-vllm-vllm-openai").inputs).toMatchObject({
    registryName: "crtest123",
    cacheRuleName: "docker-hub-vllm-vllm-openai",
    sourceRepository: "docker.io/vllm/vllm-openai",
    targetRepository: "docker-hub/vllm/vllm-openai",
    credentialSetResourceId: expect.stringMatching(/\/docker-hub$/),
  });
});

test("the account stands in the vault; the registry reads its two secrets and no other", async () => {
  expect.assertions(3);
  const { resource } = await register();
  expect(resource(set).inputs).toMatchObject({
    loginServer: "docker.io",
    identity: { type: "SystemAssigned" },
    authCredentials: [
      {
        usernameSecretIdentifier: "https://kv-test.vault.azure.net/secrets/docker-hub-username",
        passwordSecretIdentifier: "https://kv-test.vault.azure.net/secrets/docker-hub-token",
      },
    ],
  });
  for (const what of ["username", "token"]) {
    expect(resource(role, `docker-hub-${what}`).inputs).toMatchObject({
      principalId: "docker-hub-principal",
      principalType: "ServicePrincipal",
      roleDefinitionId: expect.stringContaining(roleIds.keyVaultSecretsUser),
      scope: `${vaultId}/secrets/docker-hub-${what}`,
    });
  }
});

test("images are named by the registry's host", async () => {
  expect.assertions(1);
  expect((await settled((await register()).component.prefix)).value).toBe("crtest123.azurecr.io/docker-hub");
});

test.each<[string, Partial<DockerHubMirrorArgs>, string]>([
  ["no repository", { repositories: [] }, "repositories: 0 must be 1 to 1000 repositories"],
  ["a short name", { repositories: ["redis"] }, 'repositories[0]: "redis" must be an owner and a repository'],
  ["a tag", { repositories: ["library/redis:8"] }, 'repositories[0]: "library/redis:8" must be an owner and a'],
  ["an image with its host", { repositories: ["docker.io/library/redis"] }, "must be an owner and a repository"],
  [
    "a repository that no rule's name has room for",
    { repositories: [`acme/${"a".repeat(35)}`] },
    "of 39 characters at most",
  ],
  ["a secret's address", { secrets: { ...args.secrets, token: "https://kv" } }, 'secrets.token: "https://kv" must be'],
])("refuses %s", async (_case, changed, message) => {
  expect.assertions(1);
  await expect(register(changed)).rejects.toThrow(message);
});
