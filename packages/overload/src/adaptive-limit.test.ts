import { AdaptiveLimit } from "./adaptive-limit";
import { Agenda } from "./testing/agenda";
import { judged } from "./testing/judged";
import { scenarios } from "./testing/scenarios";
import { Simulation } from "./testing/simulation";

describe("an adaptive limit before an upstream of known capacity", () => {
  test.each(scenarios.filter(({ isUnlimited }) => isUnlimited).map(({ name, phases }) => [name, phases] as const))(
    "refuses nothing that has no bound: %s",
    (_, phases) => {
      const { refused, worstGoodput } = judged(phases, new Simulation(1).run(phases).seconds);
      expect(refused).toBe(0);
      expect(worstGoodput).toBeGreaterThan(0.95);
    },
  );

  test.each(scenarios.filter(({ isUnlimited }) => !isUnlimited).map(({ name, phases }) => [name, phases] as const))(
    "gets nine tenths of what an oracle gets, ten seconds after each change: %s",
    (_, phases) => {
      expect(judged(phases, new Simulation(1).run(phases).seconds).worstGoodput).toBeGreaterThan(0.9);
    },
  );
});

describe("the places of an adaptive limit", () => {
  let now = 0;
  beforeEach(() => (now = 0));

  test("are 64 at first, or the maximum where that is less", () => {
    expect(new AdaptiveLimit({ maximum: 100, now: () => now }).limit).toBe(64);
    expect(new AdaptiveLimit({ maximum: 10, now: () => now }).limit).toBe(10);
  });

  test("grow by half when all are taken for a fifth of a second, though nothing has been answered; someone is told to look", () => {
    const later: number[] = [];
    const limit = new AdaptiveLimit({ initial: 10, maximum: 20, now: () => now, onLater: (ms) => later.push(ms) });
    for (let call = 0; call < 10; call++) limit.acquire();
    expect(later).toEqual([200]);
    now = 199;
    expect(limit.hasRoom).toBe(false);
    now = 200;
    expect(limit.hasRoom).toBe(true);
    expect(limit).toMatchObject({ limit: 15, inFlight: 10, isFree: true });
    for (let call = 0; call < 5; call++) limit.acquire();
    now = 400;
    expect(limit.hasRoom).toBe(true);
    expect(limit).toMatchObject({ limit: 20, isFree: false });
    for (let call = 0; call < 5; call++) limit.acquire();
    now = 10_000;
    expect(limit.hasRoom).toBe(false);
  });

  test("fall fast where most calls are refused, to eight, and to no less than the maximum where that is fixed", () => {
    const refuseAll = (limit: AdaptiveLimit): number => {
      for (let window = 0; window < 8; window++) {
        const calls = limit.limit;
        for (let call = 0; call < calls; call++) limit.acquire();
        now += 250;
        for (let call = 0; call < calls; call++) limit.rejected(250);
      }
      return limit.limit;
    };
    expect(refuseAll(new AdaptiveLimit({ maximum: 1_000, now: () => now }))).toBe(8);
    expect(refuseAll(new AdaptiveLimit({ initial: 30, minimum: 30, maximum: 30, now: () => now }))).toBe(30);
  });

  test("come back where calls say nothing about load, and nothing else changes", () => {
    const limit = new AdaptiveLimit({ initial: 8, maximum: 8, now: () => now });
    for (let call = 0; call < 8; call++) limit.acquire();
    expect(limit.hasRoom).toBe(false);
    now = 1_000;
    for (let call = 0; call < 8; call++) limit.abandoned();
    expect(limit).toMatchObject({ limit: 8, inFlight: 0, hasRoom: true, latencyMs: undefined, workPerMs: undefined });
  });
});

