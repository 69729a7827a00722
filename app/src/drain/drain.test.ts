import { Drain, type DrainLimits, type DrainStep } from "./drain";
import { pause } from "./pause";

const { signal: never } = new AbortController();

/** What comes of it when the clock runs on. */
async function inTime<T>(promise: Promise<T>): Promise<T> {
  await jest.advanceTimersByTimeAsync(60_000);
  return promise;
}

/** A drain that writes down what happens at which millisecond. */
function watched(phases: DrainStep[][], limits: Partial<DrainLimits> = {}) {
  const from = Date.now();
  const events: string[] = [];
  const note = (event: string): void => void events.push(`${Date.now() - from} ${event}`);
  const drain = new Drain({ noticeMs: 100, limitMs: 500, cutMs: 100, ...limits }, phases, {
    onBegin: (reason) => note(`begin ${reason}`),
    onStepError: (step, error) => note(`${step}: ${(error as Error).message}`),
    onEnd: (late) => note(`end ${late.join()}`),
  });
  return { drain, events, note };
}
const takes = (name: string, ms: number): DrainStep => ({
  name,
  run: async () => (ms > 0 ? pause(ms, never) : undefined),
});
const untilCut: DrainStep = {
  name: "stream",
  run: (cut) =>
    new Promise((resolve) => {
      if (cut.aborted) resolve();
      cut.addEventListener("abort", () => resolve());
    }),
};

describe("the drain", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("gives the load balancer its time, ends the steps of a phase side by side, and exits 0", async () => {
    const { drain, events } = watched([[takes("http", 100), takes("grpc", 100)], [takes("redis", 0)]]);
    expect(await inTime(drain.begin("SIGTERM"))).toBe(0);
    expect(events).toEqual(["0 begin SIGTERM", "200 end "]);
  });

  test("cuts what still runs at its limit, and exits 1", async () => {
    const { drain, events } = watched([[untilCut, takes("http", 10)], [takes("redis", 0)]]);
    expect(await inTime(drain.begin("SIGTERM"))).toBe(1);
    expect(events).toEqual(["0 begin SIGTERM", "500 end stream"]);
  });

  test("waits no longer for a step that does not heed the cut", async () => {
    const { drain, events } = watched([[takes("stubborn", 2_000)], [takes("redis", 0)]]);
    expect(await inTime(drain.begin("SIGTERM"))).toBe(1);
    expect(events).toEqual(["0 begin SIGTERM", "600 end stubborn"]);
  });

  test("is in a hurry at the second signal, be it while the load balancer has its time", async () => {
    const { drain, events } = watched([[untilCut]], { noticeMs: 10_000, limitMs: 20_000 });
    const first = drain.begin("SIGINT");
    await jest.advanceTimersByTimeAsync(50);
    expect(await inTime(drain.begin("SIGINT"))).toBe(1);
    expect(await first).toBe(1);
    expect(events).toEqual(["0 begin SIGINT", "50 end "]);
  });

  test("goes on after a step that fails, and exits 1", async () => {
    const failing: DrainStep = { name: "broken", run: () => Promise.reject(new Error("no")) };
    const thrown: DrainStep = {
      name: "thrown",
      run: () => {
        throw new Error("at once");
      },
    };
    const { drain, events } = watched([[failing, thrown], [takes("redis", 50)]], { noticeMs: 0 });
    expect(await inTime(drain.begin("SIGTERM"))).toBe(1);
    expect(events.slice(1)).toEqual(["0 thrown: at once", "0 broken: no", "50 end thrown,broken"]);
  });

  test("knows whether it has begun", () => {
    const { drain } = watched([[]], { noticeMs: 0 });
    expect(drain.draining).toBe(false);
    void drain.begin("SIGTERM");
    expect(drain.draining).toBe(true);
  });
});
