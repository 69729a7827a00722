import * as fc from "fast-check";
import { Admission, type AdmissionRequest } from "./admission";
import { BackendGate } from "./backend-gate";
import type { CallOrigin } from "./call-origin";
import type { ModelGate } from "./model-gate";
import type { CallFailure, Priority, RouteEntry } from "./route";
import type { Waiter } from "./waiting-line";
import { failures } from "./testing/failures";

/*
 * Calls of several callers at several models of two backends, which begin, are answered, fail and are left in any order. What holds after each step holds for
 * every interleaving.
 */

const a: RouteEntry = { backend: "gateway", model: "a" };
const b: RouteEntry = { backend: "gateway", model: "b" };
const c: RouteEntry = { backend: "gateway", model: "c" };
const v: RouteEntry = { backend: "vllm", model: "v" };
const entries = [a, b, c, v];
const routes = [[a], [b], [c], [v, a], [a, b], [v, b, c]];

/** Those that say something of the model. */
const charged: readonly CallFailure[] = ["failed", "timeout"];

interface Call {
  gate: ModelGate;
  begun: number;
  origin: CallOrigin;
  inside: boolean;
}

type Step =
  | { kind: "enter"; route: number; from: number; priority: Priority; caller: number; question: number; again: boolean }
  | { kind: "begin" | "answer"; which: number }
  | { kind: "fail"; which: number; failure: CallFailure }
  | { kind: "leave" | "expire"; which: number }
  | { kind: "pass"; milliseconds: number };

const which = fc.nat(30);
const step = (ways: readonly CallFailure[]): fc.Arbitrary<Step> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("enter" as const),
        route: fc.nat(routes.length - 1),
        from: fc.nat(2),
        priority: fc.constantFrom<Priority>("interactive", "batch"),
        caller: fc.nat(2),
        question: fc.nat(2),
        again: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("begin" as const), which }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer" as const), which }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("fail" as const), which, failure: fc.constantFrom(...ways) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("leave" as const, "expire" as const), which }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("pass" as const), milliseconds: fc.integer({ min: 1, max: 3_000 }) }),
    },
  );

/** A pod's gates and admission, with what is known of them from outside. */
class World {
  now = 0;
  readonly gates: Record<string, BackendGate>;
  readonly admission: Admission<AdmissionRequest>;
  readonly underWay: Call[] = [];
  readonly waiters: Waiter<AdmissionRequest>[] = [];
  readonly kept: { gate: ModelGate; origin: CallOrigin; until: number; heldMs: number }[] = [];
  private due: number[] = [];
  turns = 0;

  constructor({ places, maxInFlight, queueLimit }: { places: number; maxInFlight: number; queueLimit: number }) {
    const gateOf = (comesAndGoes: boolean) =>
      new BackendGate({
        maxInFlight,
        limit: { initial: places, minimum: 1 },
        breaker: { failures: 2, openMs: 500 },
        comesAndGoes,
        now: () => this.now,
        onLater: (milliseconds) => this.due.push(this.now + milliseconds),
      });
    this.gates = { gateway: gateOf(false), vllm: gateOf(true) };
    this.admission = new Admission<AdmissionRequest>({
      gates: this.gates,
      queueLimit,
      now: () => this.now,
      onTurn: ({ route, origin }, index, begun) => {
        this.turns += 1;
        this.underWay.push({ gate: this.at(route[index]!), begun, origin, inside: false });
      },
    });
  }

  at({ backend, model }: RouteEntry): ModelGate {
    return this.gates[backend]!.model(model);
  }

  /** Does a step, and tells what a request was refused for. */
  do(given: Step): { entered?: AdmissionRequest; refused?: string; placed?: boolean } {
    this.now += 1;
    const told = this.happen(given);
    this.admission.advance();
    return told;
  }

  private happen(given: Step): { entered?: AdmissionRequest; refused?: string; placed?: boolean } {
    if (given.kind === "enter") return this.enter(given);
    if (given.kind === "pass") this.pass(given.milliseconds);
    else if (given.kind === "leave" || given.kind === "expire") {
      const waiter = this.waiters[given.which];
      if (waiter !== undefined && waiter.line !== undefined) this.admission[given.kind](waiter);
    } else {
      const call = this.underWay[given.which];
      if (call !== undefined) this.end(call, given);
    }
    return {};
  }

