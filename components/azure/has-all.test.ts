import fc from "fast-check";
import { hasAll } from "./has-all";

describe("has all", () => {
  test.each<[string, unknown, unknown]>([
    ["what is not declared is Azure's", { a: 1 }, { a: 1, osDiskSizeGB: 128 }],
    ["what is declared as undefined is not", { a: undefined }, { a: 1 }],
    ["names have no case", { id: "/subscriptions/1/resourceGroups/RG" }, { id: "/Subscriptions/1/resourcegroups/rg" }],
    ["what is off may be missing", { keda: { enabled: false }, ranges: [], least: 0 }, {}],
    ["or null", { keda: { enabled: false }, ranges: [] }, { keda: null, ranges: null }],
    ["order is nobody's", { zones: ["1", "2", "3"] }, { zones: ["3", "1", "2"] }],
    ["identities are answered as a map", { ids: ["/a", "/b"] }, { ids: { "/B": {}, "/a": { clientId: "1" } } }],
    [
      "a pool is found by its name",
      { agentPoolProfiles: [{ name: "system1", mode: "System" }] },
      {
        agentPoolProfiles: [
          { name: "cpu1", mode: "User" },
          { name: "system1", mode: "System", count: 5 },
        ],
      },
    ],
    ["AKS adds labels", { nodeLabels: { a: "b" } }, { nodeLabels: { a: "b", "kubernetes.azure.com/mode": "user" } }],
  ])("%s", (_case, declared, living) => expect(hasAll(declared, living)).toBe(true));
});

describe("has not all", () => {
  test.each<[string, unknown, unknown]>([
    ["another value", { version: "1.36" }, { version: "1.35" }],
    ["nothing", { version: "1.36" }, {}],
    ["what is on and should be off", { keda: { enabled: false } }, { keda: { enabled: true } }],
    ["what is off and should be on", { keda: { enabled: true } }, { keda: null }],
    ["a range less", { ranges: ["a", "b"] }, { ranges: ["a"] }],
    ["a range more", { ranges: [] }, { ranges: ["a"] }],
    ["another pool", { pools: [{ name: "system2" }] }, { pools: [{ name: "system1" }] }],
    ["the pool otherwise", { pools: [{ name: "a", size: "D4" }] }, { pools: [{ name: "a", size: "D8" }] }],
    ["a tag that was taken out of the settings", { tags: { a: "1" } }, { tags: { a: "1", b: "2" } }],
    ["a label that was taken out", { nodeLabels: {} }, { nodeLabels: { a: "1" } }],
  ])("%s", (_case, declared, living) => expect(hasAll(declared, living)).toBe(false));
});

/** A declaration: objects, lists of texts, texts, numbers and switches. */
const declaration = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }), tie("object")),
  object: fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), tie("value"), { maxKeys: 4 }),
})).object;

test("every declaration has itself, and no two that send different values have one another", () => {
  fc.assert(fc.property(declaration, (declared) => hasAll(declared, structuredClone(declared))));
  fc.assert(
    fc.property(declaration, fc.integer({ min: 1 }), fc.integer({ min: 1 }), (declared, a, b) => {
      fc.pre(a !== b);
      return !hasAll(
        { ...declared, probe: { deep: [{ name: "x", a }] } },
        { ...declared, probe: { deep: [{ name: "x", a: b }] } },
      );
    }),
  );
});
