import * as fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import { refreshedInputs } from "./refreshed-inputs";

describe("what a refresh makes of the inputs", () => {
  test.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    [
      "defaults that Azure fills in stay out",
      { size: "a" },
      { size: "a", disk: 128 },
      { size: "a", disk: 128 },
      { size: "a" },
    ],
    ["what somebody changed comes in", { count: 1 }, { count: 1, disk: 128 }, { count: 15, disk: 128 }, { count: 15 }],
    [
      "so does a default that has changed",
      { size: "a" },
      { size: "a", disk: 128 },
      { size: "a", disk: 256 },
      { size: "a", disk: 256 },
    ],
    [
      "what is gone goes",
      { tags: { a: "1", b: "2" } },
      { tags: { a: "1", b: "2" } },
      { tags: { a: "1" } },
      { tags: { a: "1" } },
    ],
    [
      "what nobody can set is passed over",
      { a: 1 },
      { a: 1, eTag: "x", id: "i" },
      { a: 1, eTag: "y", id: "j" },
      { a: 1 },
    ],
    [
      "an id inside is a reference",
      { subnet: { id: "a" } },
      { subnet: { id: "a" } },
      { subnet: { id: "b" } },
      { subnet: { id: "b" } },
    ],
    // Azure lists pools by name: what was ours is compared with another one's (azure-native#1298, azurerm#4560).
    [
      "lists are compared place by place",
      { pools: [{ name: "system1", mode: "System" }] },
      { pools: [{ name: "system1", mode: "System" }] },
      {
        pools: [
          { name: "cpu1", mode: "User" },
          { name: "system1", mode: "System" },
        ],
      },
      {
        pools: [
          { name: "cpu1", mode: "User" },
          { name: "system1", mode: "System" },
        ],
      },
    ],
  ])("%s", (_, inputs, answered, answers, expected) =>
    expect(refreshedInputs(inputs, answered, answers)).toEqual(expected),
  );

  test("the same answer changes nothing", () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(json, json, (inputs, answer) => {
        expect(refreshedInputs(inputs, answer, structuredClone(answer))).toEqual(inputs);
      }),
    );
  });
});
