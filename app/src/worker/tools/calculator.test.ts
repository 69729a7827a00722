import * as fc from "fast-check";
import { calculate, calculator } from "./calculator";

describe("the calculator", () => {
  test.each([
    ["1 + 2 * 3", 7],
    ["(1 + 2) * 3", 9],
    ["2 ^ 3 ^ 2", 512],
    ["-2 ^ 2", -4],
    ["2 ^ -1", 0.5],
    ["7 % 4 / 2", 1.5],
    ["1.5e2 - .5", 149.5],
    ["--3", 3],
    ["8 - 3 - 2", 3],
  ])("%s = %d", (expression, value) => expect(calculate(expression)).toBe(value));

  test.each([
    ["", 'a number expected at position 1, found "the end"'],
    ["1 +", 'a number expected at position 4, found "the end"'],
    ["(1", '")" expected at position 3, found "the end"'],
    ["1 2", 'an operator expected at position 3, found "2"'],
    ["process.exit()", 'a number expected at position 1, found "p"'],
    ["1 / 0", "division by zero"],
    ["9 ^ 999", "the result is not a finite number"],
    ["(".repeat(200), "at most 50 levels"],
    ["-".repeat(200), "at most 50 levels"],
    ["1".repeat(301), "at most 300 characters"],
  ])("%.20s is refused with its reason", (expression, reason) => expect(() => calculate(expression)).toThrow(reason));

  test("agrees with JavaScript on every expression that both can read", () => {
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        fc.integer({ min: 1, max: 99 }).map(String),
        fc
          .tuple(tie("expression"), fc.constantFrom("+", "-", "*", "/", "%"), tie("expression"))
          .map(([left, op, right]) => `(${left} ${op} ${right})`),
      ),
    }));
    fc.assert(
      fc.property(expression, (text) => {
        fc.pre(text.length <= 300);
        // Generated here from digits and operators: it holds no code.
        const expected = new Function(`return ${text}`)() as number;
        fc.pre(Number.isFinite(expected));
        try {
          expect(calculate(text)).toBe(expected);
        } catch (error) {
          // JavaScript goes through infinity where this one stops.
          expect((error as Error).message).toBe("division by zero");
        }
      }),
    );
  });

  test("never fails otherwise than with a reason, whatever a model writes", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(..."0123456789.e+-*/%^() ") })), (text) => {
        try {
          expect(Number.isFinite(calculate(text))).toBe(true);
        } catch (error) {
          expect(error).not.toBeInstanceOf(RangeError);
          expect((error as Error).message).not.toBe("");
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("answers a model's mistake with words", () => {
    expect(calculator.run('{"expression":"0.1 + 0.2"}')).toBe("0.3");
    expect(calculator.run("{")).toMatch(/^error: /);
    expect(calculator.run('{"sum":"1"}')).toMatch(/^error: .*expression/s);
  });
});
