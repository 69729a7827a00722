import fc from "fast-check";
import hljs from "highlight.js/lib/core";
import { languages } from "./languages";
import { runsOf } from "./runs";

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

const colour = (code: string, language: string) =>
  runsOf(hljs.highlight(code, { language, ignoreIllegals: true }).value, code);

test("has a kind for each piece, inside other pieces as well", () => {
  const code = "const a = `${1}&`; // <b>";
  let at = 0;
  const pieces = colour(code, "ts")!.map(([length, kind]) => [code.slice(at, (at += length)), kind]);
  expect(pieces).toEqual([
    ["const", "keyword"],
    [" a = ", undefined],
    ["`${", "string"],
    ["1", "number"],
    ["}&`", "string"],
    ["; ", undefined],
    ["// <b>", "comment"],
  ]);
});

test.each(["js", "jsx", "tsx", "py", "sh", "html", "yml", "rs", "cs", "c++", "golang", "docker", "toml", "kt", "rb"])(
  "knows %s",
  (name) => {
    expect(hljs.getLanguage(name)).toBeDefined();
  },
);

test.each(Object.keys(languages))("covers what is written in %s to the character", (language) => {
  const words = [
    "const",
    "def ",
    "class A",
    "{",
    "}",
    "(",
    '"',
    "'",
    "`",
    "${",
    "<b x='",
    "&amp;",
    "//",
    "/*",
    "#",
    "\n",
    "1.5",
    "@a",
    "한",
    "\u{1F600}",
    "--",
  ];
  const property = fc.property(fc.array(fc.constantFrom(...words), { maxLength: 30 }), (parts) => {
    const code = parts.join("");
    expect(colour(code, language)?.reduce((sum, [length]) => sum + length, 0)).toBe(code.length);
  });
  fc.assert(property, { seed: 16, numRuns: 100 });
});

test.each(['<span class="hljs-keyword">other</span>', "le", "lets", "<b>let</b>", "&lt;"])(
  "has no colours for markup that is not the code's: %s",
  (markup) => {
    expect(runsOf(markup, "let")).toBeUndefined();
  },
);