  private enter({ route, from, caller, question, ...more }: Step & { kind: "enter" }) {
    const entered: AdmissionRequest = {
      ...more,
      route: routes[route]!,
      from: from % routes[route]!.length,
      origin: { caller: String(caller), question },
      work: 100,
      deadlineMs: 1_000,
    };
    const place = this.admission.place(entered);
    if (place !== undefined) {
      const gate = this.at(entered.route[place.index]!);
      this.underWay.push({ gate, begun: place.begun, origin: entered.origin, inside: false });
      return { entered, placed: true };
    }
    const refusal = this.admission.refusalOf(entered);
    if (refusal === undefined) this.waiters.push(this.admission.wait(entered, entered));
    return { entered, placed: false, ...(refusal && { refused: refusal.reason }) };
  }

  private end(call: Call, given: Step & { which: number }): void {
    const { gate, begun } = call;
    if (given.kind === "begin") {
      call.inside = true;
      gate.streamBegan(begun, 5);
      return;
    }
    this.underWay.splice(given.which, 1);
    if (given.kind === "answer") gate.answered(begun, call.origin, 5, 100);
    else if (given.kind === "fail") {
      const heldMs = gate.failed(given.failure, call);
      if (given.failure === "rejected") this.kept.push({ gate, origin: call.origin, heldMs, until: this.now + heldMs });
    }
  }

  private pass(milliseconds: number): void {
    this.now += milliseconds;
    for (const place of this.kept.splice(0)) {
      if (place.until > this.now) this.kept.push(place);
      else place.gate.freeRejected(place.origin, place.heldMs);
    }
    this.due = this.due.filter((at) => at > this.now);
  }
}

const bounds = fc.record({
  places: fc.integer({ min: 1, max: 3 }),
  maxInFlight: fc.integer({ min: 1, max: 6 }),
  queueLimit: fc.integer({ min: 0, max: 8 }),
});
const runs = { numRuns: 1_000, seed: 16 };

test("places are neither lost nor given twice, and the bounds hold", () => {
  fc.assert(
    fc.property(bounds, fc.array(step(failures), { maxLength: 80 }), (given, steps) => {
      const world = new World(given);
      for (const next of steps) {
        world.do(next);
        for (const entry of entries) {
          const gate = world.at(entry);
          const held = [...world.underWay, ...world.kept].filter((call) => call.gate === gate).length;
          expect(gate.limit.inFlight).toBe(held);
        }
        for (const backend of Object.values(world.gates)) {
          const held = world.underWay.filter((call) => call.gate.backend === backend).length;
          expect(backend.inFlight).toBe(held);
          expect(held).toBeLessThanOrEqual(given.maxInFlight);
        }
        const standing = world.waiters.filter(({ line }) => line !== undefined).length;
        expect(world.admission.depth).toBe(standing);
        expect(standing).toBeLessThanOrEqual(
          given.queueLimit + world.waiters.filter(({ subject }) => subject.again).length,
        );
      }
    }),
    runs,
  );
});

test("nobody waits while there is a place that it could use", () => {
  fc.assert(
    fc.property(bounds, fc.array(step(failures), { maxLength: 80 }), (given, steps) => {
      const world = new World(given);
      for (const next of steps) {
        world.do(next);
        for (const { group, origin, line } of world.waiters) {
          if (line !== undefined) expect(group.gates.some((gate) => gate.hasPlaceFor(origin))).toBe(false);
        }
      }
    }),
    runs,
  );
});

test("of those who want the same, nobody is served before who is more urgent, or of the same caller and earlier", () => {
  fc.assert(
    fc.property(bounds, fc.array(step(["cancelled", "rejected"]), { maxLength: 80 }), (given, steps) => {
      const world = new World(given);
      for (const next of steps) {
        const before = world.waiters.filter(({ line }) => line !== undefined);
        world.do(next);
        const left = next.kind === "leave" || next.kind === "expire" ? world.waiters[next.which] : undefined;
        const served = before.filter((waiter) => waiter.line === undefined && waiter !== left);
        for (const waiter of served) {
          const overtaken = before.filter(
            (other) =>
              other.line !== undefined &&
              other.group === waiter.group &&
              (other.urgency < waiter.urgency ||
                (other.urgency === waiter.urgency && other.caller === waiter.caller && other.order < waiter.order)),
          );
          expect(overtaken).toEqual([]);
        }
      }
    }),
    runs,
  );
});

