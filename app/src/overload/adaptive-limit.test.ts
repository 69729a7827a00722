import { AdaptiveLimit } from "./adaptive-limit";

/** A backend in virtual time, with so many slots and so long an answer. It queues what is above, or turns it away. */
class SimulatedBackend {
  now = 0;
  readonly limit: AdaptiveLimit;
  private events: { at: number; end: () => void }[] = [];
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
      this.now = Math.min(...this.events.map((event) => event.at));
      const due = this.events.filter((event) => event.at <= this.now);
      this.events = this.events.filter((event) => event.at > this.now);
      for (const event of due) event.end();
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
        this.limit.release({ kind: "rejected", milliseconds: this.now - from });
      });
    }
  }

  private serve(from: number): void {
    this.busy += 1;
    this.after(this.answerMs, () => {
      this.busy -= 1;
      this.answers += 1;
      this.limit.release({ kind: "answered", model: "m", milliseconds: this.now - from, work: 110 });
      if (this.busy < this.slots) this.queue.shift()?.();
    });
  }

  private after(ms: number, end: () => void): void {
    this.events.push({ at: this.now + ms, end });
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
    backend.run(60);
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
      limit.release({ kind: "answered", model, milliseconds, work: 350 });
      limit.acquire();
    };
    for (let call = 0; call < 100; call++) limit.acquire();
    for (let call = 0; call < 200; call++) answer("fast", 2_000);
    for (let call = 0; call < 200; call++) answer("slow", 20_000);
    expect(limit.limit).toBe(100);
  });
});
