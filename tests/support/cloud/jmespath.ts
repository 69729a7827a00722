import type { Json } from "@breakwater/plan-views";
import { type Token, tokensOf } from "./jmespath-tokens";
import { compare, field, flattened, functions, isTrue, listOf, unquoted, valuesOf } from "./jmespath-values";

/**
 * JMESPath, the language of az's `--query`, as far as our scripts and pages speak it: names, indices, projections, filters, pipes, lists and objects
 * of several values, `&&`, `||`, comparisons, literals and the functions below (https://jmespath.org/specification.html).
 *
 * @throws Error for a text that is no such query, as az refuses it
 */
export function search(query: string, data: Json): Json {
  const parser = new Parser(tokensOf(query), query);
  return parser.parse()(data);
}

type Evaluate = (data: Json) => Json;

/** How strongly a sign binds what stands before it. */
const binding: Record<string, number> = {
  "|": 1,
  "||": 2,
  "&&": 3,
  "==": 5,
  "!=": 5,
  ">": 5,
  "<": 5,
  ">=": 5,
  "<=": 5,
  "[]": 9,
  "[?": 21,
  ".": 40,
  "!": 45,
  "[": 55,
};

class Parser {
  private place = 0;

  constructor(
    private readonly tokens: Token[],
    private readonly query: string,
  ) {}

  parse(): Evaluate {
    const whole = this.expression(0);
    if (this.next.kind !== "end") this.fail();
    return whole;
  }

  private get next(): Token {
    return this.tokens[this.place]!;
  }

  private take(text?: string): Token {
    const token = this.next;
    if (text !== undefined && (token.kind !== "sign" || token.text !== text)) this.fail();
    this.place++;
    return token;
  }

  private is(text: string): boolean {
    return this.next.kind === "sign" && this.next.text === text;
  }

  private fail(): never {
    throw new Error(`invalid jmespath_type value: ${JSON.stringify(this.query)} at ${this.next.text || "its end"}`);
  }

  private expression(least: number): Evaluate {
    let left = this.prefix();
    while (this.next.kind === "sign" && (binding[this.next.text] ?? 0) > least) left = this.infix(left);
    return left;
  }

  private prefix(): Evaluate {
    const token = this.take();
    switch (token.kind) {
      case "name":
        return this.is("(") ? this.call(token.text) : field(token.text);
      case "text":
        return () => token.text.slice(1, -1);
      case "literal": {
        const value = JSON.parse(token.text.slice(1, -1)) as Json;
        return () => value;
      }
      case "sign":
        break;
      default:
        return this.fail();
    }
    switch (token.text) {
      case "@":
        return (data) => data;
      case "!": {
        const operand = this.expression(binding["!"]!);
        return (data) => !isTrue(operand(data));
      }
      case "(": {
        const inner = this.expression(0);
        this.take(")");
        return inner;
      }
      case "{":
        return this.object();
      case "[":
      case "[?":
      case "[]":
        this.place--;
        return this.bracket((data) => data);
      default:
        this.place--;
        return this.fail();
    }
  }

  private infix(left: Evaluate): Evaluate {
    if (["[", "[?", "[]"].includes(this.next.text)) return this.bracket(left);
    const { text } = this.take();
    if (text === ".") return this.member(left);
    const right = this.expression(binding[text]!);
    switch (text) {
      case "|":
        return (data) => right(left(data));
      case "||":
        return (data) => (isTrue(left(data)) ? left(data) : right(data));
      case "&&":
        return (data) => (isTrue(left(data)) ? right(data) : left(data));
      default:
        return (data) => compare(text, left(data), right(data));
    }
  }

  /** What follows a dot: a name, or several values. */
  private member(left: Evaluate): Evaluate {
    const onNull =
      (inner: Evaluate): Evaluate =>
      (data) => {
        const value = left(data);
        return value === null ? null : inner(value);
      };
    if (this.is("{")) {
      this.take();
      return onNull(this.object());
    }
    if (this.is("[")) {
      this.take();
      return onNull(this.list());
    }
    if (this.is("*")) {
      this.take();
      return this.projection((data) => valuesOf(left(data)));
    }
    const { kind, text } = this.take();
    if (kind !== "name") this.fail();
    return onNull(this.is("(") ? this.call(text) : field(text));
  }

  private bracket(left: Evaluate): Evaluate {
    const { text } = this.take();
    if (text === "[]") return this.projection((data) => flattened(left(data)));
    if (text === "[?") {
      const condition = this.expression(0);
      this.take("]");
      return this.projection((data) => listOf(left(data))?.filter((item) => isTrue(condition(item))));
    }
    if (this.is("*")) {
      this.take();
      this.take("]");
      return this.projection((data) => listOf(left(data)));
    }
    if (this.next.kind === "number") {
      const index = Number(this.take().text);
      this.take("]");
      return (data) => listOf(left(data))?.at(index) ?? null;
    }
    return this.list();
  }

  /** What follows a projection is asked of each of its items; what is null falls out. */
  private projection(items: (data: Json) => Json[] | undefined): Evaluate {
    let each: Evaluate = (item) => item;
    while (this.next.kind === "sign" && (binding[this.next.text] ?? 0) >= 10) each = this.infix(each);
    return (data) =>
      items(data)
        ?.map((item) => each(item))
        .filter((value) => value !== null) ?? null;
  }

  private list(): Evaluate {
    const values = this.separated("]", () => this.expression(0));
    return (data) => values.map((value) => value(data));
  }

  private object(): Evaluate {
    const pairs = this.separated("}", () => {
      const { kind, text } = this.take();
      if (kind !== "name") this.fail();
      this.take(":");
      return [unquoted(text), this.expression(0)] as const;
    });
    return (data) => Object.fromEntries(pairs.map(([key, value]) => [key, value(data)]));
  }

  private call(name: string): Evaluate {
    this.take("(");
    const args = this.separated(")", () => this.expression(0));
    const run = functions[name];
    if (!run) throw new Error(`Unknown function: ${name}()`);
    return (data) => run(...args.map((argument) => argument(data)));
  }

  private separated<T>(end: string, item: () => T): T[] {
    const items: T[] = [];
    while (!this.is(end)) {
      items.push(item());
      if (!this.is(end)) this.take(",");
    }
    this.take(end);
    return items;
  }
}
