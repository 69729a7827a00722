import fc from "fast-check";
import { median, Sample } from "./quantiles";

test("quantiles are values of the sample, by nearest rank", () => {
  const sample = new Sample();
  for (let value = 2_000; value >= 1; value--) sample.add(value);
  expect(sample.quantiles()).toEqual({ count: 2_000, p50: 1_000, p90: 1_800, p99: 1_980, max: 2_000 });
});

test("at least the share of all values does not exceed the quantile", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1 }), (values) => {
      const sample = new Sample();
      values.forEach((value) => sample.add(value));
      const { p99, max } = sample.quantiles();
      expect(values.filter((value) => value <= p99).length).toBeGreaterThanOrEqual(Math.ceil(values.length * 0.99));
      expect(max).toBe(Math.max(...values));
    }),
  );
});

test("a sample of nothing has no quantiles", () => {
  expect(new Sample().quantiles()).toEqual({ count: 0, p50: NaN, p90: NaN, p99: NaN, max: NaN });
});

test.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[], NaN],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});
