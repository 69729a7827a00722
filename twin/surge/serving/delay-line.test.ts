import * as fc from "fast-check";
import { EventQueue } from "../events";
import { DelayLine } from "./delay-line";

/** Adds things at the given times, of which some are over at others; tells what came when. */
function play(seconds: number, things: readonly { at: number; over: number }[]) {
  const queue = new EventQueue();
  const over = new Set<number>();
  const came: [number, number][] = [];
  const line = new DelayLine(queue, seconds, {
    isAwaited: (subject, stamp) => stamp === subject + 1_000 && !over.has(subject),
    onDue: (subject) => void came.push([subject, queue.now]),
  });
  const begins = queue.register((subject) => line.add(subject, subject + 1_000));
  const ends = queue.register((subject) => void over.add(subject));
  things.forEach(({ at, over: end }, subject) => {
    queue.schedule(at, begins, subject);
    if (end < Infinity) queue.schedule(at + end, ends, subject);
  });
  queue.runAll();
  return { came, handled: queue.handled };
}

test("each thing comes in its time, unless it is over before, however many there are", () => {
  const thing = fc.record({ gap: fc.integer({ min: 1, max: 50 }), over: fc.integer({ min: 1, max: 200 }) });
  fc.assert(
    fc.property(fc.array(thing, { maxLength: 80 }), (gaps) => {
      let at = 0;
      // Ends at other instants than the things come: which of two at the same instant is first is not the line's to say.
      const things = gaps.map(({ gap, over }) => ({ at: (at += gap), over: over + 0.5 }));
      const expected = things.flatMap(({ at: begun, over }, subject) => (over > 100 ? [[subject, begun + 100]] : []));
      expect(play(100, things).came).toEqual(expected);
    }),
  );
});

test("things that are over cost no event each", () => {
  const things = Array.from({ length: 1_000 }, (_, index) => ({ at: index, over: 1.5 }));
  // Two for each thing here, and one for each hundred seconds.
  expect(play(100, things).handled).toBeLessThan(2_000 + 30);
});

test("what never comes is not even kept", () => {
  expect(play(Infinity, [{ at: 0, over: Infinity }])).toEqual({ came: [], handled: 1 });
});
