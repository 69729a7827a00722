import * as fc from "fast-check";
import { RetryBudget, RetryPolicy } from "./retry";

describe("retry policy", () => {
  const policy = (random: number) =>
    new RetryPolicy({ attempts: 3, minWaitMs: 2_000, maxWaitMs: 10_000, random: () => random });

  test("waits 2 to 10 s, exponentially, and gives up after three attempts (C5)", () => {
    expect([1, 2, 3].map((round) => policy(0).waitMs(round))).toEqual([2_000, 4_000, undefined]);
    expect([1, 2].map((round) => policy(1).waitMs(round))).toEqual([3_000, 6_000]);
  });

  test("never leaves 2 to 10 s, whatever the attempt and the jitter", () => {
    const many = { attempts: 10, minWaitMs: 2_000, maxWaitMs: 10_000 };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (round, random) => {
        const waitMs = new RetryPolicy({ ...many, random: () => random }).waitMs(round)!;
        expect(waitMs).toBeGreaterThanOrEqual(2_000);
        expect(waitMs).toBeLessThanOrEqual(10_000);
      }),
    );
  });

  test("honours Retry-After, and leaves a long one to the client", () => {
    expect(policy(0).waitMs(1, 5_000)).toBe(5_000);
    expect(policy(1).waitMs(1, 5_000)).toBeGreaterThan(5_000);
    expect(policy(0).waitMs(1, 30_000)).toBeUndefined();
  });
});

describe("retry budget", () => {
  test("lets at most a tenth of the requests be retries under load", () => {
    let now = 1_000_000;
    const budget = new RetryBudget(0.1, 5, () => now);
    let retries = 0;
    for (let request = 0; request < 30_000; request++) {
      now += 2;
      budget.request();
      if (budget.take()) retries += 1;
    }
    expect(retries / 30_000).toBeLessThanOrEqual(0.101);
    expect(retries / 30_000).toBeGreaterThan(0.08);
  });

  test("leaves a quiet service a few, again after ten seconds", () => {
    let now = 0;
    const budget = new RetryBudget(0.1, 5, () => now);
    const taken = () => Array.from({ length: 10 }, () => budget.take()).filter(Boolean).length;
    expect(taken()).toBe(5);
    now += 5_000;
    expect(taken()).toBe(0);
    now += 6_000;
    expect(taken()).toBe(5);
  });

  test("gives none where the share is 0", () => {
    expect(new RetryBudget(0).take()).toBe(false);
  });
});
