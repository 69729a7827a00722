import fc from "fast-check";
import type { Json } from "@breakwater/plan-views";
import { diffValues, inPlanOrder } from "./changes";
import type { Action } from "./changes";

const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe("diffValues", () => {
  test.each<[string, Json | undefined, Json | undefined, object[]]>([
    ["a value", { a: { b: 1 } }, { a: { b: 2 } }, [{ path: "a.b", before: 1, after: 2 }]],
    ["a new property", { a: 1 }, { a: 1, b: 2 }, [{ path: "b", after: 2 }]],
    ["a removed property", { a: 1, b: 2 }, { a: 1 }, [{ path: "b", before: 2 }]],
    ["an element", { list: [1, 2] }, { list: [1, 3] }, [{ path: "list[1]", before: 2, after: 3 }]],
    ["a longer list", { list: [1] }, { list: [1, { x: 2 }] }, [{ path: "list[1]", after: { x: 2 } }]],
    ["a list for an object", { a: [] }, { a: {} }, [{ path: "a", before: [], after: {} }]],
    ["a key with a dot", { "a.b/c": 1 }, { "a.b/c": 2 }, [{ path: '["a.b/c"]', before: 1, after: 2 }]],
    ["null for nothing", {}, { a: null }, [{ path: "a", after: null }]],
    ["another order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ])("tells %s", (_, before, after, changes) => expect(diffValues(before, after)).toEqual(changes));

  test("finds nothing between equal values", () => {
    fc.assert(fc.property(json, (value) => diffValues(value, structuredClone(value)).length === 0));
  });

  test("finds something between different values, and the same places both ways", () => {
    fc.assert(
      fc.property(json, json, (a, b) => {
        const there = diffValues(a, b);
        const back = diffValues(b, a);
        expect(there.map(({ path }) => path).sort()).toEqual(back.map(({ path }) => path).sort());
        expect(there.length === 0).toBe(equal(a, b));
      }),
    );
  });
});

function equal(a: Json, b: Json): boolean {
  try {
    expect(a).toEqual(b);
    return true;
  } catch {
    return false;
  }
}

describe("inPlanOrder", () => {
  const change = (urn: string, action: Action) => ({ urn, action, type: "type", name: urn, properties: [] });

  test("puts what came in any order in the order of the Plan, and what was deleted last in its own order", () => {
    const came = [change("c", "create"), change("old-2", "delete"), change("a", "update"), change("old-1", "delete")];
    expect(inPlanOrder(came, ["a", "b", "c"]).map(({ urn }) => urn)).toEqual(["a", "c", "old-2", "old-1"]);
  });
});
