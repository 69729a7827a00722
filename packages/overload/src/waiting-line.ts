import type { Priority, RouteEntry } from "./route";

/** Who waits for a place. */
export interface Waiter<Subject, Backend extends string = string> {
  /** Who it is, for whoever lets it in. */
  readonly subject: Subject;
  readonly route: readonly RouteEntry<Backend>[];
  /** The first entry of the route that may still be tried. */
  readonly from: number;
  /** Expected work, tokens. */
  readonly work: number;
  readonly priority: Priority;
  /** Its neighbours: the line's own. */
  next: Waiter<Subject, Backend> | undefined;
  previous: Waiter<Subject, Backend> | undefined;
  /** Whether it stands in the line. */
  standing: boolean;
}

/** First come, first served; leaving from the middle costs no search. */
export class WaitingLine<Subject, Backend extends string = string> {
  first: Waiter<Subject, Backend> | undefined;
  private last: Waiter<Subject, Backend> | undefined;
  private count = 0;
  private tokens = 0;
  /** How often those that wait name each backend. */
  private readonly wishes = new Map<Backend, number>();

  /** How many wait. */
  get size(): number {
    return this.count;
  }

  /** Expected work of all that wait, tokens. */
  get work(): number {
    return this.tokens;
  }

  /** Whether anyone who waits could be called there. */
  wants(backend: Backend): boolean {
    return (this.wishes.get(backend) ?? 0) > 0;
  }

  push(waiter: Waiter<Subject, Backend>): void {
    waiter.previous = this.last;
    if (this.last === undefined) this.first = waiter;
    else this.last.next = waiter;
    this.last = waiter;
    this.joined(waiter);
  }

  /** To the front. */
  unshift(waiter: Waiter<Subject, Backend>): void {
    waiter.next = this.first;
    if (this.first === undefined) this.last = waiter;
    else this.first.previous = waiter;
    this.first = waiter;
    this.joined(waiter);
  }

  /** Whoever has left already leaves no more. */
  remove(waiter: Waiter<Subject, Backend>): void {
    if (!waiter.standing) return;
    if (waiter.previous === undefined) this.first = waiter.next;
    else waiter.previous.next = waiter.next;
    if (waiter.next === undefined) this.last = waiter.previous;
    else waiter.next.previous = waiter.previous;
    waiter.next = waiter.previous = undefined;
    waiter.standing = false;
    this.count -= 1;
    // An empty line has no work: what the rounding of many additions leaves over goes with the last.
    this.tokens = this.count === 0 ? 0 : this.tokens - waiter.work;
    this.wish(waiter, -1);
  }

  private joined(waiter: Waiter<Subject, Backend>): void {
    waiter.standing = true;
    this.count += 1;
    this.tokens += waiter.work;
    this.wish(waiter, 1);
  }

  private wish({ route, from }: Waiter<Subject, Backend>, change: number): void {
    for (let index = from; index < route.length; index++) {
      const { backend } = route[index]!;
      this.wishes.set(backend, (this.wishes.get(backend) ?? 0) + change);
    }
  }
}
