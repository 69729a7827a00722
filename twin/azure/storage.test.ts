import type { JsonObject } from "@breakwater/plan-views";
import { newResource } from ".";
import { answerTo, sample, stateWith } from "./testing/samples";

describe("a storage account", () => {
  test.each<[what: string, changes: JsonObject, code: string, target: string | undefined]>([
    ["of premium block blobs is taken", {}, "taken", undefined],
    ["has lower-case letters and digits in its name", { accountName: "st-shop" }, "AccountNameInvalid", "accountName"],
    ["has a SKU of its kind", { sku: { name: "Standard_LRS" } }, "SkuNotSupportedForKind", "sku.name"],
    ["has no access tier where it is premium", { accessTier: "Hot" }, "InvalidAccountProperties", "accessTier"],
    [
      "has no /32 in its firewall",
      { networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "203.0.113.7/32" }] } },
      "InvalidValuesForRequestParameters",
      "networkRuleSet.ipRules[0].iPAddressOrRange",
    ],
    [
      "has no number above 255 in its firewall",
      { networkRuleSet: { defaultAction: "Deny", ipRules: [{ iPAddressOrRange: "203.0.113.256" }] } },
      "InvalidValuesForRequestParameters",
      "networkRuleSet.ipRules[0].iPAddressOrRange",
    ],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("StorageAccount", changes)).toEqual([code, target]);
  });

  test("has a name that is nobody else's", () => {
    const state = stateWith("ResourceGroup");
    state.takenNames.add("storageaccounts/stshop");
    expect(answerTo("StorageAccount", {}, state)).toEqual(["StorageAccountAlreadyTaken", "accountName"]);
  });

  test("stays where its copies are", () => {
    const state = stateWith("ResourceGroup", "StorageAccount");
    expect(answerTo("StorageAccount", { sku: { name: "Premium_ZRS" } }, state, "StorageAccount")).toEqual([
      "StorageAccountTypeConversionNotAllowed",
      "sku.name",
    ]);
  });

  test("answers for its blobs, and for no files where its kind has none", () => {
    const { token, inputs } = sample("StorageAccount");
    const { primaryEndpoints } = newResource(token, "store", inputs).state;
    expect(primaryEndpoints).toMatchObject({ blob: "https://stshop.blob.core.windows.net/" });
    expect(primaryEndpoints).not.toHaveProperty("file");
  });
});

test.each([0, 366, 1.5])("what is deleted is not kept for %s days", (days) => {
  const changes = { deleteRetentionPolicy: { enabled: true, days } };
  expect(answerTo("BlobServiceProperties", changes)).toEqual(["InvalidXmlNodeValue", "deleteRetentionPolicy.days"]);
});

describe("a container", () => {
  test("is public only where its account lets it", () => {
    const closed = stateWith("ResourceGroup", "StorageAccount");
    expect(answerTo("BlobContainer", { publicAccess: "Blob" }, closed)).toEqual([
      "PublicAccessNotPermitted",
      "publicAccess",
    ]);
    expect(answerTo("BlobContainer", {}, closed)[0]).toBe("taken");
  });

  test("needs its account", () => {
    expect(answerTo("BlobContainer", {}, stateWith("ResourceGroup"))[0]).toBe("ParentResourceNotFound");
  });

  test("has the blob service in its id, as role assignments name it", () => {
    const { token, inputs } = sample("BlobContainer");
    expect(newResource(token, "models", inputs).id).toMatch(
      /\/storageAccounts\/stshop\/blobServices\/default\/containers\/models$/,
    );
  });
});
