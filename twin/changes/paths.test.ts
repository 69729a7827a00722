import fc from "fast-check";
import { pathSteps, valueAt, withValueAt } from "./paths";

describe("pathSteps", () => {
  test.each([
    ["count", ["count"]],
    ["a.b-c.d", ["a", "b-c", "d"]],
    ["env[0].value", ["env", 0, "value"]],
    ['stringData["api.key"]', ["stringData", "api.key"]],
    ['a["say \\"x\\""][12]', ["a", 'say "x"', 12]],
  ])("reads %s", (path, steps) => expect(pathSteps(path)).toEqual(steps));
});

describe("withValueAt", () => {
  const value = { a: { b: [{ c: 1 }, { c: 2 }] }, d: 3 };

  test("puts a value where the path leads, and changes nothing else", () => {
    expect(withValueAt(value, ["a", "b", 1, "c"], 9)).toEqual({ a: { b: [{ c: 1 }, { c: 9 }] }, d: 3 });
    expect(value.a.b[1]).toEqual({ c: 2 });
  });

  test("takes a value away", () => expect(withValueAt(value, ["d"], undefined)).toEqual({ a: value.a }));

  test("changes nothing where the path leads nowhere", () => {
    expect(withValueAt(value, ["x", "y"], 1)).toEqual(value);
    expect(withValueAt(value, ["a", "b", 7, "c"], 1)).toEqual(value);
  });

  test("is read back by valueAt", () => {
    const key = fc.constantFrom("a", "b", "c");
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.dictionary(key, fc.integer())),
        key,
        key,
        fc.integer(),
        (object, first, second, put) => {
          const changed = withValueAt(object, [first, second], put);
          return valueAt(changed, [first, second]) === (first in object ? put : undefined);
        },
      ),
    );
  });
});
