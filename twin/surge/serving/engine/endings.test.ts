import fc from "fast-check";
import { Endings } from "./endings";
import type { Sequence } from "./sequence";

const decoding = (endStep: number, place: number): Sequence => ({
  id: place,
  place,
  total: 100,
  prompt: 10,
  computed: 10,
  chunk: 0,
  endStep,
  begun: true,
  cancelled: false,
  runs: true,
});

test("who ends first is first, of those that end together who came first, whoever else leaves in between", () => {
  const steps = fc.array(fc.record({ endStep: fc.integer({ min: 1, max: 20 }), leaves: fc.boolean() }));
  fc.assert(
    fc.property(steps, (requests) => {
      const endings = new Endings();
      const sequences = requests.map(({ endStep }, place) => decoding(endStep, place));
      for (const sequence of sequences) endings.add(sequence);
      sequences.filter((_, index) => requests[index]!.leaves).forEach((sequence) => endings.remove(sequence));
      const inTurn: Sequence[] = [];
      for (let first = endings.first; first !== undefined; first = endings.first) {
        inTurn.push(first);
        endings.shift();
      }
      const staying = sequences.filter((_, index) => !requests[index]!.leaves);
      expect(inTurn).toEqual(staying.toSorted((a, b) => a.endStep - b.endStep || a.place - b.place));
    }),
  );
});
