import { AdaptiveLimit } from "./adaptive-limit";
import { Agenda } from "./testing/agenda";

/** A backend in virtual time, with so many slots and so long an answer. It queues what is above, or turns it away. */
class SimulatedBackend {
  now = 0;
  readonly limit: AdaptiveLimit;
  private readonly agenda = new Agenda();
  private readonly queue: (() => void)[] = [];
  private busy = 0;
  private answers = 0;
  private rejected = 0;

  constructor(
    public slots: number,
    private readonly answerMs: number,
    private readonly over: "queue" | "reject",
  ) {
    this.limit = new AdaptiveLimit({ maximum: 2_000, now: () => this.now });
  }

  /** Asks for as much as the limit allows, all the time. */
  run(seconds: number): { answersPerSecond: number; rejectedShare: number } {
    this.answers = this.rejected = 0;
    for (const until = this.now + seconds * 1_000; this.now < until;) {
      while (this.limit.hasRoom) this.ask();
      this.now = this.agenda.next;
      while (this.agenda.next <= this.now) this.agenda.happen();
    }
    const { answers, rejected } = this;
    return { answersPerSecond: answers / seconds, rejectedShare: rejected / (answers + rejected) };
  }

  private ask(): void {
    this.limit.acquire();
    const from = this.now;
    if (this.busy < this.slots) this.serve(from);
    else if (this.over === "queue") this.queue.push(() => this.serve(from));
    else {
      this.after(2 + this.limit.refusedHoldMs, () => {
        this.rejected += 1;
        this.limit.rejected(this.now - from);
      });
    }
  }

  private serve(from: number): void {
    this.busy += 1;
    this.after(this.answerMs, () => {
      this.busy -= 1;
      this.answers += 1;
      this.limit.answered("m", this.now - from, 110);
      if (this.busy < this.slots) this.queue.shift()?.();
    });
  }

  private after(ms: number, end: () => void): void {
    this.agenda.plan(this.now + ms, end);
  }
}

describe("adaptive limit", () => {
  test("uses a backend's capacity and does not fill its queue", () => {
    const backend = new SimulatedBackend(100, 500, "queue");
    backend.run(30);
    expect(backend.run(60).answersPerSecond).toBeGreaterThan(195);
    // Twice the latency without load, and what is forgiven.
    expect(backend.limit.limit).toBeLessThanOrEqual(350);
  });

  test("finds the place below a provider's refusals", () => {
    const backend = new SimulatedBackend(10, 50, "reject");
    backend.run(10);
    const { answersPerSecond, rejectedShare } = backend.run(30);
    expect(answersPerSecond).toBeGreaterThan(180);
    expect(rejectedShare).toBeLessThan(0.1);
  });

  test("grows to a large backend within seconds", () => {
    const backend = new SimulatedBackend(1_500, 50, "queue");
    backend.run(3);
    expect(backend.limit.limit).toBeGreaterThan(1_000);
  });

  test("comes back up when a backend has recovered", () => {
    const backend = new SimulatedBackend(4, 200, "reject");
    backend.run(10);
    expect(backend.limit.limit).toBeLessThan(10);
    backend.slots = 400;
    backend.run(30);
    expect(backend.limit.limit).toBeGreaterThan(100);
  });

  /** Streams without end, so many a second for so long, each with its first event after `firstMs`; answers the longest wait. */
  function surgeOfStreams(limit: AdaptiveLimit, clock: { now: number }, firstMs: (held: number) => number): number {
    const waiting: number[] = [];
    let events: { at: number; tookMs: number }[] = [];
    let longestWaitMs = 0;
    for (; clock.now < 6_000; clock.now++) {
      if (clock.now % 16 === 0 && clock.now < 5_000) waiting.push(clock.now);
      for (const { tookMs } of events.filter(({ at }) => at === clock.now)) limit.streamBegan("m", tookMs);
      events = events.filter(({ at }) => at > clock.now);
      while (waiting.length > 0 && limit.hasRoom) {
        limit.acquire();
        longestWaitMs = Math.max(longestWaitMs, clock.now - waiting.shift()!);
        const tookMs = Math.round(firstMs(limit.inFlight));
        events.push({ at: clock.now + tookMs, tookMs });
      }
    }
    return longestWaitMs;
  }

  test.each([50, 250, 1_000])("makes room for 300 streams of which none ends, first events after %d ms", (firstMs) => {
    const clock = { now: 0 };
    const limit = new AdaptiveLimit({ maximum: 1_000, now: () => clock.now });
    const longestWaitMs = surgeOfStreams(limit, clock, () => firstMs);
    expect(limit.inFlight).toBe(313);
    expect(longestWaitMs).toBeLessThan(1_000);
  });

  test("makes no more room for streams whose first event comes late", () => {
    const clock = { now: 0 };
    const limit = new AdaptiveLimit({ maximum: 1_000, now: () => clock.now });
    surgeOfStreams(limit, clock, (held) => (held < 40 ? 100 : 100 + 20 * (held - 40)));
    expect(limit.inFlight).toBeLessThan(150);
  });

  test("does not take a slower model in the mix for strain", () => {
    const clock = { now: 0 };
    const limit = new AdaptiveLimit({ maximum: 100, initial: 100, now: () => clock.now });
    const answer = (model: string, milliseconds: number): void => {
      clock.now += 20;
      limit.answered(model, milliseconds, 350);
      limit.acquire();
    };
    for (let call = 0; call < 100; call++) limit.acquire();
    for (let call = 0; call < 200; call++) answer("fast", 2_000);
    for (let call = 0; call < 200; call++) answer("slow", 20_000);
    expect(limit.limit).toBe(100);
  });
});