describe("the pace of a backend", () => {
  let now = 0;
  beforeEach(() => (now = 0));

  test("is the limit over the smoothed time per work while there is room", () => {
    const limit = new AdaptiveLimit({ initial: 10, maximum: 10, now: () => now });
    expect(limit.workPerMs).toBeUndefined();
    limit.acquire();
    limit.answered(2_000, 100);
    expect(limit.latencyMs).toBe(2_000);
    expect(limit.workPerMs).toBeCloseTo(10 / 20, 9);
    limit.acquire();
    limit.answered(3_000, 100);
    expect(limit.latencyMs).toBeCloseTo(2_020, 9);
    expect(limit.workPerMs).toBeCloseTo(10 / 20.2, 9);
  });

  test("counts no time in which there was a place left", () => {
    const limit = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    limit.acquire();
    now = 500;
    limit.acquire();
    now = 1_000;
    limit.answered(1, 100);
    expect(limit.workPerMs).toBeCloseTo(100 / 500, 9);
    const emptied = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    emptied.acquire();
    emptied.acquire();
    now += 100;
    emptied.abandoned();
    now += 900;
    emptied.answered(1, 100);
    // Nothing was measured: two places and a millisecond for a hundred is all that is known.
    expect(emptied.workPerMs).toBeCloseTo(200, 9);
  });

  test("counts on where a place that came free was taken again at once", () => {
    const limit = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    limit.acquire();
    limit.acquire();
    now = 400;
    limit.abandoned();
    limit.acquire();
    now = 1_000;
    limit.answered(1, 100);
    expect(limit.workPerMs).toBeCloseTo(100 / 1_000, 9);
  });

  test("is bounded by what is really finished while every place is taken", () => {
    const limit = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    limit.acquire();
    limit.acquire();
    now = 1_000;
    // Two places and an answer of a millisecond promise two a millisecond; one a second comes.
    limit.answered(1, 1);
    expect(limit.workPerMs).toBeCloseTo(1 / 1_000, 9);
    // With room again, no time counts.
    limit.abandoned();
    now = 5_000;
    limit.acquire();
    limit.acquire();
    now = 6_000;
    limit.answered(1, 1);
    expect(limit.workPerMs).toBeCloseTo(1 / 1_000, 9);
  });

  test("a refused call keeps its place as long as an answer takes: a tenth of a second before the first, a second at most", () => {
    const limit = new AdaptiveLimit({ maximum: 10, now: () => now });
    expect(limit.refusedHoldMs).toBe(100);
    limit.acquire();
    limit.answered(400, 100);
    expect(limit.refusedHoldMs).toBe(400);
    for (let call = 0; call < 200; call++) {
      limit.acquire();
      limit.answered(5_000, 100);
    }
    expect(limit.refusedHoldMs).toBe(1_000);
  });
});

describe("a healthy backend whose answers take as long as they like", () => {
  /** Small and seeded: numbers from 0 to 1. */
  function randomOf(seed: number): () => number {
    let state = seed;
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
  }

  /** An hour of a few questions a minute, then a rush that the backend answers as fast as ever: first tokens scatter by half of their mean. */
  test.each([1, 2])("keeps its places in a rush after a quiet hour: %#", (seed) => {
    const random = randomOf(seed);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const scattered = (mean: number, variation: number): number => {
      const variance = Math.log(1 + variation ** 2);
      return mean * Math.exp(Math.sqrt(variance) * normal() - variance / 2);
    };
    let now = 0;
    const agenda = new Agenda();
    const limit = new AdaptiveLimit({ maximum: 2_000, now: () => now });
    const ask = (): void => {
      limit.acquire();
      const begun = now;
      const tokens = scattered(300, 0.6);
      const firstMs = scattered(600, 0.5);
      const wholeMs = firstMs + tokens * scattered(12, 0.3);
      agenda.plan(begun + firstMs, () => limit.streamBegan(firstMs));
      agenda.plan(begun + wholeMs, () => limit.answered(wholeMs, 90 + tokens));
    };
    let refused = 0;
    for (let arrives = 0; arrives < 5_400_000;) {
      arrives += (-Math.log(1 - random()) * 1_000) / (arrives < 3_600_000 ? 0.5 : 10);
      while (agenda.next < arrives) {
        now = agenda.next;
        agenda.happen();
      }
      now = arrives;
      if (limit.hasRoom) ask();
      else refused += 1;
    }
    expect(refused).toBeLessThan(18);
    expect(limit.limit).toBeGreaterThanOrEqual(60);
  });
});
