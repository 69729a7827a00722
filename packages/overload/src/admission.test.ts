import * as fc from "fast-check";
import { Admission, type AdmissionRequest } from "./admission";
import { BackendGate } from "./backend-gate";
import type { Priority, RouteEntry } from "./route";
import type { Waiter } from "./waiting-line";

const vllm: RouteEntry = { backend: "vllm", model: "q" };
const gateway: RouteEntry = { backend: "gateway", model: "m" };
const second: RouteEntry = { backend: "gateway", model: "n" };

describe("admission", () => {
  let now = 0;
  beforeEach(() => (now = 0));

  function setUp({ places = 1, vllmPlaces = 1, queueLimit = 1_000 } = {}) {
    const gateOf = (maximum: number, comesAndGoes = false) =>
      new BackendGate({
        limit: { initial: maximum, minimum: maximum, maximum },
        comesAndGoes,
        now: () => now,
      });
    const gates: Record<string, BackendGate> = { gateway: gateOf(places), vllm: gateOf(vllmPlaces, true) };
    const turns: [string, number][] = [];
    const admission = new Admission<string>({
      gates,
      queueLimit,
      onTurn: (who, index) => void turns.push([who, index]),
    });
    const request = (given: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
      route: [gateway],
      from: 0,
      work: 100,
      priority: "interactive",
      deadlineMs: 1_000,
      again: false,
      ...given,
    });
    const fill = (backend: string): void => {
      while (gates[backend]!.hasPlace) gates[backend]!.take();
    };
    /** Gives a backend the pace of so much work a millisecond, with every place free. */
    const teach = (backend: string, workPerMs: number): void => {
      gates[backend]!.take();
      gates[backend]!.answered("m", (gates[backend]!.limit.limit * 100) / workPerMs, 100);
    };
    const open = (backend: string): void => {
      for (let call = 0; call < 5; call++) {
        gates[backend]!.take();
        gates[backend]!.failed("failed");
      }
    };
    return { admission, gates, turns, request, fill, teach, open };
  }

  test("gives the first entry that has a place, from the one on that may still be tried", () => {
    const { admission, gates, request, fill } = setUp({ places: 3 });
    const route = [vllm, gateway, second];
    expect(admission.place(request({ route }))).toBe(0);
    expect(gates.vllm!.limit.inFlight).toBe(1);
    expect(admission.place(request({ route }))).toBe(1);
    expect(admission.place(request({ route, from: 2, again: true }))).toBe(2);
    fill("gateway");
    expect(admission.place(request({ route }))).toBe(-1);
    expect(admission.place(request({ route: [gateway, second, vllm], from: 1 }))).toBe(-1);
  });

  test("goes past a backend whose breaker is open, whose trial is the next call's", () => {
    const { admission, request, open } = setUp();
    open("vllm");
    expect(admission.place(request({ route: [vllm, gateway] }))).toBe(1);
    now = 2_000;
    expect(admission.place(request({ route: [vllm, gateway] }))).toBe(0);
    expect(admission.place(request({ route: [vllm] }))).toBe(-1);
  });

  test("lets nobody overtake who waits, except what is more urgent than all of them, and who comes again", () => {
    const { admission, gates, request, fill } = setUp({ places: 2 });
    fill("gateway");
    admission.wait(request({ priority: "batch" }), "batch");
    gates.gateway!.answered("m", 1, 1);
    expect(admission.place(request({ priority: "batch" }))).toBe(-1);
    expect(admission.place(request())).toBe(0);
    gates.gateway!.answered("m", 1, 1);
    admission.wait(request(), "user");
    expect(admission.place(request())).toBe(-1);
    expect(admission.place(request({ again: true }))).toBe(0);
  });

  test("serves interactive before batch, each in its order, who comes again first", () => {
    const { admission, gates, turns, request, fill } = setUp();
    fill("gateway");
    for (const [who, priority, again] of [
      ["batch 1", "batch", false],
      ["user 1", "interactive", false],
      ["batch 2", "batch", false],
      ["user 2", "interactive", false],
      ["user again", "interactive", true],
      ["batch again", "batch", true],
    ] as const) {
      admission.wait(request({ priority, again }), who);
    }
    expect(admission.depth).toBe(6);
    for (let turn = 0; turn < 6; turn++) {
      gates.gateway!.answered("m", 1, 1);
      admission.advance();
      admission.advance();
      expect(turns).toHaveLength(turn + 1);
    }
    expect(turns.map(([who]) => who)).toEqual(["user again", "user 1", "user 2", "batch again", "batch 1", "batch 2"]);
    expect(admission.depth).toBe(0);
  });

  test("looks further down the line for who can use another backend, and into the other line", () => {
    const { admission, gates, turns, request, fill } = setUp({ vllmPlaces: 2 });
    fill("gateway");
    fill("vllm");
    admission.wait(request(), "gateway 1");
    admission.wait(request({ route: [gateway, vllm] }), "either");
    admission.wait(request({ priority: "batch" }), "gateway 2");
    admission.wait(request({ priority: "batch", route: [gateway, second, vllm], from: 1 }), "batch");
    gates.vllm!.failed("cancelled");
    gates.vllm!.failed("cancelled");
    admission.advance();
    expect(turns).toEqual([
      ["either", 1],
      ["batch", 2],
    ]);
    gates.gateway!.failed("cancelled");
    admission.advance();
    expect(turns[2]).toEqual(["gateway 1", 0]);
    expect(admission.depth).toBe(1);
  });

  test("gives several places at once", () => {
    const { admission, gates, turns, request, fill } = setUp({ places: 3 });
    fill("gateway");
    for (const who of ["a", "b", "c", "d"]) admission.wait(request(), who);
    for (let call = 0; call < 3; call++) gates.gateway!.failed("cancelled");
    admission.advance();
    expect(turns.map(([who]) => who)).toEqual(["a", "b", "c"]);
  });

  test("forgets who has left, from either line and from the middle", () => {
    const { admission, gates, turns, request, fill } = setUp();
    fill("gateway");
    const waiters = (["interactive", "interactive", "batch", "batch"] as const).map((priority, index) =>
      admission.wait(request({ priority }), `${priority} ${index}`),
    );
    admission.leave(waiters[0]!);
    admission.leave(waiters[2]!);
    admission.leave(waiters[2]!);
    expect(admission.depth).toBe(2);
    for (let turn = 0; turn < 2; turn++) {
      gates.gateway!.failed("cancelled");
      admission.advance();
    }
    expect(turns.map(([who]) => who)).toEqual(["interactive 1", "batch 3"]);
  });

  describe("refuses", () => {
    test("what would use up more than 0.7 of its deadline by waiting, by tokens and not by requests", () => {
      const { admission, request, fill, teach } = setUp({ places: 2 });
      teach("gateway", 1);
      fill("gateway");
      expect(admission.refusalOf(request({ work: 700 }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 701 }))).toEqual({ reason: "deadline", retryAfterSeconds: 1 });
      admission.wait(request({ work: 600 }), "long");
      expect(admission.refusalOf(request({ work: 100 }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 101 }))).toMatchObject({ reason: "deadline" });
      // It may come back when what is too much of the wait is over: 3,300 ms less 700.
      expect(admission.refusalOf(request({ work: 2_700 }))).toEqual({ reason: "deadline", retryAfterSeconds: 3 });
      expect(admission.refusalOf(request({ work: 2_701 }))).toEqual({ reason: "deadline", retryAfterSeconds: 3 });
      expect(admission.refusalOf(request({ work: 1e9 }))).toEqual({ reason: "deadline", retryAfterSeconds: 60 });
    });

    test("by the work before it: batch waits for both lines, interactive for its own", () => {
      const { admission, request, fill, teach } = setUp({ places: 2 });
      teach("gateway", 1);
      fill("gateway");
      admission.wait(request({ work: 300, priority: "batch" }), "batch");
      admission.wait(request({ work: 300 }), "user");
      expect(admission.refusalOf(request({ work: 400 }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 401 }))).toBeDefined();
      expect(admission.refusalOf(request({ work: 100, priority: "batch" }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 101, priority: "batch" }))).toBeDefined();
    });

    test("by the pace of every backend that it can use, each once", () => {
      const { admission, request, fill, teach, open } = setUp({ places: 2, vllmPlaces: 3 });
      teach("gateway", 1);
      teach("vllm", 2);
      fill("gateway");
      fill("vllm");
      const longest = (route: RouteEntry[], from = 0): number => {
        let work = 0;
        while (admission.refusalOf(request({ route, from, work: work + 100 })) === undefined) work += 100;
        return work;
      };
      expect(longest([gateway])).toBe(700);
      expect(longest([gateway, second])).toBe(700);
      expect(longest([vllm, gateway, second])).toBe(2_100);
      expect(longest([vllm, gateway, vllm], 1)).toBe(2_100);
      expect(longest([vllm, gateway], 1)).toBe(700);
      open("vllm");
      expect(longest([vllm, gateway])).toBe(700);
    });

    test("nobody for a wait while the backend has answered nothing: not even batch, which waits behind all others", () => {
      const { admission, request, fill } = setUp({ places: 2, queueLimit: 3 });
      fill("gateway");
      for (const who of ["a", "b", "c"]) {
        expect(admission.refusalOf(request({ work: 1e9, priority: "batch" }))).toBeUndefined();
        admission.wait(request(), who);
      }
      expect(admission.refusalOf(request())).toEqual({ reason: "queue_full", retryAfterSeconds: 1 });
    });

    test("one more than may wait, and says when its turn would be", () => {
      const { admission, request, fill, teach } = setUp({ queueLimit: 2 });
      teach("gateway", 1);
      fill("gateway");
      admission.wait(request({ work: 1 }), "a");
      expect(admission.refusalOf(request())).toBeUndefined();
      admission.wait(request({ work: 1, priority: "batch" }), "b");
      expect(admission.refusalOf(request({ work: 1_500 }))).toEqual({ reason: "queue_full", retryAfterSeconds: 2 });
    });

    test("everything while every backend of the route is out, even who comes again, until the first is to be tried", () => {
      const { admission, gates, request, open } = setUp();
      open("gateway");
      expect(admission.refusalOf(request({ again: true }))).toEqual({ reason: "breaker_open", retryAfterSeconds: 2 });
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))).toBeUndefined();
      expect(admission.refusalOf(request({ route: [vllm, gateway], from: 1 }))).toBeDefined();
      now = 500;
      gates.vllm!.take();
      gates.vllm!.failed("absent");
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))?.retryAfterSeconds).toBe(2);
      now = 1_500;
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))?.retryAfterSeconds).toBe(1);
      now = 2_000;
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))).toBeUndefined();
    });

    test("nobody who waits for the trial call of a backend: how long that takes is not known", () => {
      const { admission, request, open, teach } = setUp();
      teach("gateway", 1);
      open("gateway");
      now = 2_000;
      expect(admission.place(request())).toBe(0);
      expect(admission.refusalOf(request({ work: 1e9 }))).toBeUndefined();
    });

    test("nobody again who had a place before, but for backends that are out", () => {
      const { admission, request, fill, teach } = setUp({ queueLimit: 0 });
      teach("gateway", 1);
      fill("gateway");
      expect(admission.refusalOf(request({ work: 1e9, again: true }))).toBeUndefined();
      expect(admission.refusalOf(request())).toMatchObject({ reason: "queue_full" });
    });

    test("who waits at its deadline, with the time that its turn is still away", () => {
      const { admission, request, fill, teach } = setUp();
      teach("gateway", 1);
      fill("gateway");
      admission.wait(request({ work: 2_000 }), "before");
      const waiter = admission.wait(request({ work: 1_500 }), "late");
      expect(admission.expire(waiter)).toEqual({ reason: "expired", retryAfterSeconds: 4 });
      expect(admission.depth).toBe(1);
    });
  });

  test("never gives more places than there are, bounds its queue, and leaves nobody waiting before a free place", () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          kind: fc.constant("enter" as const),
          priority: fc.constantFrom<Priority>("interactive", "batch"),
          route: fc.constantFrom([gateway], [vllm, gateway], [vllm]),
          work: fc.integer({ min: 1, max: 2_000 }),
        }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant("end" as const), backend: fc.constantFrom("vllm", "gateway") }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), which: fc.nat(50) }) },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 4 }), (steps, places) => {
        now = 0;
        const { admission, gates, turns, request } = setUp({ places, vllmPlaces: 2, queueLimit: 8 });
        const waiters: Waiter<string>[] = [];
        let placed = 0;
        let ended = 0;
        for (const { kind, ...given } of steps) {
          now += 10;
          if (kind === "enter") {
            const asked = request(given as Partial<AdmissionRequest>);
            if (admission.place(asked) >= 0) placed += 1;
            else if (admission.refusalOf(asked) === undefined) waiters.push(admission.wait(asked, String(now)));
          } else if (kind === "leave") {
            const waiter = waiters[(given as { which: number }).which];
            if (waiter !== undefined) admission.leave(waiter);
          } else {
            const gate = gates[(given as { backend: string }).backend]!;
            if (gate.limit.inFlight === 0) continue;
            gate.answered("m", 5, 10);
            ended += 1;
            admission.advance();
          }
          for (const gate of Object.values(gates)) expect(gate.limit.inFlight).toBeLessThanOrEqual(gate.limit.limit);
          expect(admission.depth).toBeLessThanOrEqual(8);
          expect(gates.vllm!.limit.inFlight + gates.gateway!.limit.inFlight).toBe(placed + turns.length - ended);
          const standing = waiters.filter((waiter) => waiter.standing);
          expect(standing).toHaveLength(admission.depth);
          // Who comes stands behind who waits, even where another backend has a place, until the next call ends.
          if (kind !== "end") continue;
          for (const { route } of standing) {
            expect(route.some(({ backend }) => gates[backend]!.hasPlace)).toBe(false);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
