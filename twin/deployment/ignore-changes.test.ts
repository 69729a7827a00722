import * as fc from "fast-check";
import type { JsonObject } from "@breakwater/plan-views";
import { IgnoreChangesError, withIgnoredChanges } from "./ignore-changes";

describe("the engine sends the old value of what is ignored", () => {
  test.each<[string, JsonObject, JsonObject, string, JsonObject]>([
    ["the old one", { count: 1, size: "a" }, { count: 5, size: "b" }, "count", { count: 1, size: "b" }],
    ["none where there was none", { size: "a" }, { count: 5, size: "b" }, "count", { size: "b" }],
    ["the old one where there is none now", { count: 1 }, { size: "b" }, "count", { count: 1, size: "b" }],
    ["inside an object", { a: { b: 1 } }, { a: { b: 2, c: 3 } }, "a.b", { a: { b: 1, c: 3 } }],
    ["of a quoted key", { a: { "x.y": 1 } }, { a: { "x.y": 2 } }, 'a["x.y"]', { a: { "x.y": 1 } }],
    ["a whole list", { pools: [1, 2] }, { pools: [3] }, "pools", { pools: [1, 2] }],
    // After a refresh the first pool may be another one: its count goes into ours (azure-native#1298).
    [
      "of whatever stands at an index",
      {
        pools: [
          { name: "cpu1", count: 9 },
          { name: "system1", count: 3 },
        ],
      },
      { pools: [{ name: "system1", count: 3 }] },
      "pools[0].count",
      { pools: [{ name: "system1", count: 9 }] },
    ],
    [
      "of every element",
      { pools: [{ n: 1 }, { n: 2 }] },
      { pools: [{ n: 8 }, { n: 9 }] },
      "pools[*].n",
      { pools: [{ n: 1 }, { n: 2 }] },
    ],
    [
      "of every member",
      { tags: { a: "1", b: "2" } },
      { tags: { b: "3", c: "4" } },
      "tags.*",
      { tags: { a: "1", b: "2" } },
    ],
    ["nothing where a path is in neither", { a: 1 }, { a: 2 }, "b.c.d", { a: 2 }],
  ])("%s", (_, before, after, path, sent) => expect(withIgnoredChanges(before, after, [path])).toEqual(sent));

  test.each<[string, JsonObject, JsonObject, string]>([
    ["an element that only one list has", { pools: [1, 2] }, { pools: [3] }, "pools[1]"],
    ["something in an element that is gone", { pools: [{ n: 1 }] }, { pools: [] }, "pools[0].n"],
    [
      "every element of lists of different lengths",
      { pools: [{ n: 1 }, { n: 2 }] },
      { pools: [{ n: 3 }] },
      "pools[*].n",
    ],
    ["something in an object that is gone", { a: { b: 1 } }, {}, "a.b"],
  ])("and fails at %s", (_, before, after, path) => {
    expect(() => withIgnoredChanges(before, after, [path])).toThrow(IgnoreChangesError);
    expect(() => withIgnoredChanges(before, after, [path])).toThrow(
      `cannot ignore changes to the following properties because one or more elements of the path are missing: "${path}"`,
    );
  });

  test("what is ignored at the top is what it was, whatever else there is; the new inputs stay as they are", () => {
    const inputs = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.jsonValue()) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(inputs, inputs, fc.constantFrom("a", "b", "c"), (before, after, key) => {
        const given = structuredClone(after);
        const sent = withIgnoredChanges(before, after, [key]);
        expect(sent[key]).toEqual(before[key]);
        expect(after).toEqual(given);
        expect({ ...sent, [key]: 0 }).toEqual({ ...after, [key]: 0 });
      }),
    );
  });
});
