import { parseFormula } from "./formula";

const values = { queue: 40, lag: 10, gone: null };

test.each<[formula: string, result: number | null]>([
  ["queue", 40],
  ["queue + lag * 2", 60],
  ["(queue + lag) / 4", 12.5],
  ["-queue + 50", 10],
  ["2 ** 3 ** 2", 512],
  ["-2 ^ 2", -4],
  ["queue % 7", 5],
  ["queue > 30 ? queue : lag", 40],
  ["queue < 30 and lag > 5 ? 1 : 2", 2],
  ["not (queue < 30) || false ? 1 : 2", 1],
  ["max(queue, lag, 45)", 45],
  ["min([queue, lag])", 10],
  ["mean([queue, lag])", 25],
  ["median([queue, lag, 12])", 12],
  ["sum([queue, lag]) - floor(1.9) + ceil(0.1)", 50],
  ["round(-2.5)", -3],
  ["gone ?? lag", 10],
  ["gone ?? gone", null],
  ["1.5e1", 15],
])("%s", (formula, result) => {
  expect(parseFormula(formula).evaluate(values)).toBe(result);
});

test("a formula names the triggers that it reads", () => {
  expect([...parseFormula("max(queue, lag) / 2").names]).toEqual(["queue", "lag"]);
});

test.each(["", "queue +", "queue lag", "(queue", "max(queue", "system('x')", "queue; lag", "a.b", "queue ? lag"])(
  "%p cannot be read",
  (formula) => {
    expect(() => parseFormula(formula)).toThrow(SyntaxError);
  },
);

test.each(["gone + 1", "queue > 1", "max()", "queue and lag", "[queue]"])("%p gives no number", (formula) => {
  expect(() => parseFormula(formula).evaluate(values)).toThrow(TypeError);
});
