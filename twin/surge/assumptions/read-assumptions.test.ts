import { readFileSync } from "node:fs";
import fc from "fast-check";
import { AssumptionError, defaultFile, definitions, parseAssumptions, readAssumptions } from ".";

const text = readFileSync(defaultFile, "utf8");
const changed = (from: RegExp | string, to: string): string => text.replace(from, to);

function problems(of: string, over: Record<string, string> = {}): string {
  try {
    parseAssumptions(of, "mine.yaml", over);
  } catch (error) {
    if (error instanceof AssumptionError) return error.message;
    throw error;
  }
  return "";
}

test("the product's own file has every assumption, each with its source, and the clock of Seoul's morning", () => {
  const { entries, numbers, startsAt } = readAssumptions();
  expect(entries).toHaveLength(Object.keys(definitions).length + 1);
  expect(entries.filter(({ source }) => source.trim().length < 4)).toEqual([]);
  expect(numbers["questions.promptTokens"]).toBe(400);
  expect(new Date(startsAt * 1000).toISOString()).toBe("2026-11-27T00:00:00.000Z");
});

test.each<[string, string, string]>([
  [
    "a value beyond belief",
    changed(/value: 400,/, "value: -400,"),
    "questions.promptTokens = -400 must be a whole number from 1",
  ],
  ["a text for a number", changed(/value: 0\.012/, "value: fast"), 'gateway.tokenSeconds = "fast" must be a number'],
  ["a value without a source", changed(/value: 400, source: [^}]*/, "value: 400 "), "must have a value and a source"],
  [
    "an assumption that there is not",
    `${text}\ngateway.colour: { value: 1, source: x }\n`,
    'there is no assumption "gateway.colour"',
  ],
  ["a time without its zone", changed("2026-11-27T00:00:00Z", "2026-11-27 09:00"), "must be a time with its zone"],
  ["no YAML", "a: {", "it is no YAML"],
  ["a list", "- 1\n", "it must be a map of assumptions"],
])("%s is refused with its line and the rule", (_, of, rule) => {
  const message = problems(of);
  expect(message).toContain(rule);
  expect(message).toMatch(/^mine\.yaml:\d+: /);
});

test("the line is that of the value", () => {
  const line = text.split("\n").findIndex((name) => name.startsWith("gateway.errorShare")) + 1;
  expect(problems(changed(/(gateway\.errorShare: \{ value: )0\.001/, "$12"))).toContain(
    `mine.yaml:${line}: gateway.errorShare = 2`,
  );
});

test("all that is missing is named", () => {
  const message = problems('gateway.errorShare: { value: 0, source: "none" }');
  expect(message).toMatch(/^mine\.yaml:1: each of these must be there, with value and source: /);
  expect(message).toContain("clients.patienceSeconds");
  expect(message).not.toContain("gateway.errorShare");
});

test("shares of questions that are more than all are refused", () => {
  expect(problems(text, { "questions.simpleShare": "0.8", "questions.complexShare": "0.4" })).toContain("at most 1");
});

test("the command line goes over the file, and says so as the source", () => {
  const { numbers, entries } = parseAssumptions(text, "f", {
    "gateway.tokensPerMinute": "1e6",
    "clock.startsAt": "2026-01-01T00:00Z",
  });
  expect(numbers["gateway.tokensPerMinute"]).toBe(1_000_000);
  expect(entries.find(({ path }) => path === "clock.startsAt")).toMatchObject({ source: "the command line" });
});

test.each([
  [{ "gateway.tokenSeconds": "soon" }, "--assume gateway.tokenSeconds=soon: it must be a number"],
  [{ "gateway.tokenSeconds": "" }, "--assume gateway.tokenSeconds=: it must be a number"],
  [{ patience: "3" }, "there is no such assumption; did you mean clients.patienceSeconds?"],
])("%j on the command line is refused", (over, rule) => {
  expect(problems(text, over)).toContain(rule);
});

test("no text whatever brings it to anything but assumptions or an AssumptionError", () => {
  fc.assert(fc.property(fc.string(), (any) => expect(typeof problems(any)).toBe("string")));
});
