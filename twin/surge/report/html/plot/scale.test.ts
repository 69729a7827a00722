import fc from "fast-check";
import { linearScale, logScale, timeTicks } from "./scale";

const positive = fc.double({ min: 1e-6, max: 1e9, noNaN: true });

test("a linear axis begins at zero, ends at a round number and holds what it must", () => {
  expect(linearScale(54.6).ticks).toEqual([0, 20, 40, 60]);
  expect(linearScale(3).ticks).toEqual([0, 1, 2, 3]);
  expect(linearScale(0).ticks.length).toBeGreaterThan(1);
  fc.assert(
    fc.property(positive, (highest) => {
      const { place, ticks } = linearScale(highest);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.at(-1)!).toBeGreaterThanOrEqual(highest * (1 - 1e-6));
      expect(place(0)).toBe(0);
      expect(place(ticks.at(-1)!)).toBeCloseTo(1);
    }),
  );
});

test("a logarithmic axis holds both of its ends", () => {
  expect(logScale(0.24, 3.1).ticks).toEqual([0.2, 0.5, 1, 2, 5]);
  fc.assert(
    fc.property(positive, positive, (a, b) => {
      const [least, most] = [Math.min(a, b), Math.max(a, b)];
      const { place, ticks } = logScale(least, most);
      expect(ticks.length).toBeGreaterThanOrEqual(2);
      expect(ticks.length).toBeLessThanOrEqual(17);
      expect(place(least)).toBeLessThanOrEqual(place(most));
      expect(place(0)).toBe(0);
      for (const tick of ticks) expect(Number.isFinite(place(tick))).toBe(true);
    }),
  );
});

test("a logarithmic axis of nothing is an axis", () => {
  expect(logScale(Infinity, 0).ticks.length).toBeGreaterThan(1);
});

test.each([
  [60, 13],
  [600, 11],
  [7200, 9],
  [86_400, 9],
  [1_209_600, 9],
])("the time axis of %i s has few lines, and begins at zero", (end, most) => {
  const ticks = timeTicks(end);
  expect(ticks[0]).toBe(0);
  expect(ticks.length).toBeGreaterThan(3);
  expect(ticks.length).toBeLessThanOrEqual(most);
});
