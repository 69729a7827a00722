import { BackendGate, type BackendGateOptions } from "./backend-gate";
import type { CallOrigin } from "./call-origin";
import type { ModelGate } from "./model-gate";
import type { CallFailure } from "./route";
import { failures } from "./testing/failures";

let now = 0;
let later: number[] = [];
let questions = 0;
beforeEach(() => {
  now = questions = 0;
  later = [];
});

const gateOf = (options: Partial<BackendGateOptions> = {}) =>
  new BackendGate({
    maxInFlight: 10,
    breaker: { failures: 2 },
    now: () => now,
    onLater: (ms) => later.push(ms),
    ...options,
  });

/** Another question of another caller. */
const anew = (): CallOrigin => ({ caller: String(++questions), question: questions });
const somebody: CallOrigin = { caller: "somebody", question: 0 };

/** A call that ends so. */
function call(gate: ModelGate, failure: CallFailure, origin = anew(), inside = false): number {
  return gate.failed(failure, { begun: gate.take(origin), origin, inside });
}
const answer = (gate: ModelGate, milliseconds = 1): void => {
  const origin = anew();
  gate.answered(gate.take(origin), origin, milliseconds, 100);
};
const isOpenFor = (gate: ModelGate): boolean => !gate.hasPlaceFor(somebody);

