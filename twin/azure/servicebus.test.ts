import { newResource } from ".";
import { answerTo, sample, stateWith } from "./testing/samples";

describe("a namespace", () => {
  test.each<[what: string, changes: Record<string, unknown>, code: string, target: string | undefined]>([
    ["of Standard is taken", {}, "taken", undefined],
    ["without a SKU is refused", { sku: {} }, "InvalidRequestContent", "sku.name"],
    ["with another SKU's tier is refused", { sku: { name: "Standard", tier: "Basic" } }, "BadRequest", "sku.tier"],
    ["below Premium has no units", { sku: { name: "Standard", capacity: 1 } }, "BadRequest", "sku.capacity"],
    ["below Premium has no zones", { zoneRedundant: true }, "BadRequest", "zoneRedundant"],
    ["of Premium has them", { sku: { name: "Premium", capacity: 2 }, zoneRedundant: true }, "taken", undefined],
    ["has units by powers of two", { sku: { name: "Premium", capacity: 3 } }, "BadRequest", "sku.capacity"],
    ["has 6 characters at least", { namespaceName: "sbshp" }, "BadRequest", "namespaceName"],
    ["has no name that ends in -sb", { namespaceName: "shop-queue-sb" }, "BadRequest", "namespaceName"],
  ])("%s", (_, changes, code, target) => {
    expect(answerTo("servicebus:Namespace", changes as never)).toEqual([code, target]);
  });

  test("has a name that is nobody else's", () => {
    const state = stateWith("ResourceGroup");
    state.takenNames.add("servicebus/sbns-shop");
    expect(answerTo("servicebus:Namespace", {}, state)).toEqual(["NamespaceNotAvailable", "namespaceName"]);
  });

  test("changes between Basic and Standard, and never to Premium", () => {
    const state = stateWith("ResourceGroup", "servicebus:Namespace");
    const change = (name: string) => answerTo("servicebus:Namespace", { sku: { name } }, state, "servicebus:Namespace");
    expect(change("Basic")[0]).toBe("taken");
    expect(change("Premium")).toEqual(["BadRequest", "sku.name"]);
  });

  test("has network rules only with Premium, always under one name", () => {
    const standard = stateWith("ResourceGroup", "servicebus:Namespace");
    expect(answerTo("NamespaceNetworkRuleSet", {}, standard)[0]).toBe("BadRequest");
    const { token, inputs } = sample("NamespaceNetworkRuleSet");
    expect(newResource(token, "rules", inputs).id).toMatch(/\/namespaces\/sbns-shop\/networkRuleSets\/default$/);
  });
});

describe("a queue", () => {
  test.each<[what: string, changes: Record<string, unknown>, target: string | undefined]>([
    ["locks for up to 5 minutes", { lockDuration: "PT5M" }, undefined],
    ["locks for no longer", { lockDuration: "PT5M1S" }, "lockDuration"],
    ["writes times as ISO 8601", { lockDuration: "60" }, "lockDuration"],
    ["knows no empty time", { lockDuration: "PT" }, "lockDuration"],
    ["delivers once at least", { maxDeliveryCount: 0 }, "maxDeliveryCount"],
    [
      "remembers duplicates for up to 7 days",
      { duplicateDetectionHistoryTimeWindow: "P8D" },
      "duplicateDetectionHistoryTimeWindow",
    ],
  ])("%s", (_, changes, target) => {
    expect(answerTo("servicebus:Queue", changes as never)).toEqual([
      target === undefined ? "taken" : "BadRequest",
      target,
    ]);
  });

  test("of the SKU Basic detects no duplicates, has no sessions and keeps messages for 14 days", () => {
    const state = stateWith("ResourceGroup");
    const { token, inputs } = sample("servicebus:Namespace", { sku: { name: "Basic" } });
    newResource(token, "namespace", inputs, state);
    const answer = (changes: Record<string, unknown>) => answerTo("servicebus:Queue", changes as never, state)[1];
    expect(answer({ requiresDuplicateDetection: true })).toBe("requiresDuplicateDetection");
    expect(answer({ requiresSession: true })).toBe("requiresSession");
    expect(answer({ defaultMessageTimeToLive: "P15D" })).toBe("defaultMessageTimeToLive");
    expect(answer({ defaultMessageTimeToLive: "P14D" })).toBeUndefined();
  });

  test("needs its namespace, and keeps whether it detects duplicates", () => {
    expect(answerTo("servicebus:Queue", {}, stateWith("ResourceGroup"))[0]).toBe("ParentResourceNotFound");
    const state = stateWith("ResourceGroup", "servicebus:Namespace", "servicebus:Queue");
    expect(answerTo("servicebus:Queue", { requiresDuplicateDetection: true }, state, "servicebus:Queue")).toEqual([
      "PropertyChangeNotAllowed",
      "requiresDuplicateDetection",
    ]);
  });
});
