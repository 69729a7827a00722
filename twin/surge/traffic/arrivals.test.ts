import { type Arrivals, CurveArrivals, RecordedArrivals, type TrafficOptions } from "./arrivals";
import { RateCurve } from "./rate-curve";

const options: TrafficOptions = {
  seed: 1,
  promptTokens: { mean: 400, variation: 0.8, maximum: 8_000 },
  outputTokens: { mean: 300, variation: 0, maximum: 2_048 },
  burstiness: 1,
};
const steady = new RateCurve([{ from: 0, to: 20_000, fromRate: 2, toRate: 2 }]);

function all(arrivals: Arrivals): { at: number; promptTokens: number; outputTokens: number }[] {
  const seen = [];
  for (; arrivals.at < Infinity; arrivals.next()) {
    const { at, promptTokens, outputTokens } = arrivals;
    seen.push({ at, promptTokens, outputTokens });
  }
  return seen;
}

test.each([1, 4])("with a burstiness of %i, the number within a stretch of time varies by so much", (burstiness) => {
  const counts = new Array<number>(200).fill(0);
  const seen = all(new CurveArrivals(steady, { ...options, burstiness }));
  for (const { at } of seen) counts[Math.floor(at / 100)]! += 1;
  const mean = seen.length / counts.length;
  const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / (counts.length - 1);
  expect(Math.abs(mean / 200 - 1)).toBeLessThan(0.02);
  // Of 200 stretches the variance is known to a tenth.
  expect(Math.abs(variance / mean / burstiness - 1)).toBeLessThan(0.25);
});

test("texts have the mean that was asked for, and without variation that length", () => {
  const seen = all(new CurveArrivals(steady, options));
  const mean = seen.reduce((sum, { promptTokens }) => sum + promptTokens, 0) / seen.length;
  expect(Math.abs(mean / 400 - 1)).toBeLessThan(0.02);
  expect(new Set(seen.map(({ outputTokens }) => outputTokens))).toEqual(new Set([300]));
});

test("the same seed gives the same questions, another one others", () => {
  const [first, same, other] = [1, 1, 2].map((seed) => all(new CurveArrivals(steady, { ...options, seed })));
  expect(same).toEqual(first);
  expect(other).not.toEqual(first);
});

test("another rate gives other times and the same texts in the same order", () => {
  const slow = all(new CurveArrivals(steady, options)).slice(0, 100);
  const fast = all(new CurveArrivals(steady.times(3), options)).slice(0, 100);
  expect(fast.map(({ promptTokens }) => promptTokens)).toEqual(slow.map(({ promptTokens }) => promptTokens));
  expect(fast[99]!.at).toBeCloseTo(slow[99]!.at / 3, 6);
});

test("a recording is replayed as it is; lengths that it lacks are drawn", () => {
  const seen = all(new RecordedArrivals([{ at: 1, promptTokens: 7, outputTokens: 9 }, { at: 1 }, { at: 4 }], options));
  expect(seen.map(({ at }) => at)).toEqual([1, 1, 4]);
  expect(seen[0]).toEqual({ at: 1, promptTokens: 7, outputTokens: 9 });
  expect(seen[1]!.outputTokens).toBe(300);
});

test("a factor makes so many of each, in order, between it and the next", () => {
  const recorded = Array.from({ length: 2_000 }, (_, index) => ({ at: index }));
  const seen = all(new RecordedArrivals(recorded, options, 2.5)).map(({ at }) => at);
  expect(Math.abs(seen.length / 5_000 - 1)).toBeLessThan(0.03);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
});

test("a factor below one leaves some out, also the last ones", () => {
  const recorded = Array.from({ length: 2_000 }, (_, index) => ({ at: index }));
  expect(Math.abs(all(new RecordedArrivals(recorded, options, 0.25)).length / 500 - 1)).toBeLessThan(0.15);
});
