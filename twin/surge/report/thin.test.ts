import fc from "fast-check";
import { buckets, changes, thin } from "./thin";

const values = fc.array(fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: null, freq: 5 }), {
  maxLength: 3000,
});
const known = (list: readonly (number | null)[]) => list.filter((value) => value !== null);
const extremes = (list: readonly number[]) => [Math.min(...list), Math.max(...list)];

describe("thin", () => {
  test("leaves few points alone, and of many never more than it may", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 700 }), (list, most) => {
        const points = list.map((value, t) => ({ t, value }));
        const thinned = thin(points, most);
        if (points.length <= most) expect(thinned).toEqual(points);
        else expect(thinned.length).toBeLessThanOrEqual(most);
      }),
    );
  });

  test("keeps the lowest and the highest, and the order", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 700 }), (list, most) => {
        const thinned = thin(
          list.map((value, t) => ({ t, value })),
          most,
        );
        expect(extremes(known(thinned.map(({ value }) => value)))).toEqual(extremes(known(list)));
        expect(thinned.every(({ t }, index) => index === 0 || t > thinned[index - 1]!.t)).toBe(true);
      }),
    );
  });
});

describe("buckets", () => {
  test("keep every peak, and have a mean between least and most", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 400 }), (list, most) => {
        const found = buckets(
          list.map((_, t) => t + 1),
          list,
          most,
        );
        expect(found.length).toBe(Math.min(most, list.length));
        const full = found.flatMap(({ of }) => of ?? []);
        expect(extremes(full.flatMap((of) => [of.least, of.most]))).toEqual(extremes(known(list)));
        for (const { mean, least, most: highest } of full) {
          expect(mean).toBeGreaterThanOrEqual(least - 1e-6);
          expect(mean).toBeLessThanOrEqual(highest + 1e-6);
        }
      }),
    );
  });

  test("stand in the middle of the time that they cover", () => {
    const found = buckets([5, 10, 15, 20], [0, 2, 4, null], 2);
    expect(found).toEqual([
      { t: 5, of: { mean: 1, least: 0, most: 2 } },
      { t: 15, of: { mean: 4, least: 4, most: 4 } },
    ]);
    expect(buckets([5], [null])).toEqual([{ t: 2.5, of: null }]);
  });
});

test("changes keeps where a value changes, and both ends", () => {
  const points = [1, 1, 2, 2, 2, 1, 1].map((value, t) => ({ t, value }));
  expect(changes(points).map(({ t }) => t)).toEqual([0, 2, 5, 6]);
});
