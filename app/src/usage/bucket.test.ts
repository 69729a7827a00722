import fc from "fast-check";
import { Bucket } from "./bucket";

describe("a rate a minute", () => {
  test("holds the limit at once, and drains steadily", () => {
    const bucket = new Bucket(60, 0);
    for (let count = 0; count < 60; count++) {
      expect(bucket.waitMs(1, 0)).toBe(0);
      bucket.add(1, 0);
    }
    expect(bucket.waitMs(1, 0)).toBe(1_000);
    expect(bucket.waitMs(1, 999)).toBeCloseTo(1, 6);
    expect(bucket.waitMs(1, 1_000)).toBe(0);
    expect(bucket.levelAt(60_000)).toBe(0);
  });

  test("drains by a clock that was set back, and not only when the old time comes again", () => {
    const bucket = new Bucket(60, 0);
    bucket.add(60, 3_600_000);
    expect(bucket.waitMs(1, 0)).toBe(1_000);
    expect(bucket.waitMs(1, 1_000)).toBe(0);
    expect(bucket.levelAt(60_000)).toBe(0);
  });

  test("lets in no more than one minute's worth and what drains, whoever asks when", () => {
    const steps = fc.array(
      fc.record({ afterMs: fc.integer({ min: 0, max: 5_000 }), amount: fc.integer({ min: 1, max: 50 }) }),
      {
        maxLength: 200,
      },
    );
    fc.assert(
      fc.property(fc.integer({ min: 50, max: 500 }), steps, (limit, asked) => {
        const bucket = new Bucket(limit, 0);
        let now = 0;
        let taken = 0;
        for (const { afterMs, amount } of asked) {
          now += afterMs;
          if (bucket.waitMs(amount, now) > 0) continue;
          bucket.add(amount, now);
          taken += amount;
          expect(taken).toBeLessThanOrEqual(limit + (limit * now) / 60_000 + 1e-6);
        }
      }),
      { seed: 16 },
    );
  });

  test("what waits as long as it is told to is let in", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.double({ min: 0, max: 2, noNaN: true }), (limit, full) => {
        const bucket = new Bucket(limit, 0);
        bucket.add(limit * full, 0);
        expect(bucket.waitMs(1, bucket.waitMs(1, 0) + 1e-6)).toBeLessThan(1e-3);
      }),
      { seed: 16 },
    );
  });

  test("tells what it has added once, and takes over what all have together", () => {
    const bucket = new Bucket(60, 0);
    bucket.add(10, 0);
    expect(bucket.take(0)).toBe(10);
    bucket.add(5, 0);
    bucket.told(30, 0);
    expect(bucket.levelAt(0)).toBe(35);
    expect(bucket.take(0)).toBe(5);
    expect(bucket.take(0)).toBe(0);
  });

  test("an hour alone is no hour's worth when it is told", () => {
    const bucket = new Bucket(60, 0);
    for (let minute = 0; minute < 60; minute++) bucket.add(60, minute * 60_000);
    expect(bucket.take(59 * 60_000)).toBeLessThanOrEqual(60);
  });

  test("a process that is left alone takes its part, and never none", () => {
    const bucket = new Bucket(4, 0);
    bucket.share = 1 / 8;
    expect(bucket.waitMs(1, 0)).toBe(0);
    bucket.add(1, 0);
    expect(bucket.waitMs(1, 0)).toBe(60_000);
  });

  test("a clock that is set back drains nothing and breaks nothing", () => {
    const bucket = new Bucket(60, 1_000_000);
    bucket.add(60, 1_000_000);
    expect(bucket.levelAt(0)).toBe(60);
    expect(bucket.waitMs(1, 0)).toBe(1_000);
  });
});
