import type { AdaptiveLimit } from "./adaptive-limit";
import type { BackendGate } from "./backend-gate";
import type { CallOrigin } from "./call-origin";
import { expectedWaitMs } from "./expected-wait";
import type { ModelGate } from "./model-gate";
import { type Refusal, refusal } from "./refusal";
import type { Priority, RouteEntry } from "./route";
import { CallerShares, Shares } from "./shares";
import { WaitingCallers } from "./waiting-callers";
import { isBefore, WaitingGroup } from "./waiting-group";
import type { Waiter } from "./waiting-line";

/** A request that wants a place at one of its route's models. */
export interface AdmissionRequest<Backend extends string = string> {
  route: readonly RouteEntry<Backend>[];
  /** The first entry of the route that may still be tried. */
  from: number;
  origin: CallOrigin;
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
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
  /** The turn of one who waits has come: the place at that entry of its route is taken, by the call of that number. */
  onTurn: (subject: Subject, index: number, begun: number) => void;
}

/** A place that was taken. */
export interface TakenPlace {
  /** Index of its entry in the route. */
  index: number;
  /** The number of its call. */
  begun: number;
}

/**
 * Expected waits are guesses, and too low ones in the first second of a surge, whose pace is measured while it comes: what would use up more than this
 * share of its deadline is refused while it costs nothing. At 0.8, a surge's first second left 1 % to run into their deadline.
 */
const safety = 0.7;

/**
 * Gives places at models: at once where there is room (`place`), in turn where there is not (`wait`; interactive before batch, and among the same
 * the callers in turns), and not at all where the turn would come too late (`refusalOf`). A refusal is immediate and says when to come back; nothing waits without a bound.
 *
 * Who can use the same places waits in one line, and there are as many lines as ends of routes: whoever waits for one model holds up nobody who
 * waits for another, and a turn costs the same however many wait.
 */
export class Admission<Subject, Backend extends string = string> {
  private readonly gates: Readonly<Record<Backend, BackendGate>>;
  private readonly queueLimit: number;
  private readonly onTurn: (subject: Subject, index: number, begun: number) => void;
  private readonly groups: WaitingGroup<Subject>[] = [];
  private readonly groupsByGates = new Map<string, WaitingGroup<Subject>>();
  /** The group of each end of a route, by its first entry: looked up once. */
  private readonly groupsByRoute = new WeakMap<readonly RouteEntry[], WaitingGroup<Subject>[]>();
  private readonly callers = new WaitingCallers();
  /** Who holds how much of the queue's limit: each caller, and each group. */
  private readonly waitingByCaller: CallerShares;
  private readonly waitingByGroup: Shares<WaitingGroup<Subject>>;
  private waiting = 0;
  private orders = 0;
  /** What is handed out or used for one request at a time: a request makes no object. */
  private readonly taken: TakenPlace = { index: -1, begun: 0 };
  private readonly usable: ModelGate[] = [];
  private readonly limits: AdaptiveLimit[] = [];

  constructor({ gates, queueLimit, now, onTurn }: AdmissionOptions<Subject, Backend>) {
    this.gates = gates;
    this.queueLimit = queueLimit;
    this.onTurn = onTurn;
    this.waitingByCaller = new CallerShares(now);
    this.waitingByGroup = new Shares(now);
  }

  /** Requests that wait. */
  get depth(): number {
    return this.waiting;
  }

  /**
   * Takes a place for a request that comes. It overtakes nobody: whoever waits already and could use a place has it by then.
   *
   * @returns the place, valid until the next is taken; `undefined` where there is none
   */
  place({ route, from, origin, again }: AdmissionRequest<Backend>): Readonly<TakenPlace> | undefined {
    if (this.waiting > 0 && !again) this.advance();
    for (let index = from; index < route.length; index++) {
      const gate = this.gateOf(route[index]!);
      if (!gate.hasPlaceFor(origin)) continue;
      this.taken.index = index;
      this.taken.begun = gate.take(origin);
      return this.taken;
    }
    return undefined;
  }

  /** Why a request that has no place may not wait for one, or `undefined` where it may. */
  refusalOf(request: AdmissionRequest<Backend>): Refusal | undefined {
    const group = this.groupOf(request);
    const { origin } = request;
    const opensInMs = group.opensInMs(origin);
    if (opensInMs > 0) return refusal("breaker_open", opensInMs);
    if (request.again) return undefined;
    const waitMs = this.expectedWaitMs(group.gates, origin, urgencyOf(request), request.work);
    if (!this.mayWait(group, origin)) return refusal("queue_full", waitMs);
    const longestMs = request.deadlineMs * safety;
    return waitMs > longestMs ? refusal("deadline", waitMs - longestMs) : undefined;
  }

