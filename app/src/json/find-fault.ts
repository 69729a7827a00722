/** Why a text is no JSON. */
export interface JsonFault {
  /** Index of the byte at which it stops to be JSON; the text's length where it ends too early. */
  at: number;
  /** What is wrong, without a word of the text: "a comma or the end of the list is missing". */
  what: string;
}

/** Words of other languages that are taken for JSON: JavaScript's and Python's. They are named because they stand here, not because the text has them. */
const foreignWords = ["NaN", "Infinity", "-Infinity", "undefined", "None", "True", "False", "nan", "inf", "NULL"];

const escapes = /["\\/bfnrt]/;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const numberLike = /[-+.\w]+/y;
const word = /-?[A-Za-z]+/y;
const space = /[ \n\r\t]*/y;

/**
 * Finds where a text stops to be JSON by RFC 8259, and says why in words of its own: the messages of `JSON.parse` quote the text, and some have no
 * position. `undefined` for JSON. It is for texts that `JSON.parse` has refused, and takes its time.
 */
export function findJsonFault(json: Buffer): JsonFault | undefined {
  // One character a byte: everything that structures JSON is ASCII, and positions are those of the bytes.
  return new Scanner(json.toString("latin1")).fault();
}

class Scanner {
  private at = 0;
  /** The brackets that are open. */
  private readonly open: ("{" | "[")[] = [];

  constructor(private readonly text: string) {}

  fault(): JsonFault | undefined {
    this.skip(space);
    let fault = this.value();
    while (fault === undefined && this.open.length > 0) fault = this.afterValue();
    if (fault !== undefined) return fault;
    this.skip(space);
    return this.at < this.text.length ? this.wrong("something follows its end") : undefined;
  }

  /** A value up to its end, or up to the first value within it. */
  private value(): JsonFault | undefined {
    for (;;) {
      const next = this.text[this.at];
      if (next !== "{" && next !== "[") return this.plainValue();
      this.open.push(next);
      this.at += 1;
      this.skip(space);
      if (this.text[this.at] === (next === "{" ? "}" : "]")) return this.close();
      const fault = next === "{" ? this.name() : undefined;
      if (fault !== undefined) return fault;
    }
  }

  /** What stands behind a value inside a list or an object: its end, or the next value. */
  private afterValue(): JsonFault | undefined {
    this.skip(space);
    const inObject = this.open.at(-1) === "{";
    const end = inObject ? "}" : "]";
    const next = this.text[this.at];
    if (next === end) return this.close();
    if (next !== ",") return this.wrong(`a comma or the end of the ${inObject ? "object" : "list"} is missing`);
    const comma = this.at;
    this.at += 1;
    this.skip(space);
    if (this.text[this.at] === end) {
      this.at = comma;
      return this.wrong("a comma stands before the end");
    }
    return (inObject ? this.name() : undefined) ?? this.value();
  }

  private close(): undefined {
    this.open.pop();
    this.at += 1;
  }

  private name(): JsonFault | undefined {
    if (this.text[this.at] !== '"') return this.wrong("a name in double quotes is missing");
    const fault = this.string();
    if (fault !== undefined) return fault;
    this.skip(space);
    if (this.text[this.at] !== ":") return this.wrong("a colon is missing after a name");
    this.at += 1;
    this.skip(space);
    return undefined;
  }

  private plainValue(): JsonFault | undefined {
    const { text, at } = this;
    const next = text[at];
    if (next === '"') return this.string();
    const found = this.match(word);
    if (found === "true" || found === "false" || found === "null") {
      this.at += found.length;
      return undefined;
    }
    const foreign = foreignWords.find((name) => name === found);
    if (foreign !== undefined) return this.wrong(`${foreign} is no JSON value`);
    if (next === "'") return this.wrong("strings stand in double quotes");
    if (next === "/") return this.wrong("JSON has no comments");
    if (next === undefined || !/[-+.\d]/.test(next)) return this.wrong("a value is missing");
    const digits = this.match(number);
    if (digits === undefined || digits !== this.match(numberLike)) {
      this.at += digits?.length ?? 0;
      return this.wrong("a number is not written as JSON has it");
    }
    this.at += digits.length;
    return undefined;
  }

  private string(): JsonFault | undefined {
    const { text } = this;
    for (this.at += 1; this.at < text.length; this.at += 1) {
      const next = text[this.at]!;
      if (next === '"') {
        this.at += 1;
        return undefined;
      }
      if (next < " ") return this.wrong("a control character in a string is not escaped");
      if (next !== "\\") continue;
      this.at += 1;
      const escaped = text[this.at];
      if (escaped === undefined) break;
      if (escaped === "u") {
        const digits = text.slice(this.at + 1, this.at + 5);
        if (!/^[\da-fA-F]{4}$/.test(digits)) return this.wrong("an escape in a string is none of JSON's");
        this.at += 4;
      } else if (!escapes.test(escaped)) return this.wrong("an escape in a string is none of JSON's");
    }
    return { at: text.length, what: "it ends inside a string" };
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0];
  }

  private skip(pattern: RegExp): void {
    this.at += this.match(pattern)?.length ?? 0;
  }

  private wrong(what: string): JsonFault {
    return this.at >= this.text.length ? { at: this.text.length, what: "it ends too early" } : { at: this.at, what };
  }
}
