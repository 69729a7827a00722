import * as fc from "fast-check";
import { countValues } from "./count-values";

/** Values of what was parsed, the slow way. */
const valuesIn = (value: unknown): number =>
  typeof value === "object" && value !== null
    ? 1 + Object.values(value).reduce<number>((sum, inner) => sum + valuesIn(inner), 0)
    : 1;

describe("values of a JSON text", () => {
  test("are never fewer than parsing makes, and at most one more for each that is empty", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        const empty = text.match(/\[\]|\{\}/g)?.length ?? 0;
        const counted = countValues(Buffer.from(text), Infinity);
        expect(counted).toBeGreaterThanOrEqual(valuesIn(value));
        // Brackets within strings are at most counted by `empty`, never by the counter.
        expect(counted).toBeLessThanOrEqual(valuesIn(value) + empty);
      }),
      { numRuns: 500 },
    );
  });

  test.each([
    ["1", 1],
    ['"a,b[{"', 1],
    ['"\\",\\\\"', 1],
    ["[]", 2],
    ["[[[", 4],
    ['{"a":1,"b":[2,3]}', 5],
    ["", 1],
  ])("%j has %i", (text, count) => expect(countValues(Buffer.from(text), Infinity)).toBe(count));

  test("are counted up to a limit, in any bytes", () => {
    expect(countValues(Buffer.alloc(1_000, "["), 10)).toBe(11);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(countValues(Buffer.from(bytes), 50)).toBeLessThanOrEqual(51);
      }),
    );
  });
});
