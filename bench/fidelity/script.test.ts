import { scripts, tick, valueAt } from "./script";

test.each(scripts)("$name keeps to its levels, and is never the same at two syncs in a row", (script) => {
  for (let second = 0; second < 600; second += tick) {
    const level = script.levels.findLast(([from]) => from <= second)![1];
    expect(valueAt(script, second) - level).toBeGreaterThanOrEqual(0);
    expect(valueAt(script, second) - level).toBeLessThanOrEqual(6);
    const still = (at: number) => valueAt({ levels: [[0, 7]] }, at);
    // 15 s and a little more are three ticks or four.
    expect([still(second + 15), still(second + 20)]).not.toContain(still(second));
  }
});

test("0 is nothing at all, and one replica's worth is put on before the load", () => {
  expect([0, 5, 10, 15].map((second) => valueAt({ levels: [[0, 0]] }, second))).toEqual([0, 0, 0, 0]);
  expect([-80, -75, -5].map((second) => valueAt({ levels: [[0, 0]] }, second))).toEqual([5, 6, 6]);
});

test.each(scripts)("$name begins at once, in order of time, and ends two minutes before the run does", ({ levels }) => {
  expect(levels[0]![0]).toBe(0);
  expect(levels.at(-1)![0]).toBeLessThanOrEqual(480);
  expect(levels.map(([second]) => second)).toEqual(levels.map(([second]) => second).sort((a, b) => a - b));
});
