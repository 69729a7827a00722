import fc from "fast-check";
import { GrowingText } from "./growing-text";
import { blocksOf, markupOf } from "./parse";

/** What is shown after every piece, as markup; text that was appended without being parsed aside. */
function grown(pieces: readonly string[]): { markup: string; parsed: number; completed: string[] } {
  const text = new GrowingText();
  const completed: string[] = [];
  let open = "";
  const take = (last: boolean): void => {
    const update = text.update(last);
    if (update?.kind !== "render") return;
    if (update.complete.length > 0) completed.push(markupOf(update.complete));
    open = markupOf(update.open);
  };
  for (const piece of pieces) {
    text.add(piece);
    take(false);
  }
  take(true);
  return { markup: completed.join("") + open, parsed: text.parsed, completed };
}

const whole = (text: string): string => markupOf(blocksOf(text, {}));
const pieces = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];

const lines = [
  "A paragraph with **bold**, `code` and a [link](https://example.com).",
  "Another line of it",
  "# A heading",
  "Setext",
  "===",
  "---",
  "- a",
  "- b",
  "  - c",
  "1. one",
  "2. two",
  "  more of it",
  "> quoted",
  "```ts",
  "const a = 1;",
  "```",
  "~~~~",
  "    indented",
  String.raw`\\[ a_1 = b_1 \\] and`,
  String.raw`\\[`,
  "- c_2",
  String.raw`\\]`,
  "| a | b |",
  "|---|---:|",
  "| 1 | 2 |",
  "<b>html</b>",
  "![image](https://example.com/x.png)",
  "",
  "",
  "",
];

describe("markdown that grows", () => {
  test("is in the end what it would have been as a whole, wherever it is cut", () => {
    const text = fc.array(fc.constantFrom(...lines), { maxLength: 25 }).map((all) => all.join("\n"));
    const property = fc.property(text, fc.integer({ min: 1, max: 40 }), (given, size) => {
      expect(grown(pieces(given, size)).markup).toBe(whole(given));
    });
    fc.assert(property, { seed: 16, numRuns: 1_000 });
  });

  test("is so with characters of any kind", () => {
    const text = fc.string({ unit: fc.constantFrom(..."#*_`~[]()!<>|-+=1. \n\\ab한"), maxLength: 60 });
    const property = fc.property(text, fc.integer({ min: 1, max: 7 }), (given, size) => {
      expect(grown(pieces(given, size)).markup).toBe(whole(given));
    });
    fc.assert(property, { seed: 16, numRuns: 1_500 });
  });

  test("takes CR LF for a line's end, also in two pieces", () => {
    expect(grown(["a\r", "\n\r\n# b\r", "\n"]).markup).toBe(whole("a\n\n# b\n"));
  });

  test.each([
    ["paragraphs", "Some words of an answer, *as* they come.\n\n", 25],
    ["one list", "- An entry of a list with some `words`\n", 30],
    ["one loose list", "1. An entry of a list\n\n   and its second paragraph\n\n", 30],
    ["one table", "| cell | another cell |\n", 30],
    ["code in one fence", "const answer = 42; // the answer\n", 2],
    ["one paragraph", "words without an end ", 30],
    ["one word", "wwwwwwwwww", 30],
  ])("costs little more than its length: 100 kB of %s, a token at a time", (_what, line, times) => {
    const head = line.startsWith("const") ? "```ts\n" : line.startsWith("|") ? "| a | b |\n|---|---|\n" : "";
    const text = head + line.repeat(100_000 / line.length);
    const { parsed } = grown(pieces(text, 4));
    // A piece of 4 characters is parsed with the block that it is in, which is short, or grows by an eighth first. All of it every time would be 12,500.
    expect(parsed / text.length).toBeLessThan(times);
  });

  test("parses no line of code again while its fence is open, and sees the fence end", () => {
    const text = new GrowingText();
    text.add("```ts\nlet a;\n");
    expect(text.update()).toMatchObject({ kind: "render" });
    text.add("let b;\n``");
    expect(text.update()).toEqual({ kind: "append", text: "let b;\n``" });
    text.add("`\nAfter.");
    expect(text.update()).toMatchObject({ kind: "render", open: [{ type: "code" }, { type: "paragraph" }] });
  });

  test("keeps a block that another one follows", () => {
    expect(grown(pieces("# a\n\nb\n\nc\n", 1)).completed).toEqual(["<h1>a</h1>\n", "<p>b</p>\n", "<p>c</p>\n"]);
  });
});
