import fc from "fast-check";
import { KeyListError, parseKeyList, sha256Of } from "./key-list";

const entry = { name: "shop", owner: "team-shop", sha256: sha256Of("secret") };
const listOf = (...entries: object[]): string => JSON.stringify({ keys: entries });
const problemsOf = (text: string): readonly string[] => {
  try {
    parseKeyList(text);
  } catch (error) {
    if (error instanceof KeyListError) return error.problems;
    throw error;
  }
  return [];
};

describe("a list of API keys", () => {
  test("has an entry for each key", () => {
    const limits = { models: ["gpt-4.1"], useCases: ["simple_qa"], requestsPerMinute: 60, tokensPerMinute: 100_000 };
    const more = { tokensPerDay: 1_000_000, dollarsPerDay: 5, maxTokens: 1_024, maxN: 1 };
    expect(parseKeyList(listOf({ ...entry, ...limits, ...more, expires: "2027-01-01" }))).toEqual([
      { ...entry, ...limits, ...more, sha256: [entry.sha256], expiresAt: Date.UTC(2027, 0, 1) },
    ]);
  });

  test("takes digests in any case, several for one key, and a byte order mark", () => {
    const second = sha256Of("other");
    const text = `\uFEFF ${listOf({ ...entry, sha256: [entry.sha256.toUpperCase(), second] })}\n`;
    expect(parseKeyList(text)[0]!.sha256).toEqual([entry.sha256, second]);
  });

  test.each([
    ["a name that is none", { ...entry, name: "a b" }, "keys[0]: name is not allowed"],
    ["a name that is taken by plain keys", { ...entry, name: "plain" }, 'key "plain": name is not allowed'],
    ["no owner", { name: "shop", sha256: entry.sha256 }, 'key "shop": owner is not allowed'],
    ["a digest that is too short", { ...entry, sha256: "abc" }, 'key "shop": sha256 is not allowed'],
    ["no digest", { ...entry, sha256: [] }, 'key "shop": sha256 is not allowed'],
    ["a limit of none", { ...entry, requestsPerMinute: 0 }, 'key "shop": requestsPerMinute is not allowed'],
    ["half a token", { ...entry, tokensPerDay: 1.5 }, 'key "shop": tokensPerDay is not allowed'],
    ["a budget in words", { ...entry, dollarsPerDay: "5" }, 'key "shop": dollarsPerDay is not allowed'],
    ["more answers than OpenAI gives", { ...entry, maxN: 129 }, 'key "shop": maxN is not allowed'],
    ["an empty list of models", { ...entry, models: [] }, 'key "shop": models is not allowed'],
    ["a model without a name", { ...entry, models: [""] }, 'key "shop": models.0 is not allowed'],
    ["a day that there is not", { ...entry, expires: "2027-02-30" }, 'key "shop": expires is not allowed'],
    ["a misspelt limit", { ...entry, requestPerMinute: 5 }, 'key "shop": requestPerMinute is not known'],
    ["an entry that is no object", "shop" as unknown as object, "keys[0]: the entry is not allowed"],
  ])("refuses %s", (_what, wrong, problem) => {
    expect(problemsOf(listOf(wrong))).toEqual([expect.stringContaining(problem) as string]);
  });

  test.each([
    "keys:\n  - name: shop\n    owner: team-shop\n",
    "# keys of clients\nkey-1\nkey-2",
    '// keys\n{"keys":[]}',
    "null",
    "true",
    '"key"',
    "<html>no such secret</html>",
    "key-1\n---\nkey-2",
    "\u0000",
  ])("takes no word for a key of what is no list: %j", (text) => {
    expect(problemsOf(text)).not.toEqual([]);
  });

  test("refuses the digest of an empty key, which everybody has", () => {
    const [problem] = problemsOf(listOf({ ...entry, sha256: sha256Of("") }));
    expect(problem).toContain("not those of an empty text");
  });

  test.each(["{", "[]", '{"keys":{}}', '{"key":[]}'])("refuses %j as a whole", (text) => {
    expect(problemsOf(text)).toHaveLength(1);
  });

  test("names all problems at once, and keys that are there twice", () => {
    const problems = problemsOf(
      listOf(entry, { ...entry, owner: "x" }, { ...entry, name: "b", maxN: 0, maxTokens: 0 }),
    );
    expect(problems).toEqual([
      expect.stringContaining('key "b": maxTokens') as string,
      expect.stringContaining('key "b": maxN') as string,
      'key "shop": name is not allowed: another entry has it',
      'key "shop": sha256 is not allowed: key "shop" has the same',
    ]);
  });

  test("quotes nothing that could be a key, wherever it was written by mistake", () => {
    const secret = fc.stringMatching(/^bw-[A-Za-z0-9_-]{43}$/);
    const places: ((key: string) => string)[] = [
      (key) => listOf({ ...entry, name: key }),
      (key) => listOf({ ...entry, owner: ` ${key}` }),
      (key) => listOf({ ...entry, sha256: key }),
      (key) => listOf({ ...entry, sha256: [key] }),
      (key) => listOf({ ...entry, expires: key }),
      (key) => listOf({ ...entry, models: key }),
      (key) => listOf({ ...entry, [key]: 1 }),
      (key) => JSON.stringify({ [key]: [] }),
      (key) => JSON.stringify({ keys: [key] }),
      (key) => `{"keys":["${key}`,
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...places), (key, write) => {
        const problems = problemsOf(write(key));
        expect(problems.length).toBeGreaterThan(0);
        expect(problems.join()).not.toContain(key);
        expect(problems.join()).not.toContain(sha256Of(key));
      }),
      { seed: 16 },
    );
  });

  test("may be plain keys, which have one name and an owner each", () => {
    const keys = parseKeyList("one,two\n three\none");
    expect(keys.map(({ name, sha256 }) => [name, sha256])).toEqual(
      ["one", "two", "three"].map((key) => ["plain", [sha256Of(key)]]),
    );
    expect(new Set(keys.map(({ owner }) => owner)).size).toBe(3);
    // The owner of a key does not change with its neighbours, and does not tell the digest.
    expect(parseKeyList("two")[0]!.owner).toBe(keys[1]!.owner);
    expect(sha256Of("two")).not.toContain(keys[1]!.owner.slice(4));
    expect(parseKeyList("")).toEqual([]);
  });
});