describe("a model's gate", () => {
  test("has as many places as its limit says, and gives each back once its call has ended", () => {
    const gate = gateOf({ limit: { initial: 2 } }).model("m");
    const [first] = [gate.take(somebody), gate.take(somebody)];
    expect(gate.hasPlaceFor(somebody)).toBe(false);
    gate.answered(first, somebody, 500, 100);
    expect(gate.hasPlaceFor(somebody)).toBe(true);
    expect(gate.limit).toMatchObject({ inFlight: 1, latencyMs: 500 });
  });

  test("is the same whenever it is asked for by its name", () => {
    const backend = gateOf();
    const gate = backend.model("m");
    expect([backend.model("m"), [...backend.models.keys()], gate.backend, gate.model]).toEqual([
      gate,
      ["m"],
      backend,
      "m",
    ]);
    expect(backend.model("n")).not.toBe(gate);
  });

  test.each(failures)("two calls that were %s say of the model what they can", (failure) => {
    const backend = gateOf();
    const gate = backend.model("m");
    call(gate, failure);
    call(gate, failure);
    const states = [gate.breaker.state, backend.breaker.state, isOpenFor(gate)];
    if (failure === "failed" || failure === "timeout") expect(states).toEqual(["open", "closed", true]);
    else if (failure === "absent") expect(states).toEqual(["closed", "open", true]);
    else expect(states).toEqual(["closed", "closed", false]);
    expect(later).toEqual(states[2] === true ? [2_002] : []);
  });

  test.each(failures)(
    "two that were %s keep nobody from another model, unless nobody could be connected to",
    (failure) => {
      const backend = gateOf();
      call(backend.model("m"), failure);
      call(backend.model("m"), failure);
      expect(isOpenFor(backend.model("n"))).toBe(failure === "absent");
    },
  );

  test.each(failures.filter((failure) => !["failed", "timeout", "absent", "cancelled"].includes(failure)))(
    "between two failures, one that was %s contradicts nothing: whether the model would have answered is open",
    (failure) => {
      const gate = gateOf().model("m");
      call(gate, "failed");
      call(gate, failure);
      call(gate, "failed");
      expect(gate.breaker.state).toBe("open");
    },
  );

  test.each(failures.filter((failure) => failure !== "failed" && failure !== "timeout"))(
    "a trial call that was %s makes way for the next",
    (failure) => {
      const gate = gateOf().model("m");
      call(gate, "failed");
      call(gate, "failed");
      now = 2_000;
      call(gate, failure);
      expect([gate.breaker.state, gate.breaker.allows(somebody)]).toEqual(["halfOpen", true]);
    },
  );

  test("an answer closes its breaker, and the first event of a stream does", () => {
    const gate = gateOf().model("m");
    for (const end of [
      (begun: number) => gate.answered(begun, somebody, 1, 1),
      (begun: number) => gate.streamBegan(begun, 1),
    ]) {
      call(gate, "failed");
      call(gate, "failed");
      now += 2_000;
      const trial = gate.take(somebody);
      expect(gate.hasPlaceFor(somebody)).toBe(false);
      end(trial);
      expect(gate.breaker.state).toBe("closed");
    }
  });

  test("ten questions that hang open nothing while later ones are answered", () => {
    const gate = gateOf({ maxInFlight: 20 }).model("m");
    const hanging = Array.from({ length: 10 }, () => gate.take(somebody));
    answer(gate);
    for (const begun of hanging) gate.failed("timeout", { begun, origin: somebody });
    expect([gate.breaker.state, gate.limit.inFlight]).toEqual(["closed", 0]);
  });

  test("streams that break off in the middle open it, though they had begun", () => {
    const gate = gateOf().model("m");
    for (let count = 0; count < 2; count++) {
      const origin = anew();
      const begun = gate.take(origin);
      gate.streamBegan(begun, 10);
      gate.failed("failed", { begun, origin, inside: true });
    }
    expect(gate.breaker.state).toBe("open");
  });

  test("a question that always fails keeps only itself away", () => {
    const gate = gateOf().model("m");
    const poison: CallOrigin = { caller: "p", question: 666 };
    call(gate, "failed", poison);
    call(gate, "failed", poison);
    expect([gate.hasPlaceFor(poison), gate.opensInMs(poison)]).toEqual([false, 2_000]);
    expect([gate.hasPlaceFor(somebody), gate.opensInMs(somebody)]).toEqual([true, 0]);
  });

  test("a rejected call keeps its place for the time that it says, and then counts as a refusal", () => {
    const backend = gateOf({ limit: { initial: 10 } });
    const gate = backend.model("m");
    const begun = Array.from({ length: 10 }, () => gate.take(somebody));
    const held = begun.map((call) => gate.failed("rejected", { begun: call, origin: somebody }));
    expect(held).toEqual(Array(10).fill(100));
    expect([gate.hasPlaceFor(somebody), gate.limit.inFlight]).toEqual([false, 10]);
    // Its backend has nothing to do with it, and other models may have the place.
    expect([backend.inFlight, backend.model("n").hasPlaceFor(somebody)]).toEqual([0, true]);
    now = 200;
    for (const ms of held) gate.freeRejected(somebody, ms);
    expect([gate.limit.inFlight, gate.limit.limit]).toEqual([0, 8]);
  });

  test("a rejected call keeps its place as long as an answer takes, and a second at most", () => {
    const heldAfter = (answerMs: number): number => {
      const gate = gateOf().model("m");
      answer(gate, answerMs);
      return call(gate, "rejected");
    };
    expect([300, 1_000, 5_000].map(heldAfter)).toEqual([300, 1_000, 1_000]);
  });

  test.each(failures.filter((failure) => failure !== "rejected"))(
    "one that was %s frees its place at once",
    (failure) => {
      const backend = gateOf();
      const gate = backend.model("m");
      expect([call(gate, failure), gate.limit.inFlight, backend.inFlight]).toEqual([0, 0, 0]);
    },
  );

  test("a stream's first event may make room, and its place stays taken", () => {
    const gate = gateOf({ limit: { initial: 2 } }).model("m");
    gate.take(somebody);
    const begun = gate.take(somebody);
    now = 250;
    gate.streamBegan(begun, 100);
    expect(gate.hasPlaceFor(somebody)).toBe(true);
    expect([gate.limit.limit, gate.limit.inFlight]).toEqual([3, 2]);
  });

  test("works without anybody who looks later", () => {
    const gate = gateOf({ onLater: undefined }).model("m");
    call(gate, "failed");
    call(gate, "failed");
    expect(gate.opensInMs(somebody)).toBe(2_000);
  });
});

