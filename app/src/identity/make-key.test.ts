import { parseKeyList, sha256Of } from "./key-list";
import { makeKey } from "./make-key";

const owned = ["--name", "shop", "--owner", "team-shop"];

test("makes a key and its entry, which the list takes", () => {
  const { code, text } = makeKey([
    ...owned,
    ...["--models", "gpt-4.1,gemini-2.5-flash", "--use-cases", "simple_qa", "--requests-per-minute", "60"],
    ...["--dollars-per-day", "0.5", "--max-n", "1", "--expires", "2027-01-31"],
  ]);
  expect(code).toBe(0);
  const [, key] = /^ {2}(bw-[\w-]{43})$/m.exec(text)!;
  const [entry] = parseKeyList(`{"keys":[${text.slice(text.indexOf("{"))}]}`);
  expect(entry).toEqual({
    name: "shop",
    owner: "team-shop",
    sha256: [sha256Of(key!)],
    models: ["gpt-4.1", "gemini-2.5-flash"],
    useCases: ["simple_qa"],
    requestsPerMinute: 60,
    dollarsPerDay: 0.5,
    maxN: 1,
    expiresAt: Date.UTC(2027, 0, 31),
  });
});

test("no two keys are the same", () => {
  const keys = Array.from({ length: 100 }, () => /bw-[\w-]{43}/.exec(makeKey(owned).text)![0]);
  expect(new Set(keys).size).toBe(100);
});

test.each<[string[], string]>([
  [[], "--name is not allowed: 1 to 40 letters"],
  [["--name", "shop"], "--owner is not allowed"],
  [[...owned, "--max-n", "many"], "--max-n is not allowed: a whole number"],
  [[...owned, "--max-n", ""], "--max-n is not allowed: a whole number"],
  [[...owned, "--tokens-per-day", "-5"], "'--tokens-per-day' argument is ambiguous"],
  [[...owned, "--tokens-per-day=-5"], "--tokens-per-day is not allowed"],
  [[...owned, "--expires", "tomorrow"], "--expires is not allowed: a date"],
  [[...owned, "--colour", "red"], "Unknown option '--colour'"],
  [[...owned, "red"], "Unexpected argument 'red'"],
])("%j is told in the command's own words", (args, problem) => {
  const { code, text } = makeKey(args);
  expect(code).toBe(2);
  expect(text).toContain(problem);
  expect(text).toContain("--help");
  expect(text).not.toContain("bw-");
});

test("--help tells every option", () => {
  const { code, text } = makeKey(["--help"]);
  expect(code).toBe(0);
  for (const option of ["--name", "--owner", "--models", "--use-cases", "--tokens-per-day", "--expires"])
    expect(text).toContain(option);
});
