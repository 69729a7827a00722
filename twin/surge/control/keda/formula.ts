/** A value of a formula; `null` stands for a trigger that has none. */
type Value = number | boolean | null | Value[];
type Values = Readonly<Record<string, number | null>>;
type Expression = (values: Values) => Value;

/** A formula of `scalingModifiers`. */
export interface Formula {
  /** Names of the triggers that it reads. */
  names: ReadonlySet<string>;
  /**
   * @param values of the triggers by name, in their own units
   * @returns `null` where a trigger without a value is all that is left
   * @throws TypeError where an operator does not take what it gets, and where the result is no number
   */
  evaluate(values: Values): number | null;
}

/** Operators between two operands, loosest first, as in github.com/expr-lang/expr, which KEDA uses. */
const precedence: readonly (readonly string[])[] = [
  ["??"],
  ["||", "or"],
  ["&&", "and"],
  ["==", "!="],
  ["<", "<=", ">", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const token = /\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+|[A-Za-z_]\w*|\?\?|\|\||&&|\*\*|[=!<>]=|[-+*/%^<>!?:(),[\]])/y;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length;
function median(numbers: readonly number[]): number {
  const ordered = numbers.toSorted((a, b) => a - b);
  const middle = ordered.length / 2;
  return mean(ordered.slice(Math.ceil(middle) - 1, Math.floor(middle) + 1));
}

/** Functions of one number, then those of any count of them. */
const functions: Readonly<Record<string, (numbers: number[]) => number>> = {
  abs: ([x]) => Math.abs(x!),
  ceil: ([x]) => Math.ceil(x!),
  floor: ([x]) => Math.floor(x!),
  // Halves go away from zero, as in Go.
  round: ([x]) => Math.sign(x!) * Math.round(Math.abs(x!)),
  int: ([x]) => Math.trunc(x!),
  float: ([x]) => x!,
  max: (numbers) => Math.max(...numbers),
  min: (numbers) => Math.min(...numbers),
  sum,
  mean,
  median,
};

/**
 * Reads a formula: numbers, triggers' names, arithmetic, comparisons, `and`, `or`, `not`, `a ? b : c`, `a ?? b`, lists and the
 * functions above. It is evaluated by itself, so nothing in it can reach the program.
 *
 * @throws SyntaxError for what is no such formula
 */
export function parseFormula(text: string): Formula {
  const parser = new Parser(tokens(text), text);
  const expression = parser.all();
  return {
    names: parser.names,
    evaluate(values) {
      const result = expression(values);
      if (result === null || typeof result === "number") return result;
      throw new TypeError(`the formula ${JSON.stringify(text)} gives no number`);
    },
  };
}

function tokens(text: string): string[] {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (match === null)
      throw new SyntaxError(`the formula ${JSON.stringify(text)} has something unknown at character ${at + 1}`);
    found.push(match[1]!);
  }
  return found;
}

/** Recursive descent, one method a level. */
class Parser {
  readonly names = new Set<string>();
  private position = 0;

  constructor(
    private readonly tokens: readonly string[],
    private readonly text: string,
  ) {}

  all(): Expression {
    const expression = this.conditional();
    if (this.position < this.tokens.length) this.refuse();
    return expression;
  }

  private conditional(): Expression {
    const condition = this.binary(0);
    if (!this.take("?")) return condition;
    const yes = this.conditional();
    this.expect(":");
    const no = this.conditional();
    return (values) => (boolean(condition(values)) ? yes(values) : no(values));
  }

  private binary(level: number): Expression {
    const operators = precedence[level];
    if (operators === undefined) return this.unary();
    let left = this.binary(level + 1);
    for (let operator = this.take(...operators); operator !== undefined; operator = this.take(...operators)) {
      left = combine(operator, left, this.binary(level + 1));
    }
    return left;
  }

  private unary(): Expression {
    const operator = this.take("-", "+", "!", "not");
    if (operator === undefined) return this.power();
    const operand = this.unary();
    if (operator === "!" || operator === "not") return (values) => !boolean(operand(values));
    return operator === "-" ? (values) => -number(operand(values)) : (values) => number(operand(values));
  }

  private power(): Expression {
    const base = this.primary();
    if (this.take("**", "^") === undefined) return base;
    const exponent = this.unary();
    return (values) => number(base(values)) ** number(exponent(values));
  }

  private primary(): Expression {
    const token = this.tokens[this.position++] ?? this.refuse();
    if (token === "(") {
      const inner = this.conditional();
      this.expect(")");
      return inner;
    }
    if (token === "[") return this.list("]");
    if (/^[.\d]/.test(token)) return () => Number(token);
    if (!/^[A-Za-z_]/.test(token)) return this.refuse();
    if (token === "nil") return () => null;
    if (token === "true" || token === "false") return () => token === "true";
    if (this.take("(") !== undefined) return this.call(token);
    this.names.add(token);
    return (values) => values[token] ?? null;
  }

  private call(name: string): Expression {
    const apply = Object.hasOwn(functions, name) ? functions[name]! : this.refuse();
    const operands = this.list(")");
    return (values) => {
      const numbers = (operands(values) as Value[]).flat().map(number);
      if (numbers.length === 0) throw new TypeError(`${name}() has nothing to work on`);
      return apply(numbers);
    };
  }

  private list(end: string): Expression {
    const items: Expression[] = [];
    while (this.take(end) === undefined) {
      if (items.length > 0) this.expect(",");
      items.push(this.conditional());
    }
    return (values) => items.map((item) => item(values));
  }

  private take(...wanted: string[]): string | undefined {
    const token = this.tokens[this.position];
    if (token === undefined || !wanted.includes(token)) return undefined;
    this.position++;
    return token;
  }

  private expect(token: string): void {
    if (this.take(token) === undefined) this.refuse();
  }

  private refuse(): never {
    const token = this.tokens[this.position - 1] ?? "its end";
    throw new SyntaxError(`the formula ${JSON.stringify(this.text)} cannot be read near ${token}`);
  }
}

function combine(operator: string, left: Expression, right: Expression): Expression {
  switch (operator) {
    case "??":
      return (values) => left(values) ?? right(values);
    case "||":
    case "or":
      return (values) => boolean(left(values)) || boolean(right(values));
    case "&&":
    case "and":
      return (values) => boolean(left(values)) && boolean(right(values));
    case "==":
      return (values) => left(values) === right(values);
    case "!=":
      return (values) => left(values) !== right(values);
    default: {
      const apply = arithmetic[operator]!;
      return (values) => apply(number(left(values)), number(right(values)));
    }
  }
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => Value>> = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
};

function number(value: Value): number {
  if (typeof value === "number") return value;
  throw new TypeError(`${JSON.stringify(value)} is no number`);
}

function boolean(value: Value): boolean {
  if (typeof value === "boolean") return value;
  throw new TypeError(`${JSON.stringify(value)} is neither true nor false`);
}
