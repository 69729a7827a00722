import type { TokenizerAndRendererExtension } from "marked";

/** Marks of formulas as models write them: LaTeX's own, and TeX's for one that stands alone. A single `$` is money more often. */
const formula = /^(?:\\\(([^]{1,2000}?)\\\)|\\\[([^]{1,2000}?)\\\](?!\()|\$\$([^$]{1,2000}?)\$\$)/;

/** What a formula has and words in escaped brackets do not; or it is one short piece. */
const looksLikeFormula = /[\\^_=+<>|]|^\s*\S{1,8}\s*$/;

/**
 * A formula stands as it was written, as code: markdown would take its backslashes for escapes and its stars and underscores for emphasis. It is not set,
 * which takes four times the page's weight.
 */
export const math: TokenizerAndRendererExtension = {
  name: "math",
  level: "inline",
  // Text ends before a backslash by itself.
  start: (text) => {
    const found = text.indexOf("$$");
    return found === -1 ? undefined : found;
  },
  tokenizer(text) {
    const found = formula.exec(text);
    if (found === null) return undefined;
    const written = found[1] ?? found[2] ?? found[3] ?? "";
    return looksLikeFormula.test(written) ? { type: "codespan", raw: found[0], text: written.trim() } : undefined;
  },
};
