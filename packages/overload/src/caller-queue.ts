import type { Waiter } from "./waiting-line";

/** Those of one caller who wait in a line: first come, first served. Leaving from the middle costs no search. */
export class CallerQueue<Subject> {
  first: Waiter<Subject> | undefined;
  private last: Waiter<Subject> | undefined;
  /** How many wait. */
  size = 0;

  /** @param round the caller's round when it was put at its present place in the line */
  constructor(public round: number) {}

  /** One who stands in no queue joins, at the end, or where it would stand if it had always been in this one. */
  push(waiter: Waiter<Subject>): void {
    let before = this.last;
    while (before !== undefined && before.order > waiter.order) before = before.previous;
    const next = before === undefined ? this.first : before.next;
    waiter.previous = before;
    waiter.next = next;
    if (before === undefined) this.first = waiter;
    else before.next = waiter;
    if (next === undefined) this.last = waiter;
    else next.previous = waiter;
    this.size += 1;
  }

  /** Whoever stands in it leaves. */
  remove(waiter: Waiter<Subject>): void {
    if (waiter.previous === undefined) this.first = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) this.last = waiter.previous;
    else waiter.next.previous = waiter.previous;
    waiter.next = waiter.previous = undefined;
    this.size -= 1;
  }
}
