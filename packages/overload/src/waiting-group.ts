import type { CallOrigin } from "./call-origin";
import type { ModelGate } from "./model-gate";
import { type Waiter, WaitingLine } from "./waiting-line";

/** Number of urgencies: 0 is the most urgent. */
const urgencies = 4;

/** Those who can use the same places: a line for each urgency. Whoever stands first in them can stand for all. */
export class WaitingGroup<Subject> {
  /** The gates that they can use, in the order in which they ask them. */
  readonly gates: readonly ModelGate[];
  readonly lines: readonly WaitingLine<Subject>[];
  /**
   * The same for those whom circuit breakers keep away from every one of these gates: they wait for a trial call, and must not stand before others, who
   * may go.
   */
  private readonly keptAway: WaitingGroup<Subject> | undefined;

  constructor(gates: readonly ModelGate[], isKeptAway = false) {
    this.gates = gates;
    this.lines = Array.from({ length: urgencies }, () => new WaitingLine<Subject>());
    this.keptAway = isKeptAway ? undefined : new WaitingGroup(gates, true);
  }

  push(waiter: Waiter<Subject>): void {
    const { keptAway } = this;
    const group = keptAway !== undefined && !this.allows(waiter.origin) ? keptAway : this;
    group.lines[waiter.urgency]!.push(waiter);
  }

  /** Who is next of those for whom there is a place. */
  get next(): Waiter<Subject> | undefined {
    const other = this.keptAway?.next;
    for (const line of this.lines) {
      for (let waiter = line.first; waiter !== undefined; waiter = line.first) {
        if (this.placeFor(waiter.origin) >= 0) return other !== undefined && isBefore(other, waiter) ? other : waiter;
        if (this.keptAway === undefined || this.allows(waiter.origin)) break;
        line.remove(waiter);
        this.keptAway.lines[waiter.urgency]!.push(waiter);
      }
    }
    return other;
  }

  /** Index of the first gate that has a place for a call of that origin; −1 where none has. */
  placeFor(origin: CallOrigin): number {
    for (let index = 0; index < this.gates.length; index++) if (this.gates[index]!.hasPlaceFor(origin)) return index;
    return -1;
  }

  /** Expected work of all that are at least so urgent, tokens. */
  workBefore(urgency: number): number {
    let work = this.keptAway?.workBefore(urgency) ?? 0;
    for (let line = 0; line <= urgency; line++) work += this.lines[line]!.work;
    return work;
  }

  private allows(origin: CallOrigin): boolean {
    return this.gates.some((gate) => gate.allows(origin));
  }
}

/** Whether the first of two has its turn before the second. */
export function isBefore<Subject>(first: Waiter<Subject>, second: Waiter<Subject>): boolean {
  return first.urgency < second.urgency || (first.urgency === second.urgency && first.order < second.order);
}
