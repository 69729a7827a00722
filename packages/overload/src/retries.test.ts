import * as fc from "fast-check";
import { Retries } from "./retries";
import { RetryBudget } from "./retry-budget";
import { RetryPolicy } from "./retry-policy";
import { RouteProgress } from "./route";

const policy = (random: number, attempts = 3) =>
  new RetryPolicy({ attempts, minWaitMs: 2_000, maxWaitMs: 10_000, random: () => random });

describe("retry policy", () => {
  test("waits 2 to 10 s, exponentially, and gives up after three attempts", () => {
    expect([1, 2, 3].map((round) => policy(0).waitMs(round, 0))).toEqual([2_000, 4_000, undefined]);
    expect([1, 2].map((round) => policy(1).waitMs(round, 0))).toEqual([3_000, 6_000]);
    expect([3, 4, 5].map((round) => policy(0, 10).waitMs(round, 0))).toEqual([8_000, 10_000, 10_000]);
    expect([3, 4].map((round) => policy(0.5, 10).waitMs(round, 0))).toEqual([10_000, 10_000]);
  });

  test("never leaves 2 to 10 s, whatever the attempt and the jitter", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (round, random) => {
        const waitMs = policy(random, 10).waitMs(round, 0)!;
        expect(waitMs).toBeGreaterThanOrEqual(2_000);
        expect(waitMs).toBeLessThanOrEqual(10_000);
      }),
    );
  });

  test("honours Retry-After as it stands, with a quarter of a second of jitter at most, and leaves a long one to the client", () => {
    expect(policy(0).waitMs(1, 5_000)).toBe(5_000);
    expect(policy(1).waitMs(2, 5_000)).toBe(5_250);
    expect(policy(1).waitMs(1, 100)).toBe(200);
    expect(policy(1).waitMs(1, 10_000)).toBe(10_250);
    expect(policy(0).waitMs(1, 10_001)).toBeUndefined();
    expect(policy(0).waitMs(3, 5_000)).toBeUndefined();
    const quick = new RetryPolicy({ attempts: 3, minWaitMs: 20, maxWaitMs: 10_000, random: () => 1 });
    expect(quick.waitMs(1, 5_000)).toBe(5_020);
  });
});

describe("retry budget", () => {
  let now = 0;
  beforeEach(() => (now = 0));
  const budgetOf = (share: number, always?: number) => new RetryBudget({ share, always, now: () => now });
  const taken = (budget: RetryBudget, most = 100) =>
    Array.from({ length: most }, () => budget.take()).filter(Boolean).length;

  test("lets at most a tenth of the requests be retries under load", () => {
    now = 1_000_000;
    const budget = budgetOf(0.1);
    let retries = 0;
    for (let request = 0; request < 30_000; request++) {
      now += 2;
      budget.request();
      if (budget.take()) retries += 1;
    }
    expect(retries / 30_000).toBeLessThanOrEqual(0.101);
    expect(retries / 30_000).toBeGreaterThan(0.08);
  });

  test("leaves a quiet service five, again after ten seconds and not before", () => {
    now = 999;
    const budget = budgetOf(0.1);
    expect(taken(budget)).toBe(5);
    now = 9_999;
    expect(taken(budget)).toBe(0);
    now = 10_000;
    expect(taken(budget)).toBe(5);
    // And after a time in which it forgets all of it more than once.
    now = 1_000_000;
    expect(taken(budget)).toBe(5);
  });

  test("counts requests and retries of the last ten seconds, second by second", () => {
    const budget = budgetOf(0.1);
    for (let second = 0; second < 10; second++) {
      now = second * 1_000;
      for (let request = 0; request < 100; request++) budget.request();
    }
    expect(taken(budget, 200)).toBe(100);
    // The hundred of the first second are forgotten, and a hundred are new.
    now = 10_000;
    for (let request = 0; request < 100; request++) budget.request();
    expect(taken(budget)).toBe(0);
    now = 13_000;
    for (let request = 0; request < 300; request++) budget.request();
    expect(taken(budget)).toBe(0);
    // The retries were made in the tenth second.
    now = 19_000;
    expect(taken(budget, 200)).toBe(40);
  });

  test("gives as many as it is told to give always, and none where the share is 0", () => {
    expect(taken(budgetOf(0.1, 2))).toBe(2);
    expect(taken(budgetOf(0, 2))).toBe(0);
    const none = budgetOf(0);
    for (let request = 0; request < 100; request++) none.request();
    expect(taken(none)).toBe(0);
  });
});

describe("another round", () => {
  const failedRound = (retryAfterMs = 0) => {
    const progress = new RouteProgress("vllm");
    progress.begin([{ backend: "gateway", model: "m" }]);
    progress.placed(0);
    progress.failed("rejected", retryAfterMs);
    return progress;
  };

  test("comes after the policy's wait, and begins the route anew", () => {
    const retries = new Retries(policy(0), { share: 0.1, now: () => 0 });
    const progress = failedRound();
    expect(retries.nextRound(progress)).toBe(2_000);
    expect(progress).toMatchObject({ round: 2, from: 0 });
    progress.placed(0);
    progress.failed("failed");
    expect(retries.nextRound(progress)).toBe(4_000);
    expect(retries.nextRound(failedRound(5_000))).toBe(5_000);
  });

  test("does not come where the policy has none, which costs the budget nothing", () => {
    const retries = new Retries(policy(0), { share: 0.1, always: 1, now: () => 0 });
    const progress = failedRound(60_000);
    expect(retries.nextRound(progress)).toBeUndefined();
    expect(progress.round).toBe(1);
    expect(retries.nextRound(failedRound())).toBe(2_000);
  });

  test("does not come where the budget is spent; requests fill it", () => {
    const retries = new Retries(policy(0), { share: 0.5, always: 1, now: () => 0 });
    expect(retries.nextRound(failedRound())).toBe(2_000);
    const refused = failedRound();
    expect(retries.nextRound(refused)).toBeUndefined();
    expect(refused).toMatchObject({ round: 1, from: 1 });
    for (let request = 0; request < 4; request++) retries.request(refused);
    expect(retries.nextRound(failedRound())).toBe(2_000);
    expect(retries.nextRound(failedRound())).toBeUndefined();
  });
});
