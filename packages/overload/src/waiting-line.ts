import type { CallOrigin } from "./call-origin";
import type { ModelGate } from "./model-gate";

/** Who waits for a place. */
export interface Waiter<Subject> {
  /** Who it is, for whoever lets it in. */
  readonly subject: Subject;
  readonly origin: CallOrigin;
  /** The gates that it can use, from that of the entry `from` of its route on. */
  readonly gates: readonly ModelGate[];
  /** The first entry of its route that may still be tried. */
  readonly from: number;
  /** Expected work, tokens. */
  readonly work: number;
  /** The lower, the sooner its turn; among the same, the order of coming decides. */
  readonly urgency: number;
  readonly order: number;
  /** The line that it stands in; `undefined` once it has left. */
  line: WaitingLine<Subject> | undefined;
  /** Its neighbours: the line's own. */
  next: Waiter<Subject> | undefined;
  previous: Waiter<Subject> | undefined;
}

/** Who waits for the same, with the same urgency: first come, first served. Leaving from the middle costs no search. */
export class WaitingLine<Subject> {
  first: Waiter<Subject> | undefined;
  private last: Waiter<Subject> | undefined;
  private count = 0;
  private tokens = 0;

  /** How many wait. */
  get size(): number {
    return this.count;
  }

  /** Expected work of all that wait, tokens. */
  get work(): number {
    return this.tokens;
  }

  /** One who stands in no line joins, at the end, or where it would stand if it had always been in this one. */
  push(waiter: Waiter<Subject>): void {
    let before = this.last;
    while (before !== undefined && before.order > waiter.order) before = before.previous;
    const next = before === undefined ? this.first : before.next;
    waiter.line = this;
    waiter.previous = before;
    waiter.next = next;
    if (before === undefined) this.first = waiter;
    else before.next = waiter;
    if (next === undefined) this.last = waiter;
    else next.previous = waiter;
    this.count += 1;
    this.tokens += waiter.work;
  }

  /** Whoever stands in it leaves; others do not change it. */
  remove(waiter: Waiter<Subject>): void {
    if (waiter.line !== this) return;
    if (waiter.previous === undefined) this.first = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) this.last = waiter.previous;
    else waiter.next.previous = waiter.previous;
    waiter.next = waiter.previous = waiter.line = undefined;
    this.count -= 1;
    // An empty line has no work: what the rounding of many additions leaves over goes with the last.
    this.tokens = this.count === 0 ? 0 : this.tokens - waiter.work;
  }
}
