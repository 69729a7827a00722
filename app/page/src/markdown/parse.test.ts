import { blocksOf, markupOf } from "./parse";

const markup = (text: string): string => markupOf(blocksOf(text, {})).trim();

test.each([
  [
    "an image is a link and loads nothing",
    "![a cat](https://x.test/cat.png)",
    '<p><a href="https://x.test/cat.png">a cat</a></p>',
  ],
  [
    "an image without words is named by its address",
    "![](https://x.test/c)",
    '<p><a href="https://x.test/c">https://x.test/c</a></p>',
  ],
  ["an image from nowhere good is its text", "![a](javascript:alert(1))", "<p>a</p>"],
  ["HTML is text", "a <b>b</b>", "<p>a &#60;b&#62;b&#60;/b&#62;</p>"],
  ["a line break in HTML is one", "a<br/>b", "<p>a<br>b</p>"],
  ["a link to a script is its text", "[x](javascript:alert(1))", "<p>x</p>"],
  ["a relative link is its text", "[x](/api/me)", "<p>x</p>"],
  ["a link to mail is one", "<a@b.test>", '<p><a href="mailto:a@b.test">a@b.test</a></p>'],
  ["a task is a sign", "- [x] done\n- [ ] open", "<ul>\n<li>☑ done</li>\n<li>☐ open</li>\n</ul>"],
  ["a language is a word", '```c++ onclick="x"\na<b\n```', '<pre><code class="language-c++">a&#60;b\n</code></pre>'],
  ["strong words end before a Korean particle", "**파일(file)**을", "<p><strong>파일(file)</strong>을</p>"],
  ["and begin after one", "이것은**(중요)**합니다", "<p>이것은<strong>(중요)</strong>합니다</p>"],
  [
    "with more inside",
    "**`a`와 *b***는 **c**",
    "<p><strong><code>a</code>와 <em>b</em></strong>는 <strong>c</strong></p>",
  ],
  ["and stars that are none stay", "가 ** 나 ** 2**3 `**가.**나`", "<p>가 ** 나 ** 2**3 <code>**가.**나</code></p>"],
  [
    "a formula stands as it was written",
    String.raw`With \(a_1 * b_1 * c\) and \[\sum_i x_i^2\], $$e = mc^2$$.`,
    String.raw`<p>With <code>a_1 * b_1 * c</code> and <code>\sum_i x_i^2</code>, <code>e = mc^2</code>.</p>`,
  ],
  [
    "words in escaped brackets are words, and money is money",
    String.raw`\(see the note\) \[text\](https://x.test) $5 and $6`,
    '<p>(see the note) [text](<a href="https://x.test">https://x.test</a>) $5 and $6</p>',
  ],
])("%s", (_what, text, expected) => {
  expect(markup(text)).toBe(expected);
});

test("what nests without end is text, and no error", () => {
  const deep = `${">".repeat(50_000)} a`;
  expect(markup(deep)).toMatch(/^<p[^>]*>(&#62;)+ a<\/p>$/);
});

test("a block that is endless is not formatted, and code always is", () => {
  expect(markup(`${"*a* ".repeat(20_000)}`)).toContain('<p class="plain">*a* *a*');
  expect(markup(`\`\`\`\n${"a\n".repeat(40_000)}\`\`\``)).toContain("<pre><code>a\na");
});
