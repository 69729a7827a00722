import { Admission, type AdmissionRequest } from "./admission";
import { BackendGate } from "./backend-gate";
import type { CallOrigin } from "./call-origin";
import type { ModelGate } from "./model-gate";
import type { CallFailure, RouteEntry } from "./route";

const vllm: RouteEntry = { backend: "vllm", model: "q" };
const gateway: RouteEntry = { backend: "gateway", model: "m" };
const second: RouteEntry = { backend: "gateway", model: "n" };
const somebody: CallOrigin = { caller: "somebody", question: 1 };

describe("admission", () => {
  let now = 0;
  beforeEach(() => (now = 0));

  function setUp({ places = 1, vllmPlaces = 1, maxInFlight = 1_000, queueLimit = 1_000 } = {}) {
    const gateOf = (initial: number, comesAndGoes = false) =>
      new BackendGate({
        maxInFlight,
        limit: { initial, minimum: initial, maximum: initial },
        comesAndGoes,
        now: () => now,
      });
    const gates: Record<string, BackendGate> = { gateway: gateOf(places), vllm: gateOf(vllmPlaces, true) };
    const at = ({ backend, model }: RouteEntry): ModelGate => gates[backend]!.model(model);
    const turns: [string, number][] = [];
    const admission = new Admission<string>({
      gates,
      queueLimit,
      now: () => now,
      onTurn: (who, index) => void turns.push([who, index]),
    });
    const request = (given: Partial<AdmissionRequest> = {}): AdmissionRequest => ({
      route: [gateway],
      from: 0,
      origin: somebody,
      work: 100,
      priority: "interactive",
      deadlineMs: 1_000,
      again: false,
      ...given,
    });
    const fill = (entry: RouteEntry): void => {
      while (at(entry).hasPlaceFor(somebody)) at(entry).take(somebody);
    };
    /** A call at that entry ends, with its answer or for its caller's reasons. */
    const answer = (entry: RouteEntry): void => at(entry).answered(1, somebody, 1, 1);
    const free = (entry: RouteEntry): void => void at(entry).failed("cancelled", { begun: 1_000, origin: somebody });
    /** Gives an entry the pace of so much work a millisecond, with every place free. */
    const teach = (entry: RouteEntry, workPerMs: number): void => {
      const gate = at(entry);
      gate.answered(gate.take(somebody), somebody, (gate.limit.limit * 100) / workPerMs, 100);
    };
    const fail = (entry: RouteEntry, failure: CallFailure, origin: CallOrigin = somebody): void =>
      void at(entry).failed(failure, { begun: at(entry).take(origin), origin });
    const open = (entry: RouteEntry, origin?: CallOrigin): void => {
      for (let call = 0; call < 5; call++) fail(entry, "failed", origin);
    };
    const place = (given: Partial<AdmissionRequest> = {}) => admission.place(request(given))?.index ?? -1;
    return { admission, gates, at, turns, request, place, fill, answer, free, teach, fail, open };
  }

  test("gives the first entry that has a place, from the one on that may still be tried", () => {
    const { place, at, fill } = setUp({ places: 2 });
    const route = [vllm, gateway, second];
    expect(place({ route })).toBe(0);
    expect(at(vllm).limit.inFlight).toBe(1);
    expect(place({ route })).toBe(1);
    expect(place({ route, from: 2, again: true })).toBe(2);
    fill(gateway);
    fill(second);
    expect(place({ route })).toBe(-1);
    expect(place({ route: [vllm, gateway], from: 1 })).toBe(-1);
  });

  test("tells the number of the call, by which its end is told", () => {
    const { admission, request, at } = setUp({ places: 3 });
    expect(admission.place(request())).toEqual({ index: 0, begun: 1 });
    expect(admission.place(request())).toEqual({ index: 0, begun: 2 });
    expect(admission.place(request({ route: [vllm, gateway] }))).toEqual({ index: 0, begun: 1 });
    expect(at(gateway).limit.inFlight).toBe(2);
  });

  test("goes past a model whose breaker is open, whose trial is the next call's", () => {
    const { place, open } = setUp();
    open(vllm);
    expect(place({ route: [vllm, gateway] })).toBe(1);
    now = 2_000;
    expect(place({ route: [vllm, gateway] })).toBe(0);
    expect(place({ route: [vllm] })).toBe(-1);
  });

  test("gives who comes a place that nobody who waits can use, and no other", () => {
    const { admission, turns, request, place, fill, answer } = setUp({ places: 2 });
    fill(gateway);
    admission.wait(request({ priority: "batch" }), "batch");
    // Another model's.
    expect(place({ route: [second] })).toBe(0);
    expect(place({ route: [gateway, second], priority: "batch" })).toBe(1);
    // A place that nobody has looked for yet is theirs who wait.
    answer(gateway);
    expect(place()).toBe(-1);
    expect(turns).toEqual([["batch", 0]]);
    admission.wait(request(), "user");
    answer(gateway);
    expect(place({ again: true })).toBe(0);
    expect(turns).toHaveLength(1);
  });

  test("serves interactive before batch, each in its order, who comes again first", () => {
    const { admission, turns, request, fill, answer } = setUp();
    fill(gateway);
    for (const [who, priority, again] of [
      ["batch 1", "batch", false],
      ["user 1", "interactive", false],
      ["batch 2", "batch", false],
      ["user 2", "interactive", false],
      ["user again 1", "interactive", true],
      ["batch again", "batch", true],
      ["user again 2", "interactive", true],
    ] as const) {
      admission.wait(request({ priority, again }), who);
    }
    expect(admission.depth).toBe(7);
    for (let turn = 0; turn < 7; turn++) {
      answer(gateway);
      admission.advance();
      admission.advance();
      expect(turns).toHaveLength(turn + 1);
    }
    expect(turns.map(([who]) => who)).toEqual([
      "user again 1",
      "user again 2",
      "user 1",
      "user 2",
      "batch again",
      "batch 1",
      "batch 2",
    ]);
    expect(admission.depth).toBe(0);
  });

  test("gives each caller one turn a round, however many of its requests wait, in whatever lines", () => {
    const { admission, turns, request, fill, answer } = setUp();
    fill(gateway);
    const from = (caller: string, more: Partial<AdmissionRequest> = {}) =>
      request({ origin: { caller, question: 1 }, ...more });
    for (let count = 1; count <= 5; count++) admission.wait(from("many"), `many ${count}`);
    admission.wait(from("many", { route: [gateway, vllm], from: 0, priority: "batch" }), "many batch");
    admission.wait(from("few"), "few 1");
    admission.wait(from("few"), "few 2");
    admission.wait(from("late"), "late 1");
    fill(vllm);
    for (let count = 0; count < 9; count++) {
      answer(gateway);
      admission.advance();
    }
    expect(turns.map(([who]) => who)).toEqual([
      ...["many 1", "few 1", "late 1"],
      ...["many 2", "few 2", "many 3", "many 4", "many 5", "many batch"],
    ]);
  });

  test("refuses nobody for the work of another caller that has its turns meanwhile", () => {
    const { admission, request, fill, teach } = setUp();
    teach(gateway, 1);
    fill(gateway);
    for (let count = 0; count < 20; count++) admission.wait(request({ work: 100 }), "many");
    expect(admission.refusalOf(request({ work: 100 }))).toMatchObject({ reason: "deadline" });
    expect(admission.refusalOf(request({ work: 100, origin: { caller: "few", question: 1 } }))).toBeUndefined();
  });

  test("bounds the line: its last places are for callers, and for models, of whom nobody waits yet", () => {
    const { admission, request, fill } = setUp({ queueLimit: 16 });
    fill(gateway);
    fill(second);
    const from = (caller: string, route = [gateway]) => request({ route, origin: { caller, question: 1 } });
    const stand = (caller: string, route = [gateway], most = 20): number => {
      let count = 0;
      while (count < most && admission.refusalOf(from(caller, route)) === undefined) {
        admission.wait(from(caller, route), caller);
        count += 1;
      }
      return count;
    };
    expect(stand("many")).toBe(15);
    expect(admission.refusalOf(from("many"))).toMatchObject({ reason: "queue_full" });
    expect(stand("few", [second], 1)).toBe(1);
    expect(admission.refusalOf(from("late"))).toMatchObject({ reason: "queue_full" });
  });

  test("lets nobody wait behind those who wait for something else", () => {
    const { admission, turns, request, fill, free } = setUp({ vllmPlaces: 2 });
    fill(gateway);
    fill(vllm);
    fill(second);
    admission.wait(request(), "gateway 1");
    admission.wait(request({ route: [gateway, vllm] }), "either");
    admission.wait(request({ priority: "batch" }), "gateway 2");
    admission.wait(request({ priority: "batch", route: [gateway, second, vllm], from: 1 }), "batch");
    free(vllm);
    free(vllm);
    admission.advance();
    expect(turns).toEqual([
      ["either", 1],
      ["batch", 2],
    ]);
    free(gateway);
    admission.advance();
    expect(turns[2]).toEqual(["gateway 1", 0]);
    expect(admission.depth).toBe(1);
  });

  test("gives a place that several lines want to whoever came first, and to the more urgent before", () => {
    const { admission, turns, request, fill, free } = setUp();
    fill(gateway);
    fill(second);
    for (const [who, route, priority] of [
      ["batch", [gateway], "batch"],
      ["first", [second, gateway], "interactive"],
      ["second", [gateway], "interactive"],
      ["third", [second, gateway], "interactive"],
    ] as const) {
      admission.wait(request({ route, priority }), who);
    }
    for (let turn = 0; turn < 4; turn++) {
      free(gateway);
      admission.advance();
    }
    expect(turns.map(([who]) => who)).toEqual(["first", "second", "third", "batch"]);
  });

  test("shares the bound of a backend in the order of coming", () => {
    const { admission, turns, request, place, free } = setUp({ places: 10, maxInFlight: 2 });
    expect([place(), place({ route: [second] }), place(), place({ route: [second] })]).toEqual([0, 0, -1, -1]);
    admission.wait(request({ route: [second] }), "second");
    admission.wait(request(), "first");
    free(gateway);
    admission.advance();
    expect(turns).toEqual([["second", 0]]);
  });

  test("gives several places at once", () => {
    const { admission, turns, request, fill, free } = setUp({ places: 3 });
    fill(gateway);
    for (const who of ["a", "b", "c", "d"]) admission.wait(request(), who);
    for (let call = 0; call < 3; call++) free(gateway);
    admission.advance();
    expect(turns.map(([who]) => who)).toEqual(["a", "b", "c"]);
  });

  test("forgets who has left, from either line and from the middle", () => {
    const { admission, turns, request, fill, free } = setUp();
    fill(gateway);
    const waiters = (["interactive", "interactive", "batch", "batch"] as const).map((priority, index) =>
      admission.wait(request({ priority }), `${priority} ${index}`),
    );
    admission.leave(waiters[0]!);
    admission.leave(waiters[2]!);
    admission.leave(waiters[2]!);
    expect(admission.depth).toBe(2);
    for (let turn = 0; turn < 2; turn++) {
      free(gateway);
      admission.advance();
    }
    expect(turns.map(([who]) => who)).toEqual(["interactive 1", "batch 3"]);
    admission.leave(waiters[1]!);
    expect(admission.depth).toBe(0);
  });

  test("treats a route that was cut to what may still be tried as the end of the whole one", () => {
    const { admission, turns, request, fill, free } = setUp();
    fill(gateway);
    fill(second);
    admission.wait(request({ route: [vllm, gateway, second], from: 1 }), "whole");
    admission.wait(request({ route: [gateway, second] }), "cut");
    free(second);
    admission.advance();
    free(second);
    admission.advance();
    expect(turns).toEqual([
      ["whole", 2],
      ["cut", 1],
    ]);
  });

  describe("who waits for a trial call", () => {
    const poisoner: CallOrigin = { caller: "poisoner", question: 666 };

    test("stands before nobody whom the breaker does not concern", () => {
      const { admission, turns, request, place, fill, free, open } = setUp({ places: 2 });
      open(gateway, poisoner);
      now = 2_000;
      expect(place({ origin: poisoner })).toBe(0);
      expect(place({ origin: poisoner })).toBe(-1);
      fill(gateway);
      expect(admission.refusalOf(request({ origin: poisoner }))).toBeUndefined();
      admission.wait(request({ origin: poisoner }), "poisoner");
      admission.wait(request(), "somebody");
      free(gateway);
      admission.advance();
      expect(turns).toEqual([["somebody", 0]]);
      expect(admission.depth).toBe(1);
    });

    test("steps aside when the breaker opens while it waits, and has its turn when that may be tried", () => {
      const { admission, turns, request, fill, free, open, at } = setUp({ places: 2 });
      fill(gateway);
      admission.wait(request({ origin: poisoner }), "poisoner 1");
      admission.wait(request({ origin: poisoner }), "poisoner 2");
      admission.wait(request(), "somebody");
      open(gateway, poisoner);
      free(gateway);
      admission.advance();
      expect(turns).toEqual([["somebody", 0]]);
      now = 2_000;
      free(gateway);
      admission.advance();
      admission.advance();
      expect(turns.map(([who]) => who)).toEqual(["somebody", "poisoner 1"]);
      // It closes, and those who stepped aside go as others do, in the order of coming.
      admission.wait(request(), "somebody else");
      at(gateway).answered(8, somebody, 1, 1);
      admission.advance();
      expect(turns.map(([who]) => who)).toEqual(["somebody", "poisoner 1", "poisoner 2"]);
      free(gateway);
      admission.advance();
      expect(turns).toHaveLength(4);
      expect(admission.depth).toBe(0);
    });

    test("is told at its deadline that the model is out", () => {
      const { admission, request, place, open } = setUp({ places: 2 });
      open(gateway);
      now = 2_000;
      place();
      const waiter = admission.wait(request(), "somebody");
      expect(admission.expire(waiter)).toEqual({ reason: "breaker_open", retryAfterSeconds: 1 });
    });
  });

  describe("refuses", () => {
    test("what would use up more than 0.7 of its deadline by waiting, by tokens and not by requests", () => {
      const { admission, request, fill, teach } = setUp({ places: 2 });
      teach(gateway, 1);
      fill(gateway);
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
      teach(gateway, 1);
      fill(gateway);
      admission.wait(request({ work: 300, priority: "batch" }), "batch");
      admission.wait(request({ work: 300 }), "user");
      expect(admission.refusalOf(request({ work: 400 }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 401 }))).toBeDefined();
      expect(admission.refusalOf(request({ work: 100, priority: "batch" }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 101, priority: "batch" }))).toBeDefined();
    });

    test("by the pace of every model that it can use, each once", () => {
      const { admission, request, fill, teach, open } = setUp({ places: 2, vllmPlaces: 3 });
      teach(gateway, 1);
      teach(second, 0.5);
      teach(vllm, 2);
      for (const entry of [gateway, second, vllm]) fill(entry);
      const longest = (route: RouteEntry[], from = 0): number => {
        let work = 0;
        while (admission.refusalOf(request({ route, from, work: work + 50 })) === undefined) work += 50;
        return work;
      };
      expect(longest([gateway])).toBe(700);
      expect(longest([gateway, second])).toBe(1_050);
      expect(longest([gateway, gateway])).toBe(700);
      expect(longest([vllm, gateway, second])).toBe(2_450);
      expect(longest([vllm, gateway], 1)).toBe(700);
      open(vllm);
      expect(longest([vllm, gateway])).toBe(700);
    });

    test("by the work that waits for the same, and by its share of what waits for other models as well", () => {
      const { admission, request, fill, teach } = setUp();
      teach(gateway, 1);
      teach(vllm, 3);
      for (const entry of [gateway, second, vllm]) fill(entry);
      admission.wait(request({ work: 10_000, route: [second] }), "for another");
      expect(admission.refusalOf(request({ work: 700 }))).toBeUndefined();
      admission.wait(request({ work: 800, route: [vllm, gateway] }), "for both");
      expect(admission.refusalOf(request({ work: 500 }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 501 }))).toBeDefined();
      admission.wait(request({ work: 300 }), "for the same");
      expect(admission.refusalOf(request({ work: 200 }))).toBeUndefined();
      expect(admission.refusalOf(request({ work: 201 }))).toBeDefined();
      // Where no pace is known, each model has the same share.
      expect(admission.refusalOf(request({ work: 700, route: [gateway, second] }))).toBeUndefined();
    });

    test("nobody for a wait while the backend has answered nothing: not even batch, which waits behind all others", () => {
      const { admission, request, fill } = setUp({ places: 2, queueLimit: 3 });
      fill(gateway);
      for (const who of ["a", "b", "c"]) {
        expect(admission.refusalOf(request({ work: 1e9, priority: "batch" }))).toBeUndefined();
        admission.wait(request(), who);
      }
      expect(admission.refusalOf(request())).toEqual({ reason: "queue_full", retryAfterSeconds: 1 });
    });

    test("one more than may wait, and says when its turn would be", () => {
      const { admission, request, fill, teach } = setUp({ queueLimit: 2 });
      teach(gateway, 1);
      fill(gateway);
      admission.wait(request({ work: 1 }), "a");
      expect(admission.refusalOf(request())).toBeUndefined();
      admission.wait(request({ work: 1, priority: "batch" }), "b");
      expect(admission.refusalOf(request({ work: 1_500 }))).toEqual({ reason: "queue_full", retryAfterSeconds: 2 });
    });

    test("everything while every backend of the route is out, even who comes again, until the first is to be tried", () => {
      const { admission, request, fail, open } = setUp();
      open(gateway);
      expect(admission.refusalOf(request({ again: true }))).toEqual({ reason: "breaker_open", retryAfterSeconds: 2 });
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))).toBeUndefined();
      expect(admission.refusalOf(request({ route: [vllm, gateway], from: 1 }))).toBeDefined();
      now = 500;
      fail(vllm, "absent");
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))?.retryAfterSeconds).toBe(2);
      now = 1_500;
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))?.retryAfterSeconds).toBe(1);
      now = 2_000;
      expect(admission.refusalOf(request({ route: [vllm, gateway] }))).toBeUndefined();
    });

    test("nobody who waits for the trial call of a backend: how long that takes is not known", () => {
      const { admission, request, place, open, teach } = setUp();
      teach(gateway, 1);
      open(gateway);
      now = 2_000;
      expect(place()).toBe(0);
      expect(admission.refusalOf(request({ work: 1e9 }))).toBeUndefined();
    });

    test("nobody again who had a place before, but for backends that are out", () => {
      const { admission, request, fill, teach } = setUp({ queueLimit: 0 });
      teach(gateway, 1);
      fill(gateway);
      expect(admission.refusalOf(request({ work: 1e9, again: true }))).toBeUndefined();
      expect(admission.refusalOf(request())).toMatchObject({ reason: "queue_full" });
    });

    test("who waits at its deadline, with the time that its turn is still away", () => {
      const { admission, request, fill, teach } = setUp();
      teach(gateway, 1);
      fill(gateway);
      admission.wait(request({ work: 2_000 }), "before");
      const waiter = admission.wait(request({ work: 1_500 }), "late");
      expect(admission.expire(waiter)).toEqual({ reason: "expired", retryAfterSeconds: 4 });
      expect(admission.depth).toBe(1);
    });
  });
});
