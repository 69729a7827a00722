/** A caller some of whose requests wait. */
export interface WaitingCaller {
  readonly name: string | undefined;
  /** How many of them wait, in whatever line. */
  waiting: number;
  /** The round in which its next turn is. */
  round: number;
}

/**
 * The turns of those who wait: in each round every caller has one, however many of its requests wait, so five hundred requests of one caller stand
 * before nobody else's one. That is fair queueing by requests (Nagle, RFC 970: a queue for each source, served in turn). It holds over all lines: who
 * waits in several has no more turns by that. Nothing is remembered of who waits for nothing.
 */
export class WaitingCallers {
  private readonly byName = new Map<string | undefined, WaitingCaller>();
  private round = 0;

  /** That caller, if any request of it waits. */
  find(name: string | undefined): WaitingCaller | undefined {
    return this.byName.get(name);
  }

  /** One more of its requests waits. Its first turn is after one of each who waits already. */
  join(name: string | undefined): WaitingCaller {
    let caller = this.byName.get(name);
    if (caller === undefined) this.byName.set(name, (caller = { name, waiting: 0, round: this.round + 1 }));
    caller.waiting += 1;
    return caller;
  }

  /** One of its requests waits no more. */
  leave(caller: WaitingCaller): void {
    caller.waiting -= 1;
    if (caller.waiting === 0) this.byName.delete(caller.name);
  }

  /** It has its turn; the next is a round later. */
  serve(caller: WaitingCaller): void {
    if (caller.round > this.round) this.round = caller.round;
    caller.round = this.round + 1;
  }
}
