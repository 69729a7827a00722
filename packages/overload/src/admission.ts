import type { AdaptiveLimit } from "./adaptive-limit";
import type { BackendGate } from "./backend-gate";
import { expectedWaitMs } from "./expected-wait";
import { type Refusal, refusal } from "./refusal";
import type { Priority, RouteEntry } from "./route";
import { type Waiter, WaitingLine } from "./waiting-line";

/** A request that wants a place at one of its route's backends. */
export interface AdmissionRequest<Backend extends string = string> {
  route: readonly RouteEntry<Backend>[];
  /** The first entry of the route that may still be tried. */
  from: number;
  /** Expected work, tokens. */
  work: number;
  priority: Priority;
  /** Longest time that it may wait, milliseconds. */
  deadlineMs: number;
  /** It had a place before: it goes before who came later, and is not judged again. */
  again: boolean;
}

/** What an admission is made of. */
export interface AdmissionOptions<Subject, Backend extends string> {
  /** Every backend that a route can name. */
  gates: Readonly<Record<Backend, BackendGate>>;
  /** Most requests that wait at a time; may be infinite. */
  queueLimit: number;
  /** The turn of one who waits has come, and the place at that entry of its route is taken. */
  onTurn: (subject: Subject, index: number) => void;
}

/**
 * Expected waits are guesses, and too low ones in the first second of a surge, whose pace is measured while it comes: what would use up more than this
 * share of its deadline is refused while it costs nothing. At 0.8, a surge's first second left 1 % to run into their deadline.
 */
const safety = 0.7;

/**
 * Gives places at backends: at once where there is room (`place`), in turn where there is not (`wait`; interactive before batch), and not at all
 * where the turn would come too late (`refusalOf`). A refusal is immediate and says when to come back; nothing waits without a bound.
 */
export class Admission<Subject, Backend extends string = string> {
  private readonly gates: Readonly<Record<Backend, BackendGate>>;
  private readonly allGates: readonly [Backend, BackendGate][];
  private readonly queueLimit: number;
  private readonly onTurn: (subject: Subject, index: number) => void;
  private readonly interactive = new WaitingLine<Subject, Backend>();
  private readonly batch = new WaitingLine<Subject, Backend>();

  constructor({ gates, queueLimit, onTurn }: AdmissionOptions<Subject, Backend>) {
    this.gates = gates;
    this.allGates = Object.entries<BackendGate>(gates) as [Backend, BackendGate][];
    this.queueLimit = queueLimit;
    this.onTurn = onTurn;
  }

  /** Requests that wait. */
  get depth(): number {
    return this.interactive.size + this.batch.size;
  }

  /**
   * Takes a place for a request that comes. Nobody overtakes who waits already, except what is more urgent than all of them.
   *
   * @returns the index of the entry that has one; −1 where none has, or it is not the request's turn
   */
  place({ route, from, priority, again }: AdmissionRequest<Backend>): number {
    const ahead = priority === "interactive" ? this.interactive.size : this.depth;
    return ahead === 0 || again ? this.take(route, from) : -1;
  }

  /** Why a request that has no place may not wait for one, or `undefined` where it may. */
  refusalOf(request: AdmissionRequest<Backend>): Refusal | undefined {
    const opensInMs = this.opensInMs(request);
    if (opensInMs > 0) return refusal("breaker_open", opensInMs);
    if (request.again) return undefined;
    const waitMs = this.expectedWaitMs(request);
    if (this.depth >= this.queueLimit) return refusal("queue_full", waitMs);
    const longestMs = request.deadlineMs * safety;
    return waitMs > longestMs ? refusal("deadline", waitMs - longestMs) : undefined;
  }

  /** Stands a request in its line. `onTurn` hears of its turn; who has it leave before says so by `leave` or `expire`. */
  wait({ route, from, work, priority, again }: AdmissionRequest<Backend>, subject: Subject): Waiter<Subject, Backend> {
    const waiter: Waiter<Subject, Backend> = {
      subject,
      route,
      from,
      work,
      priority,
      next: undefined,
      previous: undefined,
      standing: false,
    };
    const line = this.lineOf(priority);
    if (again) line.unshift(waiter);
    else line.push(waiter);
    return waiter;
  }

  /** One who waits has gone, or has had its turn. */
  leave(waiter: Waiter<Subject, Backend>): void {
    this.lineOf(waiter.priority).remove(waiter);
  }

  /** The deadline of one who waits has come. */
  expire(waiter: Waiter<Subject, Backend>): Refusal {
    this.leave(waiter);
    return refusal("expired", this.expectedWaitMs(waiter));
  }

  /** A place has become free, or a backend has come back: whose turn is it? */
  advance(): void {
    this.advanceLine(this.interactive);
    this.advanceLine(this.batch);
  }

  private advanceLine(line: WaitingLine<Subject, Backend>): void {
    let waiter = line.first;
    while (waiter !== undefined) {
      const { next } = waiter;
      const index = this.take(waiter.route, waiter.from);
      if (index >= 0) {
        line.remove(waiter);
        this.onTurn(waiter.subject, index);
      }
      // The first in line wants what all want; looking further finds who can use another backend. A long line without any is not looked through.
      else if (!this.hasPlaceFor(line)) return;
      waiter = next;
    }
  }

  /** Index of the first entry whose backend has a place, which is then taken; −1 where none has. */
  private take(route: readonly RouteEntry<Backend>[], from: number): number {
    for (let index = from; index < route.length; index++) {
      const gate = this.gates[route[index]!.backend];
      if (!gate.hasPlace) continue;
      gate.take();
      return index;
    }
    return -1;
  }

  /** Whether there is a place that anyone in the line could use. */
  private hasPlaceFor(line: WaitingLine<Subject, Backend>): boolean {
    return this.allGates.some(([backend, gate]) => line.wants(backend) && gate.hasPlace);
  }

  /** Time until a backend of the route may be tried again, milliseconds; 0 unless every one is out. */
  private opensInMs({ route, from }: Pick<AdmissionRequest<Backend>, "route" | "from">): number {
    let soonest = Infinity;
    for (let index = from; index < route.length; index++) {
      soonest = Math.min(soonest, this.gates[route[index]!.backend].breaker.opensInMs);
    }
    return soonest;
  }

  /** Time until the request's turn, milliseconds, by the work before it and the pace of the backends that it can use. */
  private expectedWaitMs({
    route,
    from,
    work,
    priority,
  }: Pick<AdmissionRequest<Backend>, "route" | "from" | "work" | "priority">): number {
    const ahead = this.interactive.work + (priority === "batch" ? this.batch.work : 0);
    const limits = new Set<AdaptiveLimit>();
    for (let index = from; index < route.length; index++) {
      const { breaker, limit } = this.gates[route[index]!.backend];
      if (breaker.allows) limits.add(limit);
    }
    return expectedWaitMs(ahead + work, limits);
  }

  private lineOf(priority: Priority): WaitingLine<Subject, Backend> {
    return priority === "interactive" ? this.interactive : this.batch;
  }
}
