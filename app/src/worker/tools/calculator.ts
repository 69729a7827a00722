import { z } from "zod";
import { tool } from "./tool";

/** Longest expression, and deepest nesting, that is worked out: a model's text must not exhaust the stack. */
const maxLength = 300;
const maxDepth = 50;

/**
 * Works out `+ - * / % ^`, signs and parentheses. A parser of its own, because evaluating what a model wrote as
 * code would let any user of the chatbot run code in the pod.
 *
 * @throws Error naming the place, when it is not an expression or has no finite value.
 */
export function calculate(expression: string): number {
  if (expression.length > maxLength) throw new Error(`at most ${maxLength} characters`);
  let at = 0;
  let depth = 0;
  const peek = (): string => {
    while (expression[at] === " ") at += 1;
    return expression[at] ?? "";
  };
  const fail = (wanted: string): never => {
    throw new Error(`${wanted} expected at position ${at + 1}, found ${JSON.stringify(peek() || "the end")}`);
  };

  const sum = (): number => {
    let value = product();
    for (let op = peek(); op === "+" || op === "-"; op = peek()) {
      at += 1;
      const right = product();
      value = op === "+" ? value + right : value - right;
    }
    return value;
  };
  const product = (): number => {
    let value = signed();
    for (let op = peek(); op === "*" || op === "/" || op === "%"; op = peek()) {
      at += 1;
      const right = signed();
      if (op === "*") value *= right;
      else if (right === 0) throw new Error("division by zero");
      else value = op === "/" ? value / right : value % right;
    }
    return value;
  };
  // A sign binds looser than a power, as on paper: -2^2 is -4.
  const signed = (): number => {
    depth += 1;
    if (depth > maxDepth) throw new Error(`at most ${maxDepth} levels`);
    const sign = peek();
    if (sign === "-" || sign === "+") at += 1;
    const value = sign === "-" ? -signed() : sign === "+" ? signed() : power();
    depth -= 1;
    return value;
  };
  const power = (): number => {
    const base = atom();
    if (peek() !== "^") return base;
    at += 1;
    return base ** signed();
  };
  const atom = (): number => {
    if (peek() === "(") {
      at += 1;
      const value = sum();
      if (peek() !== ")") fail('")"');
      at += 1;
      return value;
    }
    const number = /^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?/i.exec(expression.slice(at))?.[0];
    if (number === undefined) return fail("a number");
    at += number.length;
    return Number(number);
  };

  const value = sum();
  if (peek() !== "") fail("an operator");
  if (!Number.isFinite(value)) throw new Error("the result is not a finite number");
  return value;
}

/** The agent's arithmetic, at which language models are bad. */
export const calculator = tool({
  name: "calculator",
  description: "Works out an arithmetic expression exactly, e.g. 3 * (19.90 + 4). Use it for every calculation.",
  args: z.strictObject({ expression: z.string().describe("Numbers, + - * / % ^ and parentheses") }),
  // Fifteen digits are what a double holds: 0.1 + 0.2 reads 0.3.
  run: ({ expression }) => String(Number(calculate(expression).toPrecision(15))),
});
