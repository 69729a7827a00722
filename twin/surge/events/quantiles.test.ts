import * as fc from "fast-check";
import { Quantiles } from "./quantiles";
import { SlidingQuantiles } from "./sliding-quantiles";

const durations = fc.array(fc.double({ min: 1e-5, max: 1e5, noNaN: true }), { minLength: 1, maxLength: 300 });

test("a quantile is off by at most 0.4 % of the value of that rank", () => {
  fc.assert(
    fc.property(durations, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, share) => {
      const quantiles = new Quantiles();
      for (const value of values) quantiles.add(value);
      const exact = values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * values.length) - 1)]!;
      expect(Math.abs(quantiles.at(share)! / exact - 1)).toBeLessThanOrEqual(0.004);
    }),
  );
});

test("count, mean and maximum are exact", () => {
  const quantiles = new Quantiles();
  for (const value of [0, 1, 2, 3, 4]) quantiles.add(value);
  expect([quantiles.count, quantiles.mean, quantiles.maximum]).toEqual([5, 2, 4]);
});

test("quantiles of several are those of one that has seen all", () => {
  fc.assert(
    fc.property(fc.array(durations), fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
      const quantilesOf = (values: readonly number[]): Quantiles => {
        const quantiles = new Quantiles();
        for (const value of values) quantiles.add(value);
        return quantiles;
      };
      expect(Quantiles.of(parts.map(quantilesOf), share)).toBe(quantilesOf(parts.flat()).at(share));
    }),
  );
});

test("a quantile among durations of 0 is 0, and one above them is not", () => {
  const quantiles = new Quantiles();
  for (const value of [0, 1, 2, 3, 4]) quantiles.add(value);
  expect(quantiles.at(0.2)).toBe(0);
  expect(quantiles.at(0.6)).toBeCloseTo(2, 1);
});

test("of nothing there is no quantile", () => {
  expect(new Quantiles().at(0.5)).toBeUndefined();
});

test("sliding quantiles forget what is older than their window", () => {
  const recent = new SlidingQuantiles(60);
  recent.add(10, 0);
  recent.add(1, 59);
  expect(recent.at(1, 59)).toBeCloseTo(10, 0);
  expect(recent.at(1, 61)).toBeCloseTo(1, 1);
  expect(recent.at(1, 500)).toBeUndefined();
});
