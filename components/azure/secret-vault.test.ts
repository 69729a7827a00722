import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { SecretVault, type SecretVaultArgs } from "./secret-vault";

const vault = "azure-native:keyvault:Vault";
const secret = "azure-native:keyvault:Secret";
const tenantId = "11111111-2222-3333-4444-555555555555";

const args: SecretVaultArgs = {
  resourceGroupName: "rg",
  vaultName: "kv-test-abc",
  tenantId,
  purgeProtection: true,
  softDeleteDays: 90,
  secrets: { "holysheep-api-key": "hush" },
};
const register = (changed: Partial<SecretVaultArgs> = {}, preview = false) =>
  registerResources([vault, secret], () => new SecretVault("vault", { ...args, ...changed }), { preview });

test("A6: roles grant access, and nothing is lost at once", async () => {
  expect.assertions(1);
  expect((await register()).resource(vault).inputs["properties"]).toMatchObject({
    tenantId,
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enablePurgeProtection: true,
  });
});

test("A6: without purge protection the property is left out, because Azure refuses false", async () => {
  expect.assertions(1);
  const { inputs } = (await register({ purgeProtection: false })).resource(vault);
  expect(inputs["properties"]).not.toHaveProperty("enablePurgeProtection");
});

test.each<[string[] | undefined, unknown]>([
  [undefined, "Enabled"],
  [[], "Disabled"],
  [["203.0.113.7"], "Enabled"],
])("allowedIpRanges %j: public access is %s", async (allowedIpRanges, publicNetworkAccess) => {
  expect.assertions(2);
  const { properties } = (await register({ allowedIpRanges })).resource(vault).inputs;
  expect(properties.publicNetworkAccess).toBe(publicNetworkAccess);
  expect(properties.networkAcls).toEqual(
    allowedIpRanges && {
      defaultAction: "Deny",
      bypass: "AzureServices",
      ipRules: allowedIpRanges.map((value) => ({ value })),
    },
  );
});

test("a secret's value is a secret to Pulumi, even where it came as plain text", async () => {
  expect.assertions(2);
  const { component, resource } = await register();
  const { properties, secretName } = resource(secret).inputs;
  expect([secretName, properties.value]).toEqual(["holysheep-api-key", expect.objectContaining({ value: "hush" })]);
  expect((await settled(component.uri)).secret).toBe(false);
});

test("a secret is never deleted through the vault's own address: it stays, and goes with its vault, however the vault is protected", async () => {
  expect.assertions(3);
  const { resource } = await registerResources(
    [vault, secret],
    () => new SecretVault("vault", args, { protect: true }),
  );
  expect(resource(vault).options.protect).toBe(true);
  const { protect, retainOnDelete, deletedWith } = resource(secret).options;
  expect([protect, retainOnDelete]).toEqual([false, true]);
  expect(deletedWith).toMatch(/keyvault:Vault::vault$/);
});

test("its address is what Azure reports, and unknown in a preview", async () => {
  expect.assertions(2);
  expect((await settled((await register()).component.uri)).value).toBe("https://kv-test-abc.vault.azure.net/");
  expect((await settled((await register({}, true)).component.uri)).unknown).toBe(true);
});

test("no secrets, no Secret resources", async () => {
  expect.assertions(1);
  expect((await register({ secrets: undefined })).listed).toEqual(["Vault vault"]);
});

test("all wrong arguments come at once, and no secret's value among them", async () => {
  expect.assertions(2);
  const refused = register({
    vaultName: "kv--test",
    tenantId: "mine",
    softDeleteDays: 5,
    allowedIpRanges: ["here"],
    secrets: { api_key: "hush" },
  });
  await expect(refused).rejects.toMatchObject({
    errors: [
      { propertyPath: "vaultName" },
      { propertyPath: "tenantId" },
      { propertyPath: "softDeleteDays", reason: "5 must be an integer from 7 to 90" },
      { propertyPath: "allowedIpRanges[0]" },
      { propertyPath: 'secrets["api_key"]' },
    ],
  });
  await expect(refused).rejects.not.toThrow("hush");
});
