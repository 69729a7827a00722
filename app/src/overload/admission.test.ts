import * as fc from "fast-check";
import { ChatError, type Priority } from "../engine";
import { Metrics } from "../metrics";
import type { RouteEntry } from "../settings";
import { Admission, type AdmissionRequest } from "./admission";

const entry: RouteEntry = { backend: "gateway", model: "m" };

/** A backend with so many places. */
function placeOf(places: number, workPerMs?: number) {
  let held = 0;
  return {
    limit: {
      limit: 100,
      workPerMs,
      get hasRoom() {
        return held < places;
      },
      acquire: () => void (held += 1),
    },
    breaker: { allows: true, opensInMs: 0, begin: () => undefined },
    free: () => void (held -= 1),
    get held() {
      return held;
    },
  };
}

function setUp(places: number, workPerMs?: number, queueLimit = 1_000) {
  const place = placeOf(places, workPerMs);
  const metrics = new Metrics({ process: false });
  const admission = new Admission({ gateway: place }, { queueLimit, metrics });
  const request = (given: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
    entries: [entry],
    work: 100,
    priority: "interactive",
    deadlineMs: 1_000,
    signal: new AbortController().signal,
    ...given,
  });
  const leave = (): void => {
    place.free();
    admission.advance();
  };
  return { place, admission, request, leave, metrics };
}

describe("admission", () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  test("gives a place at once where there is room", async () => {
    const { admission, request, place } = setUp(1);
    await expect(admission.enter(request())).resolves.toBe(entry);
    expect(place.held).toBe(1);
  });

  test("serves interactive before batch, and each in its order", async () => {
    const { admission, request, leave } = setUp(1);
    await admission.enter(request());
    const order: string[] = [];
    const wait = (name: string, priority: Priority) =>
      admission.enter(request({ priority })).then(() => {
        order.push(name);
        leave();
      });
    const all = [
      wait("batch 1", "batch"),
      wait("user 1", "interactive"),
      wait("batch 2", "batch"),
      wait("user 2", "interactive"),
    ];
    leave();
    await Promise.all(all);
    expect(order).toEqual(["user 1", "user 2", "batch 1", "batch 2"]);
  });

  test("refuses at once what would have to wait too long, by tokens and not by requests", async () => {
    const { admission, request } = setUp(1, 1);
    await admission.enter(request());
    const waiting = admission.enter(request({ work: 600 }));
    waiting.catch(() => undefined);
    await expect(admission.enter(request({ work: 200 }))).rejects.toMatchObject({ status: 429, retryAfterSeconds: 1 });
    // Another one of little work still fits into its second.
    void admission.enter(request({ work: 50 })).catch(() => undefined);
    expect(admission.depth).toBe(2);
  });

  test("refuses when the queue is full", async () => {
    const { admission, request } = setUp(1, undefined, 2);
    await admission.enter(request());
    for (let count = 0; count < 2; count++) void admission.enter(request()).catch(() => undefined);
    await expect(admission.enter(request())).rejects.toMatchObject({ status: 429, code: "overloaded" });
  });

  test("refuses at its deadline what was not served", async () => {
    const { admission, request } = setUp(1);
    await admission.enter(request());
    const waiting = expect(admission.enter(request({ deadlineMs: 500 }))).rejects.toMatchObject({ status: 429 });
    jest.advanceTimersByTime(500);
    await waiting;
    expect(admission.depth).toBe(0);
  });

  test("forgets a client that has gone", async () => {
    const { admission, request, leave, place } = setUp(1);
    await admission.enter(request());
    const gone = new AbortController();
    const waiting = expect(admission.enter(request({ signal: gone.signal }))).rejects.toMatchObject({ status: 499 });
    gone.abort();
    await waiting;
    leave();
    expect(place.held).toBe(0);
  });

  test("says 503 and when to come back while every backend is out", async () => {
    const place = { ...placeOf(1), breaker: { allows: false, opensInMs: 2_500, begin: () => undefined } };
    const admission = new Admission({ gateway: place }, { queueLimit: 10, metrics: new Metrics({ process: false }) });
    const { request } = setUp(1);
    await expect(admission.enter(request())).rejects.toMatchObject({ status: 503, retryAfterSeconds: 3 });
  });

  test("goes past a full backend to one with room", async () => {
    const full = placeOf(0);
    const free = placeOf(1);
    const admission = new Admission(
      { vllm: full, gateway: free },
      { queueLimit: 10, metrics: new Metrics({ process: false }) },
    );
    const entries: RouteEntry[] = [{ backend: "vllm", model: "q" }, entry];
    await expect(admission.enter(setUp(1).request({ entries }))).resolves.toBe(entry);
  });

  test("never gives more places than there are, bounds its queue, and settles everyone", async () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant("enter" as const),
          priority: fc.constantFrom<Priority>("interactive", "batch"),
          work: fc.integer({ min: 1, max: 2_000 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("leave" as const) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("abort" as const), which: fc.nat(50) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("time" as const), ms: fc.integer({ min: 1, max: 800 }) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), async (steps, places) => {
        const { admission, request, leave, place } = setUp(places, 0.5, 8);
        const settled: Promise<unknown>[] = [];
        const controllers: AbortController[] = [];
        let granted = 0;
        let left = 0;
        for (const now of steps) {
          if (now.kind === "enter") {
            const controller = new AbortController();
            controllers.push(controller);
            const entered = admission
              .enter(request({ ...now, signal: controller.signal }))
              .then(() => void (granted += 1));
            settled.push(entered.catch((error: unknown) => expect(error).toBeInstanceOf(ChatError)));
          } else if (now.kind === "leave" && place.held > 0) {
            left += 1;
            leave();
          } else if (now.kind === "abort") controllers[now.which]?.abort();
          else if (now.kind === "time") jest.advanceTimersByTime(now.ms);
          expect(place.held).toBeLessThanOrEqual(places);
          expect(admission.depth).toBeLessThanOrEqual(8);
          if (place.held < places) expect(admission.depth).toBe(0);
        }
        jest.advanceTimersByTime(2_000);
        await Promise.all(settled);
        expect(granted - left).toBe(place.held);
        expect(admission.depth).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});
