import type { TokenizerAndRendererExtension } from "marked";

/** Letters of languages that put no space between a word and its ending. */
const cjk = /[\p{Script=Hangul}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/**
 * `**파일(file)**을` is strong here. By CommonMark's rule (6.2, left- and right-flanking) it is not, as the stars stand between a punctuation mark and a
 * letter: a rule for languages with spaces between words, see https://github.com/commonmark/commonmark-spec/issues/650. Models write Korean so all the time.
 */
export const cjkEmphasis: TokenizerAndRendererExtension = {
  name: "strong",
  level: "inline",
  start: (text) => {
    const found = text.indexOf("**");
    return found === -1 ? undefined : found;
  },
  tokenizer(text) {
    const found = /^\*\*(?![\s*])([^*\n]{1,500})(?<!\s)\*\*(?!\*)/.exec(text);
    if (found === null) return undefined;
    const [raw, inner] = found as unknown as [string, string];
    if (!cjk.test(inner) && !cjk.test(text.charAt(raw.length))) return undefined;
    // Half of a piece of code: its other half is beyond the stars.
    if (inner.split("`").length % 2 === 0) return undefined;
    return { type: "strong", raw, text: inner, tokens: this.lexer.inlineTokens(inner) };
  },
};
