import * as fc from "fast-check";
import { findJsonFault } from "./find-fault";

const faultOf = (text: string) => findJsonFault(Buffer.from(text));

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe("where a text stops to be JSON", () => {
  test.each([
    ["", 0, "it ends too early"],
    ["{", 1, "it ends too early"],
    ['{"a":', 5, "it ends too early"],
    ['{"a":1', 6, "it ends too early"],
    ['["a', 3, "it ends inside a string"],
    ['["a\\', 4, "it ends inside a string"],
    ['{"model":NaN}', 9, "NaN is no JSON value"],
    ['{"a":-Infinity}', 5, "-Infinity is no JSON value"],
    ['{"a":None}', 5, "None is no JSON value"],
    ['{"a":undefined}', 5, "undefined is no JSON value"],
    ['{"a":secret}', 5, "a value is missing"],
    ['{"a":,}', 5, "a value is missing"],
    ["{'a':1}", 1, "a name in double quotes is missing"],
    ["{\"a\":'b'}", 5, "strings stand in double quotes"],
    ['{"a" 1}', 5, "a colon is missing after a name"],
    ['{"a":1 "b":2}', 7, "a comma or the end of the object is missing"],
    ["[1 2]", 3, "a comma or the end of the list is missing"],
    ["[1,2,]", 4, "a comma stands before the end"],
    ['{"a":1,}', 6, "a comma stands before the end"],
    ['{"a":1}}', 7, "something follows its end"],
    ['{"a":1}{"b":2}', 7, "something follows its end"],
    ['["a\nb"]', 3, "a control character in a string is not escaped"],
    ['["\\x41"]', 3, "an escape in a string is none of JSON's"],
    ['["\\u12"]', 3, "an escape in a string is none of JSON's"],
    ["[01]", 2, "a number is not written as JSON has it"],
    ["[1.]", 2, "a number is not written as JSON has it"],
    ["[+1]", 1, "a number is not written as JSON has it"],
    ["[0x10]", 2, "a number is not written as JSON has it"],
    ["[1] // done", 4, "something follows its end"],
    ["/* one */ {}", 0, "JSON has no comments"],
    ["[]\0", 2, "something follows its end"],
  ])("%j: at byte %i, %s", (text, at, what) => expect(faultOf(text)).toEqual({ at, what }));

  const nearlyJson = fc
    .tuple(
      fc.json(),
      fc.array(fc.tuple(fc.nat(), fc.nat({ max: 2 }), fc.constantFrom(..."{}[]\":,\\'0-1.eE+tnu \n\u0001ä")), {
        maxLength: 3,
      }),
    )
    .map(([json, edits]) =>
      edits.reduce((text, [place, length, letter]) => {
        const at = place % (text.length + 1);
        return text.slice(0, at) + letter + text.slice(at + length);
      }, json),
    );

  test("is found in every text that JSON.parse refuses, and in no other", () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        expect(faultOf(text) === undefined).toBe(parses(text));
      }),
      { numRuns: 5_000, seed: 13 },
    );
  });

  test("never says what stands in the text", () => {
    fc.assert(
      fc.property(nearlyJson, (text) => {
        const secret = text.replace(/[a-z]/gi, "Q");
        expect(faultOf(secret)?.what ?? "").not.toContain("Q");
      }),
      { numRuns: 1_000, seed: 14 },
    );
  });

  test("takes any bytes, and a nesting of any depth", () => {
    expect(faultOf("[".repeat(200_000))).toEqual({ at: 200_000, what: "it ends too early" });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        const fault = findJsonFault(Buffer.from(bytes));
        if (fault !== undefined) expect(fault.at).toBeLessThanOrEqual(bytes.length);
      }),
      { seed: 15 },
    );
  });
});