test("while a caller waits, no other has two turns before it for the same", () => {
  const comes = fc.record({ caller: fc.nat(4), before: fc.nat(2) });
  fc.assert(
    fc.property(fc.array(comes, { maxLength: 60 }), (coming) => {
      const world = new World({ places: 1, maxInFlight: 1, queueLimit: 1_000 });
      const enter = (caller: number) =>
        world.do({ kind: "enter", route: 0, from: 0, priority: "interactive", caller, question: 0, again: false });
      const waits = (): Set<string | undefined> =>
        new Set(world.waiters.filter(({ line }) => line !== undefined).map(({ origin }) => origin.caller));
      /** Who has waited ever since a caller's last turn. */
      const since = new Map<string | undefined, Set<string | undefined>>();
      const endOne = (): void => {
        const before = waits();
        if (world.underWay.length > 0) world.do({ kind: "answer", which: 0 });
        if (before.size === 0) return;
        const { caller } = world.underWay[0]!.origin;
        expect([...(since.get(caller) ?? [])]).toEqual([]);
        for (const waited of since.values()) waited.delete(caller);
        before.delete(caller);
        since.set(caller, before);
      };
      for (const { caller, before } of coming) {
        for (let end = 0; end < before; end++) endOne();
        enter(caller);
      }
      while (world.admission.depth > 0) endOne();
    }),
    runs,
  );
});

test("whoever waits has its turn in the end, and callers together never hold more than there is", () => {
  const wide = fc.record({
    places: fc.integer({ min: 1, max: 12 }),
    maxInFlight: fc.integer({ min: 1, max: 24 }),
    queueLimit: fc.integer({ min: 0, max: 40 }),
  });
  fc.assert(
    fc.property(wide, fc.array(step(["cancelled", "rejected"]), { maxLength: 120 }), (given, steps) => {
      const world = new World(given);
      const inBounds = (): void => {
        for (const entry of entries) {
          const { limit, backend } = world.at(entry);
          expect(backend.inFlight).toBeLessThanOrEqual(given.maxInFlight);
          expect(limit.limit).toBeLessThanOrEqual(given.maxInFlight);
        }
      };
      for (const next of steps) {
        world.do(next);
        inBounds();
      }
      // All that is under way ends, one by one.
      for (let turn = 0; turn < 1_000 && world.admission.depth > 0; turn++) {
        if (world.underWay.length > 0) world.do({ kind: "answer", which: 0 });
        else world.do({ kind: "pass", milliseconds: 2_000 });
        inBounds();
      }
      expect(world.admission.depth).toBe(0);
    }),
    { ...runs, numRuns: 200 },
  );
});

test("one model's failures keep nobody from another model, be it in a breaker, a line or a limit", () => {
  // Only calls to a fail. Whoever wants b or c alone is never refused by a breaker, and is placed where these have room.
  fc.assert(
    fc.property(fc.array(step(charged), { maxLength: 80 }), (steps) => {
      const world = new World({ places: 4, maxInFlight: 1_000, queueLimit: 1_000 });
      for (const next of steps) {
        if (next.kind === "fail" && world.underWay[next.which]?.gate !== world.at(a)) continue;
        const { entered, refused, placed } = world.do(next);
        expect(world.gates.gateway!.breaker.state).toBe("closed");
        for (const entry of [b, c, v]) expect(world.at(entry).breaker.state).toBe("closed");
        if (entered === undefined || entered.route.slice(entered.from).includes(a)) continue;
        expect(refused).not.toBe("breaker_open");
        const others = entered.route.slice(entered.from).map((entry) => world.at(entry).limit);
        if (placed === false) expect(others.every(({ hasRoom }) => !hasRoom)).toBe(true);
      }
    }),
    runs,
  );
});

test("one caller's failures keep no other caller away", () => {
  fc.assert(
    fc.property(fc.array(step(charged), { maxLength: 80 }), (steps) => {
      const world = new World({ places: 100, maxInFlight: 1_000, queueLimit: 1_000 });
      for (const next of steps) {
        if (next.kind === "fail" && world.underWay[next.which]?.origin.caller !== "0") continue;
        const { entered, placed } = world.do(next);
        if (entered !== undefined && entered.origin.caller !== "0") expect(placed).toBe(true);
      }
    }),
    runs,
  );
});