describe("a window of the adaptive limit", () => {
  let now = 0;
  beforeEach(() => (now = 0));
  const limitOf = (initial: number, maximum = 1_000, minimum?: number) =>
    new AdaptiveLimit({ initial, maximum, minimum, now: () => now });

  /** Takes as many places as are asked for, and ends each of the calls 250 ms later: so many of them are refused, the others answered. */
  function window(limit: AdaptiveLimit, { calls = limit.limit, rejected = 0, ms = 100 } = {}): number {
    for (let call = 0; call < calls; call++) limit.acquire();
    now += 250;
    for (let call = 0; call < calls; call++) {
      if (call < rejected) limit.rejected(1);
      else limit.answered("m", ms, 100);
    }
    return limit.limit;
  }

  test("begins at 64, or at the maximum where that is less", () => {
    expect(new AdaptiveLimit({ maximum: 100, now: () => now }).limit).toBe(64);
    expect(new AdaptiveLimit({ maximum: 10, now: () => now }).limit).toBe(10);
  });

  test("doubles the limit at the start, up to its bound", () => {
    const limit = limitOf(64, 500);
    // The rest of a window's answers counts for the next one: it is judged at the eighth.
    const seen = Array.from({ length: 4 }, () => window(limit));
    expect(seen).toEqual([128, 256, 500, 500]);
  });

  test("is judged from 200 ms and 8 samples on, or as many as the limit has", () => {
    const limit = limitOf(20);
    for (let call = 0; call < 17; call++) limit.acquire();
    now = 199;
    for (let call = 0; call < 8; call++) limit.answered("m", 100, 100);
    expect(limit.limit).toBe(20);
    now = 200;
    limit.answered("m", 100, 100);
    expect(limit.limit).toBe(40);
    const few = limitOf(4);
    for (let call = 0; call < 4; call++) few.acquire();
    now += 200;
    few.answered("m", 100, 100);
    few.answered("m", 100, 100);
    few.answered("m", 100, 100);
    expect(few.limit).toBe(4);
    few.answered("m", 100, 100);
    expect(few.limit).toBe(8);
  });

  test("shrinks by the share that is refused, by a twentieth at least and half at most, and then grows by a twentieth", () => {
    const limit = limitOf(100, 500);
    for (let call = 0; call < 100; call++) limit.acquire();
    now = 100;
    for (let call = 0; call < 80; call++) limit.answered("m", 100, 100);
    for (let call = 0; call < 19; call++) limit.rejected(1);
    now = 250;
    limit.rejected(1);
    expect(limit.limit).toBe(80);
    expect(window(limit)).toBe(84);
    // Most of these are refused before the window's end.
    for (let call = 0; call < 84; call++) limit.acquire();
    for (let call = 0; call < 83; call++) limit.rejected(0);
    now += 250;
    limit.rejected(0);
    expect(limit.limit).toBe(42);
    const rarely = limitOf(100, 500);
    for (let call = 0; call < 100; call++) rarely.acquire();
    now += 100;
    for (let call = 0; call < 99; call++) rarely.answered("m", 1, 100);
    now += 200;
    rarely.rejected(0);
    expect(rarely.limit).toBe(95);
  });

  test("that had refusals counts from what was really under way", () => {
    const limit = limitOf(500);
    for (let call = 0; call < 20; call++) limit.acquire();
    now = 250;
    for (let call = 0; call < 10; call++) limit.answered("m", 100, 100);
    expect(limit.limit).toBe(500);
    now = 500;
    for (let call = 0; call < 8; call++) limit.rejected(0);
    // Of twenty places, some calls of the first window stood beside the refused.
    expect(limit.limit).toBeLessThanOrEqual(20);
  });

  test("never goes below two, nor below a minimum that is its own; equal to the maximum it is fixed", () => {
    const limit = limitOf(4);
    for (let round = 0; round < 5; round++) window(limit, { rejected: 1_000 });
    expect(limit.limit).toBe(2);
    const single = limitOf(1, 1);
    for (let round = 0; round < 5; round++) window(single, { rejected: 1_000 });
    expect(single.limit).toBe(1);
    const fixed = limitOf(4, 4, 4);
    for (let round = 0; round < 5; round++) window(fixed, { rejected: 2, ms: 1_000 * round });
    expect(fixed.limit).toBe(4);
  });

  test("shrinks when the latency is over twice what it is without load, and doubles no more afterwards", () => {
    const limit = limitOf(100, 1_000);
    for (let call = 0; call < 70; call++) limit.acquire();
    now = 10_000;
    for (let call = 0; call < 8; call++) limit.answered("m", 2_000, 100);
    expect(limit.limit).toBe(100);
    now = 20_000;
    for (let call = 0; call < 8; call++) limit.answered("m", 6_000, 100);
    // Three times, less the drift of ten seconds and a tenth of a second for each call: 2.935.
    expect(limit.limit).toBe(Math.floor((100 * 2) / 2.935));
    while (limit.inFlight < limit.limit) limit.acquire();
    now = 30_000;
    const before = limit.limit;
    for (let call = 0; call < 8; call++) limit.answered("m", 2_000, 100);
    expect(limit.limit).toBeLessThanOrEqual(before * 1.05 + 1);
    expect(limit.limit).toBeGreaterThan(before);
  });

  test.each([
    [40, 100],
    [50, 100],
    [51, 50],
  ])("does not shrink for a strain that is not ours, and to half at most for one that is: %d of 100", (calls, left) => {
    const limit = limitOf(100);
    for (const ms of [2_000, 20_000]) {
      while (limit.inFlight < calls) limit.acquire();
      now += 30_000;
      for (let call = 0; call < 8; call++) limit.answered("m", ms, 100);
    }
    expect(limit.limit).toBe(left);
  });

  test("takes what is a twentieth of a percent slower each second for the backend's own pace", () => {
    const limit = limitOf(100);
    const answerAt = (second: number, ms: number): number => {
      while (limit.inFlight < 60) limit.acquire();
      now = second * 1_000;
      for (let call = 0; call < 8; call++) limit.answered("m", ms, 100);
      return limit.limit;
    };
    answerAt(10, 2_000);
    // 500 s later 2.5 s are usual: 6 s are 2.4 of that, less a tenth of a second for each call.
    expect(answerAt(510, 6_000)).toBe(Math.floor((100 * 2) / (2.4 - 0.04)));
  });

  test("knows the most calls that were under way in it, though fewer are at its end", () => {
    const limit = limitOf(100);
    for (let call = 0; call < 80; call++) limit.acquire();
    for (let call = 0; call < 40; call++) limit.abandoned();
    limit.acquire();
    now = 250;
    for (let call = 0; call < 8; call++) limit.answered("m", 100, 100);
    expect(limit.limit).toBe(200);
  });

  test("does not grow a limit of which a fifth was never used", () => {
    const limit = limitOf(100);
    expect(window(limit, { calls: 79 })).toBe(100);
    expect(window(limit, { calls: 80 })).toBe(200);
  });

  test("leaves out calls that began before the limit last changed", () => {
    const limit = limitOf(64);
    window(limit);
    expect(limit.limit).toBe(128);
    for (let call = 0; call < 128; call++) limit.acquire();
    now += 300;
    for (let call = 0; call < 64; call++) limit.answered("m", 301, 100);
    for (let call = 0; call < 32; call++) limit.rejected(301);
    expect(limit.limit).toBe(128);
  });

  test("has the calls that began with it, however the clock's fractions are rounded", () => {
    const limit = limitOf(64, 10_000);
    now = 0.1;
    window(limit);
    expect(limit.limit).toBe(128);
    const begun = now;
    for (let call = 0; call < 128; call++) limit.acquire();
    now = begun + 250.3;
    for (let call = 0; call < 8; call++) limit.answered("m", now - begun + 1e-9, 100);
    expect(limit.limit).toBe(256);
  });

  test("is told by the first event of a stream where every place is taken by one that goes on", () => {
    const limit = limitOf(4);
    for (let call = 0; call < 4; call++) limit.acquire();
    now = 199;
    limit.streamBegan("m", 100);
    expect(limit.limit).toBe(4);
    now = 250;
    limit.streamBegan("m", 300);
    expect(limit.limit).toBe(4);
    limit.streamBegan("m", 100);
    expect(limit).toMatchObject({ limit: 8, inFlight: 4 });
    now = 500;
    limit.streamBegan("m", 100);
    expect(limit.limit).toBe(8);
  });

  test("calls that say nothing about load change nothing but the places", () => {
    const limit = limitOf(8);
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
    limit.answered("m", 2_000, 100);
    expect(limit.latencyMs).toBe(2_000);
    expect(limit.workPerMs).toBeCloseTo(10 / 20, 9);
    limit.acquire();
    limit.answered("m", 3_000, 100);
    expect(limit.latencyMs).toBeCloseTo(2_020, 9);
    expect(limit.workPerMs).toBeCloseTo(10 / 20.2, 9);
  });

  test("counts no time in which there was a place left", () => {
    const limit = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    limit.acquire();
    now = 500;
    limit.acquire();
    now = 1_000;
    limit.answered("m", 1, 100);
    expect(limit.workPerMs).toBeCloseTo(100 / 500, 9);
    const emptied = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    emptied.acquire();
    emptied.acquire();
    now += 100;
    emptied.abandoned();
    now += 900;
    emptied.answered("m", 1, 100);
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
    limit.answered("m", 1, 100);
    expect(limit.workPerMs).toBeCloseTo(100 / 1_000, 9);
  });

  test("is bounded by what is really finished while every place is taken", () => {
    const limit = new AdaptiveLimit({ initial: 2, maximum: 2, now: () => now });
    limit.acquire();
    limit.acquire();
    now = 1_000;
    // Two places and an answer of a millisecond promise two a millisecond; one a second comes.
    limit.answered("m", 1, 1);
    expect(limit.workPerMs).toBeCloseTo(1 / 1_000, 9);
    // With room again, no time counts.
    limit.abandoned();
    now = 5_000;
    limit.acquire();
    limit.acquire();
    now = 6_000;
    limit.answered("m", 1, 1);
    expect(limit.workPerMs).toBeCloseTo(1 / 1_000, 9);
  });

  test("a refused call keeps its place as long as an answer takes: a tenth of a second before the first, a second at most", () => {
    const limit = new AdaptiveLimit({ maximum: 10, now: () => now });
    expect(limit.refusedHoldMs).toBe(100);
    limit.acquire();
    limit.answered("m", 400, 100);
    expect(limit.refusedHoldMs).toBe(400);
    for (let call = 0; call < 200; call++) {
      limit.acquire();
      limit.answered("m", 5_000, 100);
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
  test.each([1, 2, 3, 4, 5])("keeps its places in a rush after a quiet hour: %#", (seed) => {
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
      agenda.plan(begun + firstMs, () => limit.streamBegan("m", firstMs));
      agenda.plan(begun + wholeMs, () => limit.answered("m", wholeMs, 90 + tokens));
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
