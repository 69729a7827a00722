import * as fc from "fast-check";
import { CallerShares, Shares } from "./shares";

describe("shares of a bound", () => {
  let now = 0;
  beforeEach(() => (now = 1_000_000));

  function setUp(bound: number) {
    const shares = new CallerShares(() => now);
    let used = 0;
    const take = (who: string | undefined): boolean => {
      if (bound - used <= shares.keptFrom(who, bound)) return false;
      shares.take(who);
      used += 1;
      return true;
    };
    const takeAll = (who: string | undefined): number => {
      let count = 0;
      while (take(who)) count += 1;
      return count;
    };
    const free = (who: string | undefined): void => {
      shares.free(who);
      used -= 1;
    };
    return { shares, take, takeAll, free };
  }

  test("leaves all of it to who has no name and is alone", () => {
    expect(setUp(16).takeAll(undefined)).toBe(16);
  });

  test("keeps one place from who is alone, for the first that comes", () => {
    const { take, takeAll } = setUp(16);
    expect(takeAll("hangs")).toBe(15);
    expect(take("new")).toBe(true);
  });

  test("keeps an eighth from who holds more than its share, while others have come within a minute", () => {
    const { take, takeAll, free } = setUp(16);
    take("other");
    free("other");
    expect(takeAll("hangs")).toBe(14);
    expect([take("a"), take("b"), take("c")]).toEqual([true, true, false]);
    for (let call = 0; call < 14; call++) free("hangs");
    free("a");
    free("b");
    now += 59_999;
    expect(takeAll("hangs")).toBe(14);
    now += 60_000;
    expect(takeAll("hangs")).toBe(1);
  });

  test("gives about half each to two who want all", () => {
    const { shares, take } = setUp(64);
    for (let call = 0; call < 200; call++) {
      take("a");
      take("b");
    }
    expect(shares.of("a")).toBeGreaterThanOrEqual(28);
    expect(shares.of("b")).toBeGreaterThanOrEqual(28);
    expect(take("c")).toBe(true);
  });

  test("keeps nothing from a model that is asked alone, and an eighth while others are", () => {
    const shares = new Shares<string>(() => now);
    for (let call = 0; call < 10; call++) shares.take("a");
    expect(shares.keptFrom("a", 16)).toBe(0);
    shares.take("b");
    shares.free("b");
    expect(shares.keptFrom("a", 16)).toBe(2);
  });

  test("keeps nothing of what is too small, or has no bound", () => {
    expect(setUp(3).takeAll("a")).toBe(3);
    const { shares } = setUp(Infinity);
    shares.take("a");
    shares.take("b");
    expect(shares.keptFrom("a", Infinity)).toBe(0);
  });

  test("remembers nobody who holds nothing, and never more than the bound", () => {
    const step = fc.record({ takes: fc.boolean(), who: fc.constantFrom(undefined, "a", "b", "c") });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step, { maxLength: 200 }), (bound, steps) => {
        const { shares, take, free } = setUp(bound);
        const model = new Map<string | undefined, number>();
        for (const { takes, who } of steps) {
          now += 500;
          const mine = model.get(who) ?? 0;
          const used = [...model.values()].reduce((sum, count) => sum + count, 0);
          if (takes) {
            const given = take(who);
            if (given) model.set(who, mine + 1);
            // Who holds none has a place wherever there is one.
            if (mine === 0) expect(given).toBe(used < bound);
          } else if (mine > 0) {
            free(who);
            model.set(who, mine - 1);
          }
        }
        const holding = [...model.values()].filter((count) => count > 0);
        expect(shares.claimants).toBe(holding.length);
        expect(holding.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(bound);
      }),
      { seed: 16 },
    );
  });
});
