/** A word of a query. */
export interface Token {
  kind: "name" | "number" | "text" | "literal" | "sign" | "end";
  text: string;
}

const signs = ["[?", "[]", "&&", "||", "==", "!=", ">=", "<=", ..."[]{}().,:*@|!<>"];
const tokenForms: [Token["kind"], RegExp][] = [
  ["name", /^[A-Za-z_]\w*/],
  ["name", /^"(?:[^"\\]|\\.)*"/],
  ["number", /^-?\d+/],
  ["text", /^'[^']*'/],
  ["literal", /^`[^`]*`/],
];

/**
 * The words of a query.
 *
 * @throws Error for what is none
 */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  for (let rest = query.trimStart(); rest !== ""; rest = rest.trimStart()) {
    const form = tokenForms.find(([, pattern]) => pattern.test(rest));
    const sign = signs.find((candidate) => rest.startsWith(candidate));
    const text = form ? form[1].exec(rest)![0] : sign;
    if (text === undefined) throw new Error(`invalid jmespath_type value: ${JSON.stringify(query)} at ${rest}`);
    tokens.push({ kind: form ? form[0] : "sign", text });
    rest = rest.slice(text.length);
  }
  return [...tokens, { kind: "end", text: "" }];
}
