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

test("events that schedule others, one or several or none, happen by time and in the order in which they were scheduled", () => {
  const delays = fc.array(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), { maxLength: 200 });
  fc.assert(
    fc.property(delays, (all) => {
      const queue = new EventQueue();
      const expected: [time: number, serial: number][] = [];
      const seen: [time: number, serial: number][] = [];
      let scheduled = 0;
      const schedule = (at: number): void => {
        expected.push([at, scheduled]);
        queue.schedule(at, kind, scheduled++);
      };
      const kind = queue.register((serial) => {
        seen.push([queue.now, serial]);
        expect(queue.pending).toBe(scheduled - seen.length);
        for (const delay of all[serial] ?? []) schedule(queue.now + delay);
      });
      for (const time of [3, 1, 2, 1]) schedule(time);
      queue.runAll();
      expect(seen).toEqual(expected.sort(([a, first], [b, second]) => a - b || first - second));
    }),
  );
});

test("an event that throws has happened all the same", () => {
  const queue = new EventQueue();
  const seen: number[] = [];
  const kind = queue.register((subject) => {
    seen.push(subject);
    if (subject === 1) throw new Error("wrong");
  });
  [1, 2].forEach((subject) => queue.schedule(subject, kind, subject));
  expect(() => queue.runAll()).toThrow("wrong");
  expect(queue.pending).toBe(1);
  queue.runAll();
  expect(seen).toEqual([1, 2]);
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
