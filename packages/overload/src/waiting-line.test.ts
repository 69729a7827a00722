import * as fc from "fast-check";
import { type WaitingCaller, WaitingCallers } from "./waiting-callers";
import { WaitingGroup } from "./waiting-group";
import { type Waiter, WaitingLine } from "./waiting-line";

const callers = new WaitingCallers();
const group = new WaitingGroup<number>([]);
const waiterOf = (
  subject: number,
  { work = subject + 0.1, order = subject, caller = callers.join("somebody") } = {},
): Waiter<number> => ({
  subject,
  origin: { caller: caller.name, question: undefined },
  caller,
  group,
  from: 0,
  work,
  urgency: 0,
  order,
  line: undefined,
  next: undefined,
  previous: undefined,
});

/** Who stands in the line by caller, from the front and, by the links back, from the end. */
function standing(line: WaitingLine<number>): { forward: number[][]; backward: number[][] } {
  const [forward, backward]: [number[][], number[][]] = [[], []];
  for (const head of line.heads()) {
    const [there, back]: [number[], number[]] = [[], []];
    let last = head;
    for (let waiter: Waiter<number> | undefined = head; waiter !== undefined; waiter = waiter.next) {
      there.push(waiter.subject);
      last = waiter;
    }
    for (let waiter: Waiter<number> | undefined = last; waiter !== undefined; waiter = waiter.previous) {
      back.push(waiter.subject);
    }
    forward.push(there);
    backward.push(back.reverse());
  }
  return { forward, backward };
}

test("a caller's requests are in the order of coming, also those that join later, but for those that leave", () => {
  const operation = fc.record({
    kind: fc.constantFrom("push" as const, "remove" as const),
    which: fc.nat(20),
    who: fc.nat(2),
  });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const line = new WaitingLine<number>();
      const people = ["a", "b", "c"].map((name) => new WaitingCallers().join(name));
      const all: Waiter<number>[] = [];
      let model: Waiter<number>[] = [];
      for (const { kind, which, who } of operations) {
        const waiter =
          kind === "remove" ? all[which] : waiterOf(all.length, { order: which, caller: people[who] as WaitingCaller });
        if (waiter === undefined) continue;
        if (kind === "remove") {
          line.remove(waiter);
          model = model.filter((other) => other !== waiter);
          expect(waiter.line).toBeUndefined();
        } else {
          all.push(waiter);
          line.push(waiter);
          model = [...model, waiter].sort((a, b) => a.order - b.order);
          expect(waiter.line).toBe(line);
        }
        const { forward, backward } = standing(line);
        expect(backward).toEqual(forward);
        const expected = people.map((caller) => model.filter((other) => other.caller === caller));
        const present = expected.filter(({ length }) => length > 0).map((own) => own.map(({ subject }) => subject));
        expect(new Set(forward.map(String))).toEqual(new Set(present.map(String)));
        expect(line.size).toBe(model.length);
        expect(line.work).toBeCloseTo(
          model.reduce((sum, { work }) => sum + work, 0),
          6,
        );
      }
    }),
    { seed: 16 },
  );
});

test("who has had its turn, in this line or in another, stands behind who has not", () => {
  const own = new WaitingCallers();
  const line = new WaitingLine<number>();
  const [many, few] = [own.join("many"), own.join("few")];
  for (let subject = 0; subject < 3; subject++) line.push(waiterOf(subject, { caller: many }));
  line.push(waiterOf(10, { caller: few }));
  expect([...line.heads()].map(({ subject }) => subject)).toEqual([0, 10]);
  own.serve(many);
  expect([...line.heads()].map(({ subject }) => subject)).toEqual([10, 0]);
  own.serve(few);
  expect([...line.heads()].map(({ subject }) => subject)).toEqual([0, 10]);
});

test("before a caller's next stands as much as is served before it: all of its own, and a turn each of the others", () => {
  const own = new WaitingCallers();
  const line = new WaitingLine<number>();
  const many = own.join("many");
  for (let subject = 0; subject < 500; subject++) line.push(waiterOf(subject, { caller: many, work: 10 }));
  expect(line.workBefore(many)).toBe(5_000);
  expect(line.workBefore(undefined)).toBe(10);
  const few = own.join("few");
  line.push(waiterOf(500, { caller: few, work: 10 }));
  expect(line.workBefore(few)).toBeCloseTo(30);
  expect(line.workBefore(undefined)).toBeCloseTo(20);
  expect(line.workBefore(many)).toBe(5_010);
});

test("who stands in another line is not taken out of this one", () => {
  const [line, other] = [new WaitingLine<number>(), new WaitingLine<number>()];
  const waiter = waiterOf(1);
  other.push(waiter);
  line.remove(waiter);
  expect([line.size, other.size, waiter.line]).toEqual([0, 1, other]);
});

test("an empty line has no work at all, whatever was added up before", () => {
  const line = new WaitingLine<number>();
  const waiters = [0.1, 0.2, 0.3].map((work, subject) => waiterOf(subject, { work }));
  for (const waiter of waiters) line.push(waiter);
  for (const waiter of waiters) line.remove(waiter);
  expect([line.work, line.workBefore(undefined)]).toEqual([0, 0]);
});