  /** Stands a request in its line. `onTurn` hears of its turn; who has it leave before says so by `leave` or `expire`. */
  wait(request: AdmissionRequest<Backend>, subject: Subject): Waiter<Subject> {
    const { origin, from, work } = request;
    const group = this.groupOf(request);
    const waiter: Waiter<Subject> = {
      subject,
      origin,
      caller: this.callers.join(origin.caller),
      group,
      from,
      work,
      urgency: urgencyOf(request),
      order: ++this.orders,
      line: undefined,
      next: undefined,
      previous: undefined,
    };
    group.push(waiter);
    this.waitingByCaller.take(origin.caller);
    this.waitingByGroup.take(group);
    this.waiting += 1;
    return waiter;
  }

  /** One who waits has gone. Who has had its turn, or has gone before, goes no more. */
  leave(waiter: Waiter<Subject>): void {
    if (waiter.line === undefined) return;
    waiter.line.remove(waiter);
    this.callers.leave(waiter.caller);
    this.waitingByCaller.free(waiter.origin.caller);
    this.waitingByGroup.free(waiter.group);
    this.waiting -= 1;
  }

  /** The deadline of one who waits has come. */
  expire(waiter: Waiter<Subject>): Refusal {
    const { group, origin, urgency, work } = waiter;
    const { gates } = group;
    this.leave(waiter);
    const isKeptAway = !gates.some((gate) => gate.allows(origin));
    return isKeptAway
      ? refusal("breaker_open", group.opensInMs(origin))
      : refusal("expired", this.expectedWaitMs(gates, origin, urgency, work));
  }

  /** A place has become free, or a breaker may be tried: whose turn is it? */
  advance(): void {
    while (this.waiting > 0) {
      const waiter = this.next;
      if (waiter === undefined) return;
      const { subject, group, origin, from, caller } = waiter;
      const index = group.placeFor(origin);
      this.callers.serve(caller);
      this.leave(waiter);
      this.onTurn(subject, from + index, group.gates[index]!.take(origin));
    }
  }

  /** Whether one more may wait: the queue's last places are kept for callers, and for models, of whom nobody waits yet. */
  private mayWait(group: WaitingGroup<Subject>, { caller }: CallOrigin): boolean {
    const { queueLimit, waiting, waitingByCaller, waitingByGroup } = this;
    const kept = waitingByGroup.keptFrom(group, queueLimit) + waitingByCaller.keptFrom(caller, queueLimit);
    return queueLimit - waiting > kept;
  }

  /** Who is next of all for whom there is a place. */
  private get next(): Waiter<Subject> | undefined {
    let next: Waiter<Subject> | undefined;
    for (const group of this.groups) {
      const waiter = group.next;
      if (waiter !== undefined && (next === undefined || isBefore(waiter, next))) next = waiter;
    }
    return next;
  }

  /**
   * Time until the request's turn, milliseconds, by the work before it and the pace of the models that it can use. Of the work that waits for other
   * models as well, these have the share that their pace has.
   */
  private expectedWaitMs(gates: readonly ModelGate[], origin: CallOrigin, urgency: number, work: number): number {
    const { usable, limits } = this;
    usable.length = limits.length = 0;
    for (const gate of gates) {
      if (!gate.allows(origin) || usable.includes(gate)) continue;
      usable.push(gate);
      limits.push(gate.limit);
    }
    let before = work;
    const caller = this.callers.find(origin.caller);
    for (const group of this.groups) {
      const waits = group.workBefore(urgency, caller);
      if (waits > 0) before += waits * group.shareOf(usable);
    }
    return expectedWaitMs(before, limits);
  }

  private groupOf({ route, from }: Pick<AdmissionRequest<Backend>, "route" | "from">): WaitingGroup<Subject> {
    let groups = this.groupsByRoute.get(route);
    if (groups === undefined) this.groupsByRoute.set(route, (groups = []));
    return (groups[from] ??= this.groupOfGates(route.slice(from)));
  }

  private groupOfGates(entries: readonly RouteEntry<Backend>[]): WaitingGroup<Subject> {
    const key = JSON.stringify(entries.map(({ backend, model }) => [backend, model]));
    let group = this.groupsByGates.get(key);
    if (group === undefined) {
      group = new WaitingGroup(entries.map((entry) => this.gateOf(entry)));
      this.groupsByGates.set(key, group);
      this.groups.push(group);
    }
    return group;
  }

  private gateOf({ backend, model }: RouteEntry<Backend>): ModelGate {
    return this.gates[backend].model(model);
  }
}

/** Interactive before batch, and of the same priority who had a place before. */
function urgencyOf({ priority, again }: Pick<AdmissionRequest, "priority" | "again">): number {
  return (priority === "batch" ? 2 : 0) + (again ? 0 : 1);
}
