import { BackendGate } from "@breakwater/overload";
import { VirtualClock } from "../../test/support/virtual-clock";
import { Cancellation, ChatError } from "../engine";
import { Metrics } from "../metrics";
import type { RouteEntry } from "../settings";
import { Admission, type AdmissionRequest } from "./admission";
import type { Place } from "./place";

const entry: RouteEntry = { backend: "gateway", model: "m" };
const origin = { caller: "somebody", question: 1 };
const failed = { kind: "failed", outcome: "timeout", error: new ChatError("upstream_timeout", "late") } as const;
const rejected = {
  kind: "rejected",
  outcome: "rejected",
  error: new ChatError("upstream_overloaded", "no"),
} as const;
const cancelled = {
  kind: "cancelled",
  outcome: "cancelled",
  error: new ChatError("client_closed_request", "gone"),
} as const;
const usage = { promptTokens: 0, completionTokens: 50 };

function setUp(places: number, queueLimit = 1_000) {
  const clock = new VirtualClock();
  const metrics = new Metrics({ process: false });
  const backend = new BackendGate({
    maxInFlight: 1_000,
    limit: { minimum: places, initial: places, maximum: places },
    now: clock.now,
    onLater: (ms) => clock.later(ms, () => admission.advance()),
  });
  const gate = backend.model(entry.model);
  /** Calls that fail until the model's breaker opens. */
  const open = (): void => {
    for (let call = 0; call < 5; call++) gate.failed("failed", { begun: gate.take(origin), origin });
  };
  const admission = new Admission({ gates: { gateway: backend }, queueLimit, clock, metrics });
  const request = (given: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
    route: [entry],
    from: 0,
    origin,
    work: 100,
    priority: "interactive",
    deadlineMs: 1_000,
    again: false,
    signal: new Cancellation(),
    ...given,
  });
  /** Waits for a place, and tells how that goes. */
  const wait = (given: Partial<AdmissionRequest> = {}) => {
    const told: { place?: Place; error?: ChatError } = {};
    admission.acquire(request(given)).then(
      (place) => void (told.place = place),
      (error: ChatError) => void (told.error = error),
    );
    return told;
  };
  const counted = async (metric: "refused" | "backendCalls") =>
    (await metrics[metric].get()).values
      .filter(({ value }) => value > 0)
      .map(({ labels, value }) => ({ ...labels, value }));
  return { clock, gate, open, admission, wait, counted };
}

describe("a place", () => {
  test("is given at once where there is room, and stays taken until its call ends", async () => {
    const { clock, gate, wait, counted } = setUp(1);
    const first = wait();
    const second = wait();
    await clock.runUntil(400);
    expect(first.place).toMatchObject({ entry, index: 0 });
    expect(second).toEqual({});
    first.place!.end({ kind: "answered", usage });
    await clock.runUntil(400);
    expect(second.place).toMatchObject({ entry });
    expect(gate.limit).toMatchObject({ inFlight: 1, latencyMs: 400 });
    // 100 tokens of work in 400 ms at one place.
    expect(gate.limit.workPerMs).toBeCloseTo(0.25, 9);
    expect(await counted("backendCalls")).toEqual([{ backend: "gateway", outcome: "ok", value: 1 }]);
  });

  test("whose call was refused for load comes free after the time of an answer, and is counted then", async () => {
    const { clock, gate, wait, counted } = setUp(1);
    const first = wait();
    await clock.runUntil(0);
    first.place!.end(rejected);
    const second = wait();
    await clock.runUntil(99);
    expect([second.place, gate.limit.inFlight, (await counted("backendCalls")).length]).toEqual([undefined, 1, 0]);
    await clock.runUntil(100);
    expect(second.place).toBeDefined();
    expect(await counted("backendCalls")).toEqual([{ backend: "gateway", outcome: "rejected", value: 1 }]);
  });

  test.each([
    [failed, "timeout"],
    [cancelled, "cancelled"],
  ])("whose call ended otherwise is free at once: %#", async (end, outcome) => {
    const { clock, gate, wait, counted } = setUp(1);
    const first = wait();
    await clock.runUntil(0);
    first.place!.end(end);
    expect(gate.limit.inFlight).toBe(0);
    expect(await counted("backendCalls")).toEqual([{ backend: "gateway", outcome, value: 1 }]);
  });

  test("of a stream that has begun may make room for one who waits", async () => {
    const clock = new VirtualClock();
    const gate = new BackendGate({
      maxInFlight: 8,
      limit: { initial: 1, minimum: 1 },
      now: clock.now,
      onLater: (ms) => clock.later(ms, () => admission.advance()),
    });
    const metrics = new Metrics({ process: false });
    const admission: Admission = new Admission({ gates: { gateway: gate }, queueLimit: 10, clock, metrics });
    const request = { route: [entry], from: 0, origin, work: 1, priority: "interactive", deadlineMs: 9_000 } as const;
    const asked = { ...request, again: false, signal: new Cancellation() };
    const stream = await admission.acquire(asked);
    const waiting = admission.acquire(asked);
    await clock.runUntil(500);
    stream.began();
    expect((await waiting).entry).toBe(entry);
    expect(gate.inFlight).toBe(2);
  });

  test("is given back once, however often its end is told", async () => {
    const { clock, gate, wait, counted } = setUp(2);
    const [first] = [wait(), wait()];
    await clock.runUntil(0);
    first!.place!.end(failed);
    first!.place!.end({ kind: "answered", usage });
    expect(gate.limit.inFlight).toBe(1);
    expect(await counted("backendCalls")).toEqual([{ backend: "gateway", outcome: "timeout", value: 1 }]);
  });

  test("of a stream that breaks off in the middle counts against its model, though it had begun", async () => {
    const { clock, gate, wait } = setUp(5);
    for (let call = 0; call < 5; call++) {
      const asked = wait();
      await clock.runUntil(call);
      asked.place!.began();
      asked.place!.end(failed);
    }
    expect(gate.breaker.state).toBe("open");
  });

  test("is looked for when a breaker may be tried again, though no call ends then", async () => {
    const { clock, open, admission, wait } = setUp(10);
    open();
    // Half open with its trial under way, it lets others wait; the trial's failure opens it for four seconds.
    await clock.runUntil(2_002);
    const trial = wait();
    const waiting = wait({ deadlineMs: 60_000, priority: "batch" });
    await clock.runUntil(2_100);
    trial.place!.end(failed);
    await clock.runUntil(6_099);
    expect(admission.depth).toBe(1);
    await clock.runUntil(6_102);
    expect(waiting.place).toBeDefined();
  });
});

