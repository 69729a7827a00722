import { BackendGate, type BackendGateOptions } from "./backend-gate";
import type { CallFailure } from "./route";

describe("the gate before a backend", () => {
  let now = 0;
  let later: number[] = [];
  beforeEach(() => {
    now = 0;
    later = [];
  });
  const gateOf = (options: Partial<BackendGateOptions> = {}) =>
    new BackendGate({
      limit: { initial: 2, maximum: 2 },
      breaker: { failures: 2 },
      now: () => now,
      onLater: (ms) => later.push(ms),
      ...options,
    });
  /** A call that ends so. */
  const call = (gate: BackendGate, failure: CallFailure): number => {
    gate.take();
    return gate.failed(failure);
  };

  test("has as many places as its limit says, and gives each back once its call has ended", () => {
    const gate = gateOf();
    gate.take();
    expect(gate.hasPlace).toBe(true);
    gate.take();
    expect(gate.hasPlace).toBe(false);
    gate.answered("m", 500, 100);
    expect(gate.hasPlace).toBe(true);
    expect(gate.limit).toMatchObject({ inFlight: 1, latencyMs: 500 });
  });

  test.each<[CallFailure, string]>([
    ["failed", "open"],
    ["absent", "open"],
    ["rejected", "closed"],
    ["wrongRequest", "closed"],
    ["modelMissing", "closed"],
    ["unauthorized", "closed"],
    ["cancelled", "closed"],
  ])("after two calls that were %s the breaker is %s", (failure, state) => {
    const gate = gateOf({ limit: { maximum: 10 } });
    call(gate, failure);
    call(gate, failure);
    expect(gate.breaker.state).toBe(state);
    expect(gate.hasPlace).toBe(state === "closed");
    expect(later).toEqual(state === "open" ? [2_001] : []);
  });

  test.each<CallFailure>(["rejected", "wrongRequest", "modelMissing", "unauthorized"])(
    "a backend that answers, be it that a call is %s, is well",
    (failure) => {
      const gate = gateOf({ limit: { maximum: 10 } });
      call(gate, "failed");
      call(gate, failure);
      call(gate, "failed");
      expect(gate.breaker.state).toBe("closed");
    },
  );

  test("an answer closes the breaker; a caller that has gone only ends the trial", () => {
    const gate = gateOf();
    call(gate, "failed");
    call(gate, "failed");
    now = 2_000;
    expect(call(gate, "cancelled")).toBe(0);
    expect(gate.breaker.state).toBe("halfOpen");
    gate.take();
    expect(gate.hasPlace).toBe(false);
    gate.answered("m", 1, 1);
    expect(gate.breaker.state).toBe("closed");
  });

  test("nobody listening is decisive only where the backend comes and goes, and a failure never is", () => {
    const scaled = gateOf({ comesAndGoes: true });
    call(scaled, "failed");
    expect(scaled.breaker.state).toBe("closed");
    call(scaled, "absent");
    expect(scaled.breaker.state).toBe("open");
    const first = gateOf({ comesAndGoes: true });
    call(first, "absent");
    expect(first.breaker.state).toBe("open");
    const fixed = gateOf();
    call(fixed, "absent");
    expect(fixed.breaker.state).toBe("closed");
  });

  test("a rejected call keeps its place for the time that it says, and then counts as a refusal", () => {
    const gate = gateOf({ limit: { initial: 10, maximum: 10 } });
    for (let count = 0; count < 10; count++) gate.take();
    const held = Array.from({ length: 10 }, () => gate.failed("rejected"));
    expect(held).toEqual(Array(10).fill(100));
    expect(gate).toMatchObject({ hasPlace: false, limit: { inFlight: 10 } });
    now = 200;
    for (const ms of held) gate.freeRejected(ms);
    expect(gate.limit).toMatchObject({ inFlight: 0, limit: 5 });
  });

  test("a rejected call keeps its place as long as an answer takes, and a second at most", () => {
    const heldAfter = (answerMs: number): number => {
      const gate = gateOf();
      gate.take();
      gate.answered("m", answerMs, 100);
      return call(gate, "rejected");
    };
    expect([300, 1_000, 5_000].map(heldAfter)).toEqual([300, 1_000, 1_000]);
  });

  test("the others free theirs at once", () => {
    for (const failure of ["failed", "absent", "wrongRequest", "modelMissing", "unauthorized", "cancelled"] as const) {
      const gate = gateOf();
      expect([failure, call(gate, failure), gate.limit.inFlight]).toEqual([failure, 0, 0]);
    }
  });

  test("a stream's first event may make room, and its place stays taken", () => {
    const gate = gateOf({ limit: { initial: 2, maximum: 8 } });
    gate.take();
    gate.take();
    now = 250;
    gate.streamBegan("m", 100);
    expect(gate).toMatchObject({ hasPlace: true, limit: { limit: 4, inFlight: 2 } });
  });

  test("works without anybody who looks later", () => {
    const gate = gateOf({ onLater: undefined });
    call(gate, "failed");
    call(gate, "failed");
    expect(gate.breaker.opensInMs).toBe(2_000);
  });
});
