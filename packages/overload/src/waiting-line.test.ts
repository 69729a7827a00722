import * as fc from "fast-check";
import { type Waiter, WaitingLine } from "./waiting-line";

const waiterOf = (subject: number, { work = subject + 0.1, order = subject } = {}): Waiter<number> => ({
  subject,
  origin: { caller: undefined, question: undefined },
  gates: [],
  from: 0,
  work,
  urgency: 0,
  order,
  line: undefined,
  next: undefined,
  previous: undefined,
});

/** Who stands in the line, from the front and, by the links back, from the end. */
function standing(line: WaitingLine<number>): { forward: number[]; backward: number[] } {
  const forward: number[] = [];
  let last: Waiter<number> | undefined;
  for (let waiter = line.first; waiter !== undefined; waiter = waiter.next) {
    forward.push(waiter.subject);
    last = waiter;
  }
  const backward: number[] = [];
  for (let waiter = last; waiter !== undefined; waiter = waiter.previous) backward.push(waiter.subject);
  return { forward, backward };
}

test("a line is in the order of coming, also of those that join it later, but for those that leave", () => {
  const operation = fc.record({ kind: fc.constantFrom("push" as const, "remove" as const), which: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const line = new WaitingLine<number>();
      const all: Waiter<number>[] = [];
      let model: Waiter<number>[] = [];
      for (const { kind, which } of operations) {
        const waiter = kind === "remove" ? all[which] : waiterOf(all.length, { order: which });
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
        expect(forward).toEqual(model.map(({ subject }) => subject));
        expect(backward.reverse()).toEqual(forward);
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
  expect(line.work).toBe(0);
});
