/** A word of a command, as the shell hands it over. */
export interface Word {
  /** Without its quotes. What is not known stands in it as it was written: `$DRAIN`. */
  text: string;
  /** Whether nothing in it is left to the moment at which it runs. */
  isKnown: boolean;
  /** Scripts of its command substitutions. */
  substitutions: readonly string[];
}

/** What stands between words. A line break is a `;`. */
export type Operator = ";" | "&&" | "||" | "|" | "&" | "(" | ")";

/** A part of a script: a word, what a redirection reads or writes, or an operator. */
export type Token = { word: Word; isQuoted: boolean } | { redirected: Word } | { operator: Operator };

/** Values of variables, by name. */
export type Variables = ReadonlyMap<string, string>;

/** A script holds what this reader does not know, such as a here-document, or a quote without an end. */
export class UnreadableScript extends Error {}

/** A word that stands in a list of arguments, which no shell reads. */
export const literal = (text: string): Word => ({ text, isKnown: true, substitutions: [] });

/**
 * The tokens of a POSIX shell script, with the variables that are known put in.
 * https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_03
 *
 * @throws UnreadableScript
 */
export function tokensOf(script: string, variables: Variables): Token[] {
  return new Tokenizer(script, variables).tokens();
}

const nameAt = /[A-Za-z_]\w*/y;

class Tokenizer {
  private at = 0;
  private readonly found: Token[] = [];

  constructor(
    private readonly script: string,
    private readonly variables: Variables,
  ) {}

  tokens(): Token[] {
    while (this.at < this.script.length) this.next();
    return this.found;
  }

  private next(): void {
    const here = this.script.slice(this.at);
    const skipped = /^(?:[^\S\n]+|\\\n|#[^\n]*)/.exec(here)?.[0];
    if (skipped !== undefined) this.at += skipped.length;
    else if (/^\d*(?:<<(?!<)|[<>]\()/.test(here)) throw new UnreadableScript(here);
    else if (/^(?:\d*|&)[<>]/.test(here)) this.redirection(here);
    else {
      const operator = /^(?:&&|\|\||\|&|[;&|()\n])/.exec(here)?.[0];
      if (operator === undefined) return void this.found.push(this.word());
      this.at += operator.length;
      this.found.push({ operator: operator === "\n" ? ";" : operator === "|&" ? "|" : (operator as Operator) });
    }
  }

  private redirection(here: string): void {
    this.at += /^(?:\d*|&)(?:>>|>\||[<>]&|<>|<<<|[<>])[ \t]*/.exec(here)![0].length;
    const { word } = this.word();
    this.found.push({ redirected: word });
  }

  private word(): { word: Word; isQuoted: boolean } {
    const substitutions: string[] = [];
    let text = "";
    let isKnown = true;
    let isQuoted = false;
    const expand = () => {
      const { value, raw, substitution } = this.expansion();
      if (substitution !== undefined) substitutions.push(substitution);
      if (value === undefined) isKnown = false;
      text += value ?? raw;
    };
    for (let quote = ""; ;) {
      const character = this.script[this.at];
      if (character === undefined) {
        if (quote !== "") throw new UnreadableScript(this.script);
        break;
      }
      if (quote === "" && /[\s;&|()<>]/.test(character)) break;
      if (quote !== "'" && (character === "$" || character === "`")) expand();
      else if (quote !== "'" && character === "\\") {
        const escaped = this.script[this.at + 1] ?? "";
        text += quote === '"' && !/["\\$`\n]/.test(escaped) ? `\\${escaped}` : escaped.replace("\n", "");
        this.at += 2;
      } else {
        if (character === quote) quote = "";
        else if (quote === "" && (character === "'" || character === '"')) [quote, isQuoted] = [character, true];
        else text += character;
        this.at += 1;
      }
    }
    return { word: { text, isKnown, substitutions }, isQuoted };
  }

  /** What stands behind a `$` or in backticks: its value where that is known. */
  private expansion(): { value?: string | undefined; raw: string; substitution?: string } {
    const start = this.at;
    const taken = (length: number) => {
      this.at = start + length;
      return this.script.slice(start, this.at);
    };
    const here = this.script.slice(start);
    if (here.startsWith("`")) {
      const length = here.indexOf("`", 1) + 1;
      if (length === 0) throw new UnreadableScript(here);
      return { raw: taken(length), substitution: here.slice(1, length - 1) };
    }
    if (here.startsWith("$(")) {
      const length = balanced(here, "(", ")");
      const inner = here.slice(2, length - 1);
      return { raw: taken(length), ...(!inner.startsWith("(") && { substitution: inner }) };
    }
    if (here.startsWith("${")) {
      const length = balanced(here, "{", "}");
      return { raw: taken(length), value: this.variables.get(here.slice(2, length - 1)) };
    }
    nameAt.lastIndex = start + 1;
    const name = nameAt.exec(this.script)?.[0];
    if (name !== undefined) return { raw: taken(1 + name.length), value: this.variables.get(name) };
    // `$1`, `$?` and the like; a `$` before anything else is a character.
    if (/^\$[\d?!#@*$-]/.test(here)) return { raw: taken(2) };
    return { raw: taken(1), value: "$" };
  }
}

/** Length of what opens at a text's second character, its end included. @throws UnreadableScript where it has none */
function balanced(text: string, open: string, close: string): number {
  let depth = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (text[at] === open) depth += 1;
    if (text[at] === close) depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new UnreadableScript(text);
}
