import { sparkline } from "./sparkline";

test("a column each stretch, from nothing to the highest", () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], 9, "mean")).toBe(" ▁▂▃▄▅▆▇█");
});

test("means, peaks and lows of a stretch", () => {
  const values = [0, 8, 4, 4];
  expect(sparkline(values, 2, "mean")).toBe("██");
  expect(sparkline(values, 2, "most")).toBe("█▄");
  expect(sparkline(values, 2, "least")).toBe(" █");
});

test("one of a thousand is not lost", () => {
  expect(sparkline([1000, ...Array<number>(98).fill(0), 1], 10, "most")).toBe("█        ▁");
});

test("a scale from outside, gaps, and fewer steps than columns", () => {
  expect(sparkline([1, null, 2], 3, "most", 8)).toBe("▁ ▂");
  expect(sparkline([1, 2], 6, "most")).toBe("▄▄▄███");
  expect(sparkline([], 6, "most")).toBe("");
  expect(sparkline([null, 0], 2, "most")).toBe("  ");
});
