import * as fc from "fast-check";
import { type MemberChange, spliceMembers } from "./splice";

const spliced = (json: string, changes: Record<string, MemberChange>): string =>
  spliceMembers(Buffer.from(json), new Map(Object.entries(changes))).toString("utf8");

/** JSON as a client may write it: any white space, numbers that no double holds, every way to write a string. */
const space = fc.stringMatching(/^[ \t\r\n]{0,2}$/);
const number = fc.oneof(
  fc.bigInt().map(String),
  fc.constantFrom("1e400", "-0", "0.1000", "3.141592653589793238462643", "1E+2", "12345678901234567890"),
);
const text = fc.oneof(
  fc.string({ unit: "binary" }).map((value) => JSON.stringify(value)),
  // Longer than what is looked at byte by byte.
  fc
    .array(fc.constantFrom("\\\\", '\\"', "é", "x".repeat(20), '{\\"', "]"), { maxLength: 20 })
    .map((parts) => `"${parts.join("")}"`),
  fc.constantFrom('"\\ud800"', '"\\u0041"', '"\\"}]"', '"\\\\"', '"a\\/b"', '"[{\\\\\\""', '"é😀"'),
);
const { value: anyValue } = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof(number, text, fc.constantFrom("true", "false", "null")),
    fc
      .tuple(space, fc.array(tie("value"), { maxLength: 4 }))
      .map(([s, items]) => `[${s}${items.join(`${s},${s}`)}${s}]`),
    fc
      .tuple(space, fc.array(fc.tuple(text, tie("value")), { maxLength: 4 }))
      .map(([s, pairs]) => `{${s}${pairs.map(([name, value]) => `${name}${s}:${s}${value}`).join(`${s},${s}`)}${s}}`),
  ),
}));
const memberName = fc.oneof(fc.constantFrom('"model"', '"mod\\u0065l"', '"stream"', '"7"', '"__proto__"', '""'), text);
const object = fc.tuple(space, fc.array(fc.tuple(memberName, anyValue), { maxLength: 6 })).map(([s, pairs]) => ({
  s,
  pairs,
  json: `${s}{${s}${pairs.map(([n, v]) => `${n}${s}:${s}${v}`).join(`${s},${s}`)}${s}}${s}`,
}));

describe("members changed in an object's text", () => {
  test.each<[string, string, Record<string, MemberChange>, string]>([
    ["replaces in place", '{"a":1,"model":"x","b":2}', { model: '"y"' }, '{"a":1,"model":"y","b":2}'],
    ["adds at the end", '{ "a" : 1 }', { model: '"y"' }, '{"a" : 1,"model":"y"}'],
    ["adds to an empty object", " { } ", { model: '"y"' }, '{"model":"y"}'],
    ["takes out the first", '{"use_case":"q","a":1}', { use_case: undefined }, '{"a":1}'],
    ["takes out the last", '{"a":1, "use_case":"q"}', { use_case: undefined }, '{"a":1}'],
    ["takes out the only one", '{"use_case":"q"}', { use_case: undefined }, "{}"],
    ["takes out nothing", '{"a":1}', { use_case: undefined }, '{"a":1}'],
    ["knows a name by any spelling", '{"mod\\u0065l":1}', { model: "2" }, '{"mod\\u0065l":2}'],
    ["leaves the last of two", '{"a":1,"b":2,"a":3}', {}, '{"b":2,"a":3}'],
    ["replaces the last of two", '{"a":1,"b":2,"a":3}', { a: "4" }, '{"b":2,"a":4}'],
    [
      "is not misled by what strings hold",
      '{"s":"\\",\\"model\\":1}","model":1}',
      { model: "2" },
      '{"s":"\\",\\"model\\":1}","model":2}',
    ],
    [
      "is not misled by what is nested",
      '{"n":{"model":[1,{"model":2}]}}',
      { model: "3" },
      '{"n":{"model":[1,{"model":2}]},"model":3}',
    ],
    [
      "keeps digits",
      '{"seed":12345678901234567890,"t":1e400,"z":-0,"d":0.1000}',
      { a: "1" },
      '{"seed":12345678901234567890,"t":1e400,"z":-0,"d":0.1000,"a":1}',
    ],
  ])("%s", (_what, json, changes, expected) => expect(spliced(json, changes)).toBe(expected));

  test("hands a change the text that was there", () => {
    const nest: MemberChange = (had) => (had === undefined ? "{}" : spliceMembers(had, new Map([["b", "2"]])));
    expect(spliced('{"o":{"a":12345678901234567890}}', { o: nest })).toBe('{"o":{"a":12345678901234567890,"b":2}}');
    expect(spliced("{}", { o: nest })).toBe('{"o":{}}');
  });

  test("nests deeper than any stack", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    expect(spliced(`{"deep":${deep},"a":1}`, { a: "2" })).toBe(`{"deep":${deep},"a":2}`);
  });

  test("reads as the object with the changes, whatever the object is", () => {
    const change = fc.dictionary(
      fc.constantFrom("model", "stream", "new"),
      fc.option(fc.jsonValue(), { nil: undefined }),
    );
    fc.assert(
      fc.property(object, change, ({ json }, changes) => {
        const texts = Object.fromEntries(
          Object.entries(changes).map(([name, value]) => [
            name,
            value === undefined ? undefined : JSON.stringify(value),
          ]),
        );
        const expected = new Map(Object.entries(JSON.parse(json) as object));
        for (const [name, value] of Object.entries(changes)) {
          if (value === undefined) expected.delete(name);
          else expected.set(name, JSON.parse(JSON.stringify(value)));
        }
        const found = new Map(Object.entries(JSON.parse(spliced(json, texts)) as object));
        expect(found).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  test("leaves every byte of what it does not change", () => {
    fc.assert(
      fc.property(object, ({ s, pairs, json }) => {
        const names = pairs.map(([name]) => JSON.parse(name) as string);
        const staying = pairs.filter(
          (_, index) => names[index] !== "model" && names.lastIndexOf(names[index]!) === index,
        );
        const without = spliced(json, { model: undefined });
        for (const [name, value] of staying) expect(without).toContain(`${name}${s}:${s}${value}`);
      }),
      { numRuns: 1_000 },
    );
  });
});
