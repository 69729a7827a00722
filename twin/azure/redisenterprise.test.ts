import type { JsonObject } from "@breakwater/plan-views";
import { call, newResource } from ".";
import type { AzureState } from ".";
import { answerTo, sample, stateWith } from "./testing/samples";

const there = ["ResourceGroup", "RedisEnterprise", "redisenterprise:Database"] as const;

/** A subscription with a cache of this size. */
function stateOf(sku: string): AzureState {
  const state = stateWith("ResourceGroup");
  const { token, inputs } = sample("RedisEnterprise", { sku: { name: sku } });
  newResource(token, "RedisEnterprise", inputs, state);
  return state;
}

describe("a cache", () => {
  test.each<[what: string, changes: JsonObject, code: string, target: string | undefined]>([
    ["is taken", {}, "taken", undefined],
    ["says whether it is public", { publicNetworkAccess: null }, "InvalidRequestContent", "publicNetworkAccess"],
    ["is in zones by itself", { zones: ["1"] }, "BadRequest", "zones"],
    ["has no capacity beside its size", { sku: { name: "Balanced_B3", capacity: 2 } }, "BadRequest", "sku.capacity"],
    ["has no two hyphens in a row", { clusterName: "redis--shop" }, "InvalidResourceName", "clusterName"],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("RedisEnterprise", changes)).toEqual([code, target]);
  });

  test("answers under its name in its region", () => {
    const { token, inputs } = sample("RedisEnterprise");
    expect(newResource(token, "cache", inputs, stateWith("ResourceGroup")).state.hostName).toBe(
      "redis-shop.koreacentral.redis.azure.net",
    );
  });

  test("grows and does not shrink", () => {
    const state = stateOf("Balanced_B3");
    const resized = (name: string) => answerTo("RedisEnterprise", { sku: { name } }, state, "RedisEnterprise");
    expect(resized("Balanced_B1")).toEqual(["BadRequest", "sku.name"]);
    expect(resized("Balanced_B10")[0]).toBe("taken");
    expect(resized("ComputeOptimized_X10")[0]).toBe("taken");
    // A slower tier, of whatever size, only where Azure lists it; and never between memory and flash.
    expect(resized("MemoryOptimized_M10")).toEqual(["BadRequest", "sku.name"]);
    expect(resized("FlashOptimized_A250")).toEqual(["BadRequest", "sku.name"]);
  });
});

describe("a database", () => {
  test.each([
    ["Balanced_B20", "taken"],
    ["Balanced_B50", "BadRequest"],
  ])("that is not clustered fits %s: %s", (sku, code) => {
    expect(answerTo("redisenterprise:Database", { clusteringPolicy: "NoCluster" }, stateOf(sku))[0]).toBe(code);
  });

  test("can become clustered, and not the other way", () => {
    const changed = (from: string, to: string) => {
      const state = stateOf("Balanced_B3");
      const { token, inputs } = sample("redisenterprise:Database", { clusteringPolicy: from });
      newResource(token, "redisenterprise:Database", inputs, state);
      return answerTo("redisenterprise:Database", { clusteringPolicy: to }, state, "redisenterprise:Database")[0];
    };
    expect(changed("NoCluster", "EnterpriseCluster")).toBe("taken");
    expect(changed("EnterpriseCluster", "NoCluster")).toBe("BadRequest");
  });

  test.each<[string, JsonObject, string, string | undefined]>([
    ["is called default", { databaseName: "sessions" }, "InvalidDatabaseName", "databaseName"],
    ["is kept in one way", { persistence: { aofEnabled: true, rdbEnabled: true } }, "BadRequest", "persistence"],
    ["is kept by its log", { persistence: { aofEnabled: true } }, "taken", undefined],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("redisenterprise:Database", changes)).toEqual([code, target]);
  });

  test("hands out its keys while there are any", () => {
    const keysOf = (state?: AzureState) =>
      call(
        "azure-native:redisenterprise:listDatabaseKeys",
        { resourceGroupName: "rg-shop", clusterName: "redis-shop", databaseName: "default" },
        state,
      );
    const { primaryKey, secondaryKey } = keysOf(stateWith(...there));
    expect(primaryKey).not.toBe(secondaryKey);
    expect(keysOf()).toEqual({ primaryKey, secondaryKey });
    expect(() => keysOf(stateWith("ResourceGroup"))).toThrow(/^ResourceNotFound/);

    const closed = stateOf("Balanced_B3");
    const { token, inputs } = sample("redisenterprise:Database", { accessKeysAuthentication: "Disabled" });
    newResource(token, "database", inputs, closed);
    expect(() => keysOf(closed)).toThrow(/^BadRequest: Access keys are disabled/);
  });

  test.each<[string, JsonObject, string]>([
    ["an object id", {}, "taken"],
    ["a name", { user: { objectId: "me" } }, "BadRequest"],
    ["a policy that is not there", { accessPolicyName: "reader" }, "BadRequest"],
    ["a hyphen in the grant's name", { accessPolicyAssignmentName: "a-b" }, "InvalidResourceName"],
  ])("is granted to %s: %s", (_, changes, code) => {
    expect(answerTo("AccessPolicyAssignment", changes, stateWith(...there))[0]).toBe(code);
  });
});
