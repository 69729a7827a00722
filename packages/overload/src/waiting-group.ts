import type { CallOrigin } from "./call-origin";
import type { ModelGate } from "./model-gate";
import type { WaitingCaller } from "./waiting-callers";
import { type Waiter, WaitingLine } from "./waiting-line";

/** Number of urgencies: 0 is the most urgent. */
const urgencies = 4;

/** Those of a group whom breakers let through to the same of its gates: whoever stands first in a line can stand for all who stand in it. */
interface Section<Subject> {
  /** A bit for each gate that lets them through. */
  readonly allowed: number;
  /** By urgency. */
  readonly lines: readonly WaitingLine<Subject>[];
}

/**
 * Those who wait for a place at any of the same gates. A breaker may keep some of them away from a gate and others not (it concerns only what shares
 * what has failed): they stand in lines of their own, so that who waits for a trial call stands before nobody who may go.
 */
export class WaitingGroup<Subject> {
  /** The gates, in the order in which they are asked. */
  readonly gates: readonly ModelGate[];
  private readonly sections: Section<Subject>[] = [];

  constructor(gates: readonly ModelGate[]) {
    this.gates = gates;
  }

  push(waiter: Waiter<Subject>): void {
    this.sectionFor(this.allowedFor(waiter.origin)).lines[waiter.urgency]!.push(waiter);
  }

  /** Who is next of those for whom there is a place. */
  get next(): Waiter<Subject> | undefined {
    if (!this.gates.some(({ hasRoom }) => hasRoom)) return undefined;
    let next: Waiter<Subject> | undefined;
    for (const section of this.sections) {
      for (const line of section.lines) {
        const waiter = line.size === 0 ? undefined : this.nextOf(line, section.allowed);
        if (waiter !== undefined && (next === undefined || isBefore(waiter, next))) next = waiter;
      }
    }
    return next;
  }

  /** Index of the first gate that has a place for a call of that origin; −1 where none has. */
  placeFor(origin: CallOrigin): number {
    for (let index = 0; index < this.gates.length; index++) if (this.gates[index]!.hasPlaceFor(origin)) return index;
    return -1;
  }

  /** Expected work of those who are served before a caller's next request of that urgency, tokens. */
  workBefore(urgency: number, caller: WaitingCaller | undefined): number {
    let work = 0;
    for (const { lines } of this.sections) {
      for (let line = 0; line < urgency; line++) work += lines[line]!.work;
      work += lines[urgency]!.workBefore(caller);
    }
    return work;
  }

  /** The first of a line for whom there is a place: a caller may have to leave it to others. */
  private nextOf(line: WaitingLine<Subject>, allowed: number): Waiter<Subject> | undefined {
    for (const head of line.heads()) {
      for (let waiter: Waiter<Subject> | undefined = head; waiter !== undefined;) {
        if (this.placeFor(waiter.origin) >= 0) return waiter;
        if (this.allowedFor(waiter.origin) === allowed) break;
        // A breaker has changed since it came.
        const behind: Waiter<Subject> | undefined = waiter.next;
        line.remove(waiter);
        this.push(waiter);
        waiter = behind;
      }
    }
    return undefined;
  }

  /** Time until one of the gates may be tried, milliseconds; 0 unless every one is shut. */
  opensInMs(origin: CallOrigin): number {
    let soonest = Infinity;
    for (const gate of this.gates) soonest = Math.min(soonest, gate.opensInMs(origin));
    return soonest;
  }

  /** Which share of what the gates do is done by the usable ones, 0 to 1; where no pace is known, each does the same. */
  shareOf(usable: readonly ModelGate[]): number {
    let [all, shared, count] = [0, 0, 0];
    for (const gate of this.gates) {
      const pace = gate.limit.workPerMs ?? 0;
      all += pace;
      if (!usable.includes(gate)) continue;
      shared += pace;
      count += 1;
    }
    return all === 0 ? count / this.gates.length : shared / all;
  }

  private allowedFor(origin: CallOrigin): number {
    let allowed = 0;
    for (let index = 0; index < this.gates.length; index++) {
      if (this.gates[index]!.allows(origin)) allowed += 2 ** index;
    }
    return allowed;
  }

  private sectionFor(allowed: number): Section<Subject> {
    let section = this.sections.find((other) => other.allowed === allowed);
    if (section === undefined) {
      section = { allowed, lines: Array.from({ length: urgencies }, () => new WaitingLine<Subject>()) };
      this.sections.push(section);
    }
    return section;
  }
}

/** Whether the first of two has its turn before the second. */
export function isBefore<Subject>(first: Waiter<Subject>, second: Waiter<Subject>): boolean {
  if (first.urgency !== second.urgency) return first.urgency < second.urgency;
  if (first.caller.round !== second.caller.round) return first.caller.round < second.caller.round;
  return first.order < second.order;
}
