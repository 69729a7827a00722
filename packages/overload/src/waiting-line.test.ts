import * as fc from "fast-check";
import { type Waiter, WaitingLine } from "./waiting-line";

const waiterOf = (subject: number, work = subject + 0.1): Waiter<number> => ({
  subject,
  route: [],
  from: 0,
  work,
  priority: "interactive",
  next: undefined,
  previous: undefined,
  standing: false,
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

test("a line is first come, first served, but for those that go to its front and those that leave, whatever the order", () => {
  const operation = fc.oneof(
    fc.constant({ kind: "push" as const, which: 0 }),
    fc.constant({ kind: "unshift" as const, which: 0 }),
    fc.record({ kind: fc.constant("remove" as const), which: fc.nat(20) }),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const line = new WaitingLine<number>();
      const all: Waiter<number>[] = [];
      let model: Waiter<number>[] = [];
      for (const { kind, which } of operations) {
        const waiter = kind === "remove" ? all[which] : waiterOf(all.length);
        if (waiter === undefined) continue;
        if (kind === "remove") {
          line.remove(waiter);
          model = model.filter((other) => other !== waiter);
        } else {
          all.push(waiter);
          line[kind](waiter);
          model = kind === "push" ? [...model, waiter] : [waiter, ...model];
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
  );
});

test("a line knows which backends those that wait could still be called at", () => {
  const line = new WaitingLine<number>();
  const route = [
    { backend: "vllm", model: "q" },
    { backend: "gateway", model: "m" },
    { backend: "gateway", model: "n" },
  ];
  const both = { ...waiterOf(0), route };
  const second = { ...waiterOf(1), route, from: 1 };
  const wanted = () => ["vllm", "gateway", "other"].filter((backend) => line.wants(backend));
  expect(wanted()).toEqual([]);
  line.push(both);
  line.unshift(second);
  expect(wanted()).toEqual(["vllm", "gateway"]);
  line.remove(both);
  expect(wanted()).toEqual(["gateway"]);
  line.remove(second);
  expect(wanted()).toEqual([]);
});

test("an empty line has no work at all, whatever was added up before", () => {
  const line = new WaitingLine<number>();
  const waiters = [0.1, 0.2, 0.3].map((work, subject) => waiterOf(subject, work));
  for (const waiter of waiters) line.push(waiter);
  for (const waiter of waiters) line.remove(waiter);
  expect(line.work).toBe(0);
});