describe("a wait for a place", () => {
  test("ends in the line's order: interactive first", async () => {
    const { clock, wait } = setUp(2);
    const [first] = [wait(), wait()];
    const batch = wait({ priority: "batch" });
    const user = wait();
    await clock.runUntil(0);
    first!.place!.end(cancelled);
    await clock.runUntil(1);
    expect(user.place?.entry).toBe(entry);
    expect(batch).toEqual({});
  });

  test("ends at its deadline with 429, and is counted as expired", async () => {
    const { clock, admission, wait, counted } = setUp(1);
    wait();
    const late = wait({ deadlineMs: 500 });
    await clock.runUntil(499);
    expect(late).toEqual({});
    await clock.runUntil(500);
    expect(late.error).toMatchObject({ status: 429, code: "overloaded", retryAfterSeconds: expect.any(Number) });
    expect(admission.depth).toBe(0);
    expect(await counted("refused")).toEqual([{ reason: "expired", priority: "interactive", value: 1 }]);
  });

  test("ends when its client goes, and takes no place afterwards", async () => {
    const { clock, gate, admission, wait } = setUp(1);
    const first = wait();
    const signal = new Cancellation();
    const gone = wait({ signal });
    await clock.runUntil(10);
    signal.abort();
    await clock.runUntil(10);
    expect(gone.error).toMatchObject({ status: 499 });
    expect(admission.depth).toBe(0);
    first.place!.end(cancelled);
    await clock.runUntil(5_000);
    expect(gate.limit.inFlight).toBe(0);
  });

  test("does not begin for a client that has gone already", async () => {
    const { clock, admission, wait } = setUp(0);
    const signal = new Cancellation();
    signal.abort();
    const gone = wait({ signal, again: true });
    await clock.runUntil(0);
    expect(gone.error).toMatchObject({ status: 499 });
    expect(admission.depth).toBe(0);
  });

  test("once over, is over: neither its deadline nor its client change anything", async () => {
    const { clock, gate, wait } = setUp(1);
    const first = wait();
    const signal = new Cancellation();
    const second = wait({ signal });
    await clock.runUntil(10);
    first.place!.end(cancelled);
    await clock.runUntil(10);
    signal.abort();
    await clock.runUntil(5_000);
    expect(second.place).toBeDefined();
    expect(second.error).toBeUndefined();
    expect(gate.limit.inFlight).toBe(1);
  });
});

describe("a refusal", () => {
  test("comes at once, 429 with the time to come back, and is counted by its reason", async () => {
    const { clock, wait, counted } = setUp(1, 0);
    wait();
    const refused = wait({ priority: "batch" });
    await clock.runUntil(0);
    expect(refused.error).toMatchObject({ status: 429, code: "overloaded", retryAfterSeconds: 1 });
    expect(await counted("refused")).toEqual([{ reason: "queue_full", priority: "batch", value: 1 }]);
  });

  test("is 503 while every backend is out", async () => {
    const { clock, open, wait, counted } = setUp(10);
    open();
    await clock.runUntil(500);
    const refused = wait();
    await clock.runUntil(500);
    expect(refused.error).toMatchObject({ status: 503, code: "backend_unavailable", retryAfterSeconds: 2 });
    expect(await counted("refused")).toEqual([{ reason: "breaker_open", priority: "interactive", value: 1 }]);
  });
});
