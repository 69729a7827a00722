import * as fc from "fast-check";
import { EventQueue } from "./event-queue";

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 3_000 });

test("events happen by time, and at the same time in the order in which they were scheduled", () => {
  fc.assert(
    fc.property(times, (all) => {
      const queue = new EventQueue();
      const seen: number[] = [];
      const kind = queue.register((subject) => seen.push(subject));
      all.forEach((time, index) => queue.schedule(time, kind, index));
      queue.runAll();
      const expected = all.map((_, index) => index).sort((a, b) => all[a]! - all[b]! || a - b);
      expect(seen).toEqual(expected);
    }),
    { numRuns: 50 },
  );
});

test("an event that is scheduled by another one happens in its turn, with its stamp", () => {
  const queue = new EventQueue();
  const seen: string[] = [];
  const late = queue.register((subject, stamp) => seen.push(`late ${subject}/${stamp} at ${queue.now}`));
  const early = queue.register(() => {
    seen.push(`early at ${queue.now}`);
    queue.schedule(queue.now, late, 7, 3);
  });
  queue.schedule(1, early);
  queue.schedule(1, late, 1);
  queue.runAll();
  expect(seen).toEqual(["early at 1", "late 1/0 at 1", "late 7/3 at 1"]);
});

test("time stops where it is told to, and later events stay", () => {
  const queue = new EventQueue();
  let happened = 0;
  const kind = queue.register(() => (happened += 1));
  for (const time of [1, 2, 2.5, 3]) queue.schedule(time, kind);
  queue.runUntil(2.5);
  expect([happened, queue.now, queue.pending, queue.handled]).toEqual([3, 2.5, 1, 3]);
});

test("the past cannot be scheduled, nor what is no time", () => {
  const queue = new EventQueue();
  const kind = queue.register(() => undefined);
  queue.runUntil(5);
  expect(() => queue.schedule(4.9, kind)).toThrow("an event at 4.9 s cannot be scheduled at 5 s");
  expect(() => queue.schedule(NaN, kind)).toThrow(RangeError);
});
