import { registerResources } from "../../tests/support/azure-resources";
import { settled } from "../../tests/support/recorded-mocks";
import { ModelStore, type ModelStoreArgs } from "./model-store";
import { roleIds } from "./roles";

const account = "azure-native:storage:StorageAccount";
const blobs = "azure-native:storage:BlobServiceProperties";
const container = "azure-native:storage:BlobContainer";
const role = "azure-native:authorization:RoleAssignment";

const args: ModelStoreArgs = {
  resourceGroupName: "rg",
  accountName: "sttest",
  redundancy: "ZRS",
  uploaderObjectId: "11111111-2222-3333-4444-555555555555",
  uploaderPrincipalType: "User",
  tags: { a: "b" },
};
const register = (changed: Partial<ModelStoreArgs> = {}, preview = false) =>
  registerResources([account, blobs, container, role], () => new ModelStore("models", { ...args, ...changed }), {
    preview,
  });

test("premium block blobs without keys, anonymous readers or old TLS", async () => {
  expect.assertions(1);
  expect((await register()).resource(account).inputs).toMatchObject({
    kind: "BlockBlobStorage",
    sku: { name: "Premium_ZRS" },
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    allowCrossTenantReplication: false,
    enableHttpsTrafficOnly: true,
    minimumTlsVersion: "TLS1_2",
    tags: { a: "b" },
  });
});

test("deleted weights can be restored, and old versions are not kept", async () => {
  expect.assertions(1);
  expect((await register({ softDeleteDays: 14 })).resource(blobs).inputs).toMatchObject({
    deleteRetentionPolicy: { enabled: true, days: 14 },
    containerDeleteRetentionPolicy: { enabled: true, days: 14 },
    isVersioningEnabled: false,
  });
});

test("the container is private and comes after the account's blob settings", async () => {
  expect.assertions(2);
  const { inputs, options } = (await register()).resource(container);
  expect(inputs).toMatchObject({ accountName: "sttest", containerName: "models", publicAccess: "None" });
  expect(options.dependencies).toContain("models-blobs");
});

test("J3: whoever deploys may upload, into this container alone", async () => {
  expect.assertions(1);
  expect((await register()).resource(role).inputs).toMatchObject({
    principalId: args.uploaderObjectId,
    principalType: "User",
    scope: expect.stringMatching(/\/models-container$/),
    roleDefinitionId: expect.stringContaining(roleIds.storageBlobDataContributor),
  });
});

test("without an uploader nobody may upload, and one of which nothing is said is a group", async () => {
  expect.assertions(2);
  const nobody = { uploaderObjectId: undefined, uploaderPrincipalType: undefined };
  expect((await register(nobody)).listed.filter((resource) => resource.startsWith("RoleAssignment"))).toEqual([]);
  const { inputs } = (await register({ uploaderPrincipalType: undefined })).resource(role);
  expect(inputs["principalType"]).toBe("Group");
});

test.each<[string, string[] | undefined, string, string, string[]]>([
  ["unsaid", undefined, "Enabled", "Allow", []],
  ["none", [], "Disabled", "Deny", []],
  [
    "some, a single one without its prefix",
    ["203.0.113.0/24", "203.0.113.7/32"],
    "Enabled",
    "Deny",
    ["203.0.113.0/24", "203.0.113.7"],
  ],
])("networks %s", async (_case, allowedIpRanges, publicNetworkAccess, defaultAction, ranges) => {
  expect.assertions(2);
  const { inputs } = (await register({ allowedIpRanges })).resource(account);
  expect(inputs).toMatchObject({ publicNetworkAccess, networkRuleSet: { defaultAction } });
  expect(inputs["networkRuleSet"].ipRules).toEqual(
    ranges.map((iPAddressOrRange) => ({ iPAddressOrRange, action: "Allow" })),
  );
});

test("the container's address is Azure's, and unknown in a preview", async () => {
  expect.assertions(2);
  const { component } = await register();
  expect((await settled(component.containerUrl)).value).toBe("https://sttest.blob.core.windows.net/models");
  expect((await settled((await register({}, true)).component.containerUrl)).unknown).toBe(true);
});

test("all wrong arguments come at once", async () => {
  expect.assertions(1);
  const refused = register({
    accountName: "st-test",
    containerName: "Models",
    softDeleteDays: 0,
    uploaderObjectId: "me",
    redundancy: "GRS" as "LRS",
    allowedIpRanges: ["203.0.113.6/31"],
  });
  await expect(refused).rejects.toMatchObject({
    errors: [
      { propertyPath: "accountName" },
      { propertyPath: "containerName" },
      { propertyPath: "softDeleteDays", reason: "0 must be an integer from 1 to 365" },
      { propertyPath: "uploaderObjectId" },
      { propertyPath: "redundancy" },
      { propertyPath: "allowedIpRanges[0]", reason: expect.stringContaining("other than a /31") },
    ],
  });
});
