import { emptyList } from "../../events";
import type { Sequence } from "./sequence";

/**
 * Requests that decode, by when they end: a heap, so that nobody looks through the whole batch for who is next. Of those that end with the same
 * step, who came into the batch first is first.
 */
export class Endings {
  private readonly heap = emptyList<Sequence>();

  /** Who ends next. */
  get first(): Sequence | undefined {
    return this.heap[0];
  }

  add(sequence: Sequence): void {
    this.heap.push(sequence);
    this.rise(this.heap.length - 1, sequence);
  }

  /** Takes the first one out. */
  shift(): void {
    this.takeOut(0);
  }

  /** Takes out one that does not end by itself. */
  remove(sequence: Sequence): void {
    this.takeOut(this.heap.indexOf(sequence));
  }

  /** The last one takes the place, and finds its own from there. */
  private takeOut(index: number): void {
    const last = this.heap.pop()!;
    if (index === this.heap.length) return;
    this.sink(index, last);
    if (this.heap[index] === last) this.rise(index, last);
  }

  private rise(from: number, sequence: Sequence): void {
    const { heap } = this;
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(sequence, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = sequence;
  }

  private sink(from: number, sequence: Sequence): void {
    const { heap } = this;
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!isBefore(heap[child]!, sequence)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = sequence;
  }
}

function isBefore(a: Sequence, b: Sequence): boolean {
  return a.endStep === b.endStep ? a.place < b.place : a.endStep < b.endStep;
}
