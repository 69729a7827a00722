import * as fc from "fast-check";
import { ChatError } from "../engine";
import { MemoryBudget, MemoryShare } from "./memory-budget";
import { parseBody } from "./parse-body";

const share = (bytes = 1e9) => new MemoryShare(new MemoryBudget(bytes));
const parse = (bytes: Buffer | string) => parseBody(Buffer.from(bytes), share());
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

const errorOf = (bytes: Buffer | string): ChatError => {
  try {
    parse(bytes);
  } catch (error) {
    if (error instanceof ChatError) return error;
    throw error;
  }
  throw new Error("it was taken");
};

describe("a client's JSON", () => {
  test.each<[string, Buffer | string, string]>([
    ["nothing", "", "The body is not valid JSON: it is empty."],
    ["nothing but a mark", mark, "The body is not valid JSON: it is empty."],
    ["white space", " \n", "The body is not valid JSON: it ends too early at position 2 (line 2, column 1)."],
    ["NaN", '{"model":NaN}', "The body is not valid JSON: NaN is no JSON value at position 9 (line 1, column 10)."],
    [
      "a fault behind letters of two bytes",
      '{\n"größe": 1,}',
      "The body is not valid JSON: a comma stands before the end at position 12 (line 2, column 11).",
    ],
    [
      "UTF-16 with a mark",
      Buffer.from('\ufeff{"a":1}', "utf16le"),
      "The body is not valid JSON: it is UTF-16 or UTF-32, and JSON is UTF-8.",
    ],
    [
      "UTF-16 without",
      Buffer.from('{"a":1}', "utf16le"),
      "The body is not valid JSON: it is UTF-16 or UTF-32, and JSON is UTF-8.",
    ],
    [
      "UTF-16, the high byte first",
      Buffer.from('{"a":1}', "utf16le").swap16(),
      "The body is not valid JSON: it is UTF-16 or UTF-32, and JSON is UTF-8.",
    ],
    [
      "Latin-1",
      Buffer.from('{"a":"\ufffd größer"}', "latin1"),
      "The body is not valid JSON: it is not UTF-8 at position 6 (line 1, column 7).",
    ],
    [
      "Latin-1 behind a replacement character",
      Buffer.concat([Buffer.from('{"a":"\ufffd'), Buffer.from([0xe4, 0x22, 0x7d])]),
      "The body is not valid JSON: it is not UTF-8 at position 7 (line 1, column 8).",
    ],
    [
      "half a letter",
      Buffer.from('["ä').subarray(0, 3),
      "The body is not valid JSON: it is not UTF-8 at position 2 (line 1, column 3).",
    ],
  ])("is refused where it is %s", (_name, bytes, message) => {
    expect(errorOf(bytes)).toMatchObject({ status: 400, code: "invalid_json", message });
  });

  test("may begin with a byte order mark, which goes", () => {
    const { json, value } = parse(Buffer.concat([mark, Buffer.from('{"a":1}')]));
    expect([json.toString(), value]).toEqual(['{"a":1}', { a: 1 }]);
  });

  test("may have half a surrogate pair as an escape, which RFC 8259 allows, and names that stand twice", () => {
    expect(parse('{"a":"\\ud800","b":1,"b":2}').value).toEqual({ a: "\ud800", b: 2 });
  });

  test("is refused before it is parsed where it has too many values, and may nest as deep as it likes", () => {
    expect(errorOf(`[${"0,".repeat(250_000)}0]`)).toMatchObject({ status: 400, code: "too_many_values" });
    expect(errorOf("[".repeat(300_000))).toMatchObject({ status: 400, code: "too_many_values" });
    expect(parse("[".repeat(100_000) + "]".repeat(100_000)).value).toHaveLength(1);
  });

  test("takes what it is parsed to from the share, and is refused where there is no room", () => {
    const budget = new MemoryBudget(1_000);
    const memory = new MemoryShare(budget);
    parseBody(Buffer.from("[1,2]"), memory);
    expect(budget.taken).toBe(240);
    expect(() => parseBody(Buffer.from(`[${"0,".repeat(20)}0]`), memory)).toThrow(
      expect.objectContaining({ status: 429, code: "overloaded", retryAfterSeconds: 1 }),
    );
    memory.release();
    expect(budget.taken).toBe(0);
  });

  test("is parsed as JSON.parse does, or refused with a place inside it and without a word of it", () => {
    const bytes = fc.oneof(
      fc.json().map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }).map((some) => Buffer.from(some)),
      fc.tuple(fc.json(), fc.nat()).map(([text, end]) => Buffer.from(text.slice(0, end % (text.length + 1)))),
    );
    fc.assert(
      fc.property(bytes, (text) => {
        let parsed: unknown;
        try {
          parsed = parse(text).value;
        } catch (error) {
          expect(error).toMatchObject({ status: 400, code: "invalid_json" });
          const position = /position (\d+)/.exec((error as ChatError).message)?.[1];
          if (position !== undefined) expect(Number(position)).toBeLessThanOrEqual(text.length);
          return;
        }
        expect(parsed).toEqual(JSON.parse(text.toString("utf8")));
      }),
      { numRuns: 2_000, seed: 16 },
    );
  });
});

describe("a share of the memory", () => {
  test("is given back as a whole, and has nothing after its end", () => {
    const budget = new MemoryBudget(10);
    const first = new MemoryShare(budget);
    const other = new MemoryShare(budget);
    expect([first.take(4), first.take(4), other.take(4), other.take(2)]).toEqual([true, true, false, true]);
    first.release();
    first.release();
    expect([budget.taken, first.take(1), other.take(8)]).toEqual([2, false, true]);
    other.release();
    expect(budget.taken).toBe(0);
  });
});
