import type { RouteEntry } from "../settings";

/** Who waits for a place. */
export interface Waiter {
  readonly entries: readonly RouteEntry[];
  /** Expected work, tokens. */
  readonly work: number;
  /** The turn has come, and the place at the entry's backend is taken. */
  grant(entry: RouteEntry): void;
  next?: Waiter;
  previous?: Waiter;
  /** Whether it stands in the line. */
  standing?: boolean;
}

/** First come, first served; leaving from the middle costs no search. */
export class WaitingLine {
  first: Waiter | undefined;
  private last: Waiter | undefined;
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

  push(waiter: Waiter): void {
    waiter.previous = this.last;
    if (this.last === undefined) this.first = waiter;
    else this.last.next = waiter;
    this.last = waiter;
    this.joined(waiter);
  }

  /** To the front. */
  unshift(waiter: Waiter): void {
    waiter.next = this.first;
    if (this.first === undefined) this.last = waiter;
    else this.first.previous = waiter;
    this.first = waiter;
    this.joined(waiter);
  }

  remove(waiter: Waiter): void {
    if (waiter.standing !== true) return;
    if (waiter.previous === undefined) this.first = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) this.last = waiter.previous;
    else waiter.next.previous = waiter.previous;
    waiter.next = waiter.previous = undefined;
    waiter.standing = false;
    this.count -= 1;
    this.tokens -= waiter.work;
  }

  private joined(waiter: Waiter): void {
    waiter.standing = true;
    this.count += 1;
    this.tokens += waiter.work;
  }
}
