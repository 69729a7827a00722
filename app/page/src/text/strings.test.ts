import { firstOf } from "./language";
import { strings } from "./strings";

const placeholders = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test("both languages have every text, none of them empty, with the same places to fill", () => {
  expect(Object.keys(strings.ko).sort()).toEqual(Object.keys(strings.en).sort());
  for (const [key, text] of Object.entries(strings.en)) {
    const other = strings.ko[key as keyof typeof strings.en];
    expect([key, text.trim(), other.trim()]).toEqual([key, expect.stringMatching(/./), expect.stringMatching(/./)]);
    expect([key, placeholders(other)]).toEqual([key, placeholders(text)]);
  }
});

test.each([
  [["ko-KR", "en"], "ko"],
  [["KO"], "ko"],
  [["fr", "ko", "en"], "ko"],
  [["en-GB", "ko"], "en"],
  [["fr"], "en"],
  [[], "en"],
])("speaks to %j in %s", (wanted, language) => {
  expect(firstOf(wanted)).toBe(language);
});
