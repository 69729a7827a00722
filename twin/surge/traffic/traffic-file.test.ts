import * as fc from "fast-check";
import { parseTraffic, readTraffic } from "./traffic-file";

test("rates from CSV, with comments, empty lines and Windows' line ends", () => {
  const traffic = parseTraffic("day.csv", "# a day\r\nfrom,to,rate\r\n0,60,1.5\r\n\r\n60,120,3\r\n");
  expect(traffic).toMatchObject({
    kind: "curve",
    curve: {
      segments: [
        { from: 0, to: 60, fromRate: 1.5, toRate: 1.5 },
        { from: 60, to: 120, fromRate: 3, toRate: 3 },
      ],
    },
  });
});

test("rates that rise, from JSON", () => {
  const text = JSON.stringify({ segments: [{ from: 0, to: 60, fromRate: 0, toRate: 10 }] });
  expect(parseTraffic("day.json", text)).toMatchObject({ kind: "curve", curve: { total: 300, peak: 10 } });
});

test("questions from CSV, some without lengths", () => {
  expect(parseTraffic("log.csv", "at,promptTokens,outputTokens\n0.5,400,300\n0.5,,\n2,10,\n")).toEqual({
    kind: "recorded",
    questions: [
      { at: 0.5, promptTokens: 400, outputTokens: 300 },
      { at: 0.5, promptTokens: undefined, outputTokens: undefined },
      { at: 2, promptTokens: 10, outputTokens: undefined },
    ],
  });
});

test.each([
  ["a gap", "from,to,rate\n0,60,1\n61,90,1", "t.csv:3: from is 61: a gap after 60, where the segment before ends"],
  ["an overlap", "from,to,rate\n0,60,1\n59,90,1", "t.csv:3: from is 59: before 60, where the segment before ends"],
  ["a late start", "from,to,rate\n5,60,1", "t.csv:2: the first segment begins at 5; it must begin at 0"],
  ["a negative time", "from,to,rate\n-5,60,1", "t.csv:2: from is -5; times must be at least 0"],
  ["a segment backwards", "from,to,rate\n0,0,1", "t.csv:2: to is 0; it must be after from, 0"],
  ["a negative rate", "from,to,rate\n0,60,-1", "t.csv:2: a rate is -1; it must be at least 0"],
  ["an absurd rate", "from,to,rate\n0,60,1e9", "it must be at most 420000 questions a second"],
  ["no number", "from,to,rate\n0,60,lots", "t.csv:2: rate is lots; it must be a number"],
  ["too few values", "from,to,rate\n0,60", "t.csv:2: it has 2 values; the header names 3"],
  ["an unknown column", "from,to,speed\n0,60,1", 't.csv:1: there is no column "speed"'],
  ["both ways", "from,to,rate,toRate\n0,60,1,2", "t.csv:2: rate stands for fromRate and toRate"],
  ["a missing rate", "from,to,fromRate\n0,60,1", "t.csv:2: toRate is missing"],
  ["times that fall", "at\n5\n4", "t.csv:3: at is 4; times must not fall, and 5 came before"],
  ["a negative arrival", "at\n-1", "t.csv:2: at is -1; times must be at least 0"],
  ["half a token", "at,promptTokens\n1,1.5", "t.csv:2: promptTokens is 1.5; it must be a whole number above 0"],
  ["no rows", "at\n", "there are no questions; at least one is needed"],
  ["nothing at all", "\n# only a comment\n", "t.csv:1: there is nothing in it"],
])("%s is refused with its line and the rule", (_, text, message) => {
  expect(() => parseTraffic("t.csv", text)).toThrow(message);
});

test.each([
  [
    "a gap",
    '{"segments": [\n{"from": 0, "to": 60, "rate": 1},\n{"from": 90, "to": 99, "rate": 1}\n]}',
    "t.json:3: from is 90: a gap",
  ],
  ["no JSON", '{"segments": [\n', "t.json:2: it is no JSON"],
  ["another object", '{"rates": []}', 't.json:1: it must be {"segments": [...]} or {"questions": [...]}'],
  ["a number as text", '{"questions": [\n{"at": "1"}]}', 't.json:2: at is "1"; it must be a number'],
  ["an unknown field", '{"questions": [{"at": 1, "when": 2}]}', 't.json:1: there is no "when"'],
  [
    "a row that is none",
    '{"questions": [\n3]}',
    "t.json:2: an object with at, promptTokens, outputTokens must stand here",
  ],
])("%s in JSON is refused with its line and the rule", (_, text, message) => {
  expect(() => parseTraffic("t.json", text)).toThrow(message);
});

test("everything that is wrong is said at once, up to ten lines of it", () => {
  expect(() => parseTraffic("t.csv", "at\n-1\n-2\n")).toThrow(/t\.csv:2: .*\nt\.csv:3: /);
  expect(() => parseTraffic("t.csv", `at\n${"-1\n".repeat(25)}`)).toThrow("… and 15 more");
});

test("a file that is not there is named", () => {
  expect(() => readTraffic("no/such.csv")).toThrow("no/such.csv: cannot be read: there is no such file");
});

test("any text is either traffic or refused with a message of ours", () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom("t.csv", "t.json"), (text, file) => {
      try {
        parseTraffic(file, text);
      } catch (error) {
        expect((error as Error).name).toBe("TrafficFileError");
      }
    }),
    { numRuns: 500 },
  );
});
