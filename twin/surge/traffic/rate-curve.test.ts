import * as fc from "fast-check";
import { namedTraffic } from "./named-traffic";
import { RateCurve, type RateSegment } from "./rate-curve";

/** From nothing to a hundred a second, in tenths. */
const rate = fc.integer({ min: 0, max: 1_000 }).map((tenths) => tenths / 10);

const segments = fc
  .array(
    fc.record({
      length: fc.double({ min: 1, max: 5_000, noNaN: true }),
      fromRate: rate,
      toRate: rate,
      growth: fc.constantFrom("linear" as const, "exponential" as const),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => {
    let from = 0;
    return parts.map(({ length, ...rest }): RateSegment => ({ from, to: (from += length), ...rest }));
  });

/** The integral of the rate, by the midpoints of small steps of each segment. */
function expectedUntil(curve: RateCurve, seconds: number): number {
  const steps = 4_000;
  let sum = 0;
  for (const { from, to } of curve.segments) {
    const length = Math.min(to, seconds) - from;
    for (let step = 0; step < steps && length > 0; step++) {
      sum += (curve.at(from + ((step + 0.5) * length) / steps) * length) / steps;
    }
  }
  return sum;
}

test("the time of the n-th expected arrival is when the rate's integral is n", () => {
  fc.assert(
    fc.property(segments, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (parts, share) => {
      const curve = new RateCurve(parts);
      fc.pre(curve.total > 1);
      const { seconds } = curve.timeOf(curve.total * share);
      expect(Math.abs(expectedUntil(curve, seconds) / curve.total - share)).toBeLessThan(0.001);
    }),
    { numRuns: 30 },
  );
});

test("arrivals come in order, whatever the curve does", () => {
  fc.assert(
    fc.property(segments, (parts) => {
      const curve = new RateCurve(parts);
      let last = { seconds: 0, segment: 0 };
      for (let index = 0; index < 200; index++) {
        const next = curve.timeOf((curve.total * index) / 200, last.segment);
        expect(next.seconds).toBeGreaterThanOrEqual(last.seconds);
        last = next;
      }
    }),
    { numRuns: 50 },
  );
});

test("nothing arrives after the end", () => {
  const curve = new RateCurve([{ from: 0, to: 10, fromRate: 1, toRate: 1 }]);
  expect(curve.timeOf(10).seconds).toBe(Infinity);
  expect([curve.at(-1), curve.at(5), curve.at(10)]).toEqual([0, 1, 0]);
});

test("the sale day grows a hundredfold within its first hour, and peaks at 42 a second", () => {
  const curve = namedTraffic["sale-day"]!();
  expect(curve.at(0)).toBeCloseTo(0.12, 2);
  expect(curve.at(3_599) / curve.at(0)).toBeGreaterThan(100);
  expect(curve.at(3_601)).toBeCloseTo(12, 0);
  expect([curve.peak, curve.at(5_399), curve.end]).toEqual([42, 42, 5_400]);
});

test("the whole sale day has its 1,500,000 questions, a tenth of them in the busiest hour", () => {
  const curve = namedTraffic["sale-day-24h"]!();
  expect(curve.end).toBe(24 * 3_600);
  expect(Math.abs(curve.total / 1_500_000 - 1)).toBeLessThan(0.001);
  expect(Math.abs((curve.peak * 3_600) / 150_000 - 1)).toBeLessThan(0.02);
});

test("a factor multiplies every rate", () => {
  const curve = namedTraffic["flash-spike"]!();
  expect(curve.times(100).total / curve.total).toBeCloseTo(100, 6);
  expect(curve.times(100).peak).toBeCloseTo(1_200, 6);
});
