import { blockBudgetMs, type HealthLimits, judgeLiveness, judgeReadiness, type Vitals } from "./verdict";

const well: Vitals = { sinceBeatMs: 100, started: true, draining: false, busy: 0 };
const puller: HealthLimits = { blockBudgetMs: 75_000, busyIsUnready: false };
const served: HealthLimits = { ...puller, busyIsUnready: true };

describe("the verdict on a process", () => {
  test.each([
    ["well", {}, puller, "ok", "ok"],
    ["starting", { started: false }, puller, "ok", "starting"],
    ["draining", { draining: true }, puller, "ok", "draining"],
    ["busy, pulling from a queue", { busy: 1 }, puller, "ok", "ok"],
    ["busy, behind a Service", { busy: 1 }, served, "ok", "busy"],
    ["blocked for its longest time, pulling", { sinceBeatMs: 60_000, busy: 1 }, puller, "blocked", "blocked"],
    ["blocked before it could say that it is busy", { sinceBeatMs: 3_000 }, served, "blocked", "busy"],
    ["at the end of its budget", { sinceBeatMs: 75_000 }, puller, "blocked", "blocked"],
    ["hung", { sinceBeatMs: 75_001 }, puller, "dead", "dead"],
    ["hung while draining", { sinceBeatMs: 75_001, draining: true }, puller, "dead", "dead"],
  ])("%s", (_name, change: Partial<Vitals>, limits, live, ready) => {
    expect(judgeLiveness({ ...well, ...change }, limits).status).toBe(live);
    expect(judgeReadiness({ ...well, ...change }, limits).status).toBe(ready);
  });

  test("fails liveness for death alone, and readiness for everything but health", () => {
    expect(judgeLiveness({ ...well, sinceBeatMs: 60_000, draining: true, started: false, busy: 9 }, served).ok).toBe(
      true,
    );
    expect(judgeLiveness({ ...well, sinceBeatMs: 80_000 }, served).ok).toBe(false);
    expect(judgeReadiness({ ...well, busy: 1 }, served).ok).toBe(false);
  });

  test("keeps the budget of the worker's longest block between the block and the profile's 90 s", () => {
    expect(blockBudgetMs(60)).toBeGreaterThan(60_000);
    expect(blockBudgetMs(60)).toBeLessThan(90_000);
  });
});
