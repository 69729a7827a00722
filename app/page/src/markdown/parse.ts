import { Marked, type Links, type Token, type TokensList } from "marked";
import { cjkEmphasis } from "./cjk-emphasis";
import { math } from "./math";

/** Only these may a link lead to. */
const linkable = /^(?:https?:\/\/|mailto:)/i;

/** Longest block, in characters, whose text is formatted: inside a paragraph the work grows with the square of its length. */
const longestFormatted = 50_000;

const marked = new Marked({
  gfm: true,
  extensions: [cjkEmphasis, math],
  renderer: {
    // HTML of a model's is shown and not run; `<br>` is the one way to break a line inside a table's cell.
    html: ({ text }) => (/^<br\s*\/?>\s*$/i.test(text) ? "<br>" : escaped(text)),
    // Nothing is loaded from elsewhere, so that reading an answer tells nobody: an image is a link to it.
    image: ({ href, text }) => link(href, escaped(text === "" ? href : text)),
    link({ href, tokens }) {
      return link(href, this.parser.parseInline(tokens));
    },
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    code: ({ text, lang }) => {
      const language = /^[\w+#.-]{1,30}/.exec(lang ?? "")?.[0];
      return `<pre><code${language === undefined ? "" : ` class="language-${escaped(language)}"`}>${escaped(text)}\n</code></pre>`;
    },
  },
});

/** The blocks of a text. `links` are the definitions that other blocks of the same answer gave, and gets those of these. */
export function blocksOf(text: string, links: Links): Token[] {
  const lexer = new marked.Lexer(marked.defaults);
  Object.assign(lexer.tokens.links, links);
  // What would take too long, or nests so deep that the stack ends, is text.
  const tokens = attempt(() => lexer.lex(text)) ?? [plain(text)];
  Object.assign(links, lexer.tokens.links);
  return tokens;
}

/** Markup of blocks. What is in it still goes through the sanitizer. */
export function markupOf(tokens: readonly Token[]): string {
  return tokens
    .map((token) => {
      const formatted = token.type === "code" || token.raw.length <= longestFormatted;
      return (
        (formatted ? attempt(() => marked.parser([token] as unknown as TokensList)) : undefined) ??
        plainMarkup(token.raw)
      );
    })
    .join("");
}

const plain = (raw: string): Token => ({
  type: "paragraph",
  raw,
  text: raw,
  tokens: [{ type: "text", raw, text: raw }],
});

const plainMarkup = (raw: string): string => `<p class="plain">${escaped(raw.trim())}</p>`;

function link(href: string, inner: string): string {
  return linkable.test(href.trim()) ? `<a href="${escaped(href.trim())}">${inner}</a>` : inner;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
