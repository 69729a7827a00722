import type { CallOrigin } from "./call-origin";
import { CallerQueue } from "./caller-queue";
import type { WaitingCaller } from "./waiting-callers";
import type { WaitingGroup } from "./waiting-group";

/** Who waits for a place. */
export interface Waiter<Subject> {
  /** Who it is, for whoever lets it in. */
  readonly subject: Subject;
  readonly origin: CallOrigin;
  /** Its caller, with its turn. */
  readonly caller: WaitingCaller;
  /** Who waits for the same gates as it, those from the entry `from` of its route on. */
  readonly group: WaitingGroup<Subject>;
  /** The first entry of its route that may still be tried. */
  readonly from: number;
  /** Expected work, tokens. */
  readonly work: number;
  /** The lower, the sooner its turn; among the same, callers take turns. */
  readonly urgency: number;
  /** The order of coming: that of one caller's turns. */
  readonly order: number;
  /** The line that it stands in; `undefined` once it has left. */
  line: WaitingLine<Subject> | undefined;
  /** Its neighbours in its caller's queue: the queue's own. */
  next: Waiter<Subject> | undefined;
  previous: Waiter<Subject> | undefined;
}

/** Who waits for the same, with the same urgency: callers take turns, and each one's requests go as they came. */
export class WaitingLine<Subject> {
  /** By caller, in the order of their turns, but for those that have had one in another line since. */
  private readonly queues = new Map<WaitingCaller, CallerQueue<Subject>>();
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

  /**
   * Expected work that is served before the next request of a caller, tokens: its own, and of each other caller as many turns.
   *
   * @param caller `undefined` where none of its requests waits
   */
  workBefore(caller: WaitingCaller | undefined): number {
    const mine = (caller && this.queues.get(caller)?.size) ?? 0;
    const others = this.queues.size - (mine > 0 ? 1 : 0);
    const turns = mine + others * (mine + 1);
    return turns >= this.count ? this.tokens : (this.tokens / this.count) * turns;
  }

  push(waiter: Waiter<Subject>): void {
    const { caller } = waiter;
    let queue = this.queues.get(caller);
    if (queue === undefined) this.queues.set(caller, (queue = new CallerQueue(caller.round)));
    queue.push(waiter);
    waiter.line = this;
    this.count += 1;
    this.tokens += waiter.work;
  }

  /** Whoever stands in it leaves; others do not change it. */
  remove(waiter: Waiter<Subject>): void {
    if (waiter.line !== this) return;
    const queue = this.queues.get(waiter.caller)!;
    queue.remove(waiter);
    if (queue.size === 0) this.queues.delete(waiter.caller);
    waiter.line = undefined;
    this.count -= 1;
    // An empty line has no work: what the rounding of many additions leaves over goes with the last.
    this.tokens = this.count === 0 ? 0 : this.tokens - waiter.work;
  }

  /** The first of each caller, in the order of their turns. Who stands first may leave, or another may take its place, meanwhile. */
  *heads(): Generator<Waiter<Subject>> {
    for (const [caller, queue] of this.queues) {
      if (queue.round < caller.round) {
        // Its turn was in the meantime: it goes to the end of the line, where this loop comes to it again.
        queue.round = caller.round;
        this.queues.delete(caller);
        this.queues.set(caller, queue);
      } else yield queue.first!;
    }
  }
}