describe("a backend's gate", () => {
  test("bounds the calls of its models together", () => {
    const backend = gateOf({ maxInFlight: 3 });
    const [m, n] = [backend.model("m"), backend.model("n")];
    const first = m.take(somebody);
    n.take(somebody);
    expect([m.limit.limit, n.limit.limit, m.hasPlaceFor(somebody), backend.hasRoom]).toEqual([3, 3, true, true]);
    n.take(somebody);
    expect([m.hasPlaceFor(somebody), n.hasPlaceFor(somebody), backend.inFlight]).toEqual([false, false, 3]);
    m.answered(first, somebody, 1, 1);
    expect([m.hasPlaceFor(somebody), n.hasPlaceFor(somebody), backend.inFlight]).toEqual([true, true, 2]);
  });

  test("nobody listening is decisive only where it comes and goes, and a failure never is", () => {
    const scaled = gateOf({ comesAndGoes: true });
    call(scaled.model("m"), "failed");
    expect(isOpenFor(scaled.model("n"))).toBe(false);
    call(scaled.model("m"), "absent");
    expect([isOpenFor(scaled.model("m")), isOpenFor(scaled.model("n"))]).toEqual([true, true]);
    const fixed = gateOf();
    call(fixed.model("m"), "absent");
    expect(isOpenFor(fixed.model("m"))).toBe(false);
    call(fixed.model("n"), "absent");
    expect(isOpenFor(fixed.model("m"))).toBe(true);
  });

  test("connecting failed in a row only where nobody was there in between, be it to refuse", () => {
    for (const failure of failures) {
      const backend = gateOf();
      call(backend.model("m"), "absent");
      call(backend.model("n"), failure);
      call(backend.model("m"), "absent");
      const answers = !["absent", "failed", "timeout", "cancelled"].includes(failure);
      expect([failure, backend.breaker.state]).toEqual([failure, answers ? "closed" : "open"]);
    }
  });

  test("is open once several models fail and none is answered", () => {
    const backend = gateOf();
    const [m, n, other] = [backend.model("m"), backend.model("n"), backend.model("other")];
    for (const gate of [m, n]) for (let count = 0; count < 2; count++) call(gate, "failed");
    expect([backend.breaker.state, isOpenFor(other)]).toEqual(["open", true]);
  });

  test.each<[string, (other: ModelGate) => void]>([
    ["answered", (other) => answer(other)],
    ["at least begun to be answered", (other) => other.streamBegan(other.take(somebody), 1)],
  ])("is not while a call to a third that began later is %s", (_how, happen) => {
    const backend = gateOf();
    const [m, n, other] = [backend.model("m"), backend.model("n"), backend.model("other")];
    call(m, "failed");
    call(m, "failed");
    call(n, "failed");
    happen(other);
    call(n, "failed");
    expect([m.breaker.state, n.breaker.state, backend.breaker.state]).toEqual(["open", "open", "closed"]);
  });

  test("keeps away only who asks what fails at several models", () => {
    const backend = gateOf();
    const poison: CallOrigin = { caller: "p", question: 666 };
    for (const model of ["m", "n"])
      for (let count = 0; count < 2; count++) call(backend.model(model), "failed", poison);
    const other = backend.model("other");
    expect([backend.breaker.state, other.hasPlaceFor(poison), other.hasPlaceFor(somebody)]).toEqual([
      "open",
      false,
      true,
    ]);
  });

  describe("half open", () => {
    function halfOpen() {
      const backend = gateOf();
      const [m, n, other] = [backend.model("m"), backend.model("n"), backend.model("other")];
      for (const gate of [m, n]) for (let count = 0; count < 2; count++) call(gate, "failed");
      now = 2_000;
      expect(backend.breaker.state).toBe("halfOpen");
      return { backend, m, other };
    }

    test("is not tried by what is known to fail", () => {
      const { backend, m, other } = halfOpen();
      call(m, "timeout");
      expect([m.breaker.state, backend.breaker.state, isOpenFor(other)]).toEqual(["open", "halfOpen", false]);
    });

    test("opens again when a model fails that was trusted", () => {
      const { backend, other } = halfOpen();
      call(other, "failed");
      expect([other.breaker.state, backend.breaker.state, other.opensInMs(somebody)]).toEqual([
        "closed",
        "open",
        4_000,
      ]);
    });

    test("closes when one is answered, whichever, or refused", () => {
      for (const end of [
        (other: ModelGate) => answer(other),
        (other: ModelGate) => other.streamBegan(other.take(somebody), 1),
        (other: ModelGate) => call(other, "rejected"),
      ]) {
        now = 0;
        const { backend, other } = halfOpen();
        end(other);
        expect(backend.breaker.state).toBe("closed");
      }
    });

    test("makes way for the next when the trial's caller has gone", () => {
      const { backend, other } = halfOpen();
      const begun = other.take(somebody);
      expect(isOpenFor(other)).toBe(true);
      other.failed("cancelled", { begun, origin: somebody });
      expect([backend.breaker.state, isOpenFor(other)]).toEqual(["halfOpen", false]);
    });
  });
});
