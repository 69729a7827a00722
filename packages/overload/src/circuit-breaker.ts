import { type CallOrigin, SharedOrigin } from "./call-origin";

/** When a circuit breaker opens and for how long. */
export interface CircuitBreakerOptions {
  /** Failures in a row that open it; infinite for one that never opens. Default: 5. */
  failures?: number;
  /** Time that it stays open the first time, milliseconds; doubles while the trial calls fail. Default: 2,000. */
  openMs?: number;
  /** Longest time that it stays open, milliseconds. Default: 30,000. */
  longestOpenMs?: number;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
  /** A call may go through after so many milliseconds: nothing comes free then, so someone must look. */
  onOpen?: (openMs: number) => void;
}

/** Closed: calls go through. Open: none does that it concerns, be it that a trial call is under way. Half open: the next of them goes, on trial. */
export type BreakerState = "closed" | "halfOpen" | "open";

/** A call that failed. */
export interface FailedCall {
  /** Its number: calls are numbered as they begin, from 1 on. */
  begun: number;
  /** Where it came from; left out where that cannot be its reason. */
  origin?: CallOrigin;
  /** Whether its answer had begun. Default: no. */
  inside?: boolean;
  /** Whether it opens the breaker without waiting for more. Default: no. */
  decisive?: boolean;
}

/**
 * Keeps calls away from what fails, so that they go to the next entry of the route at once instead of finding out one by one. After a while one trial
 * call goes through and decides.
 *
 * "In a row" means: no call was answered in the meantime, and none that began after them was by then. Calls end in any order, so ten questions that hang
 * together say nothing while later ones are answered. Open, it goes by the order in which calls began alone: what was under way when the model began to
 * fail may still end well.
 *
 * It keeps away only calls that have what all these failures have in common, their caller or their question: who asks what nobody can answer keeps
 * nobody else away.
 */
export class CircuitBreaker {
  private readonly failures: number;
  private readonly openMs: number;
  private readonly longestOpenMs: number;
  private readonly now: () => number;
  private readonly onOpen: ((openMs: number) => void) | undefined;
  /** The failures in a row, in the order of their beginnings; the last of them are enough. */
  private row: FailedCall[] = [];
  /** The last call to begin of those that were answered: to their end, and at least to their first event. */
  private lastAnswered = 0;
  private lastHeard = 0;
  private openedTimes = 0;
  /** While it is not closed: until when no call goes through that it concerns, and whom it concerns. */
  private openUntil: number | undefined;
  private concerned = new SharedOrigin();
  /** The trial call that is under way; 0 for none. */
  private trial = 0;

  constructor({ failures = 5, openMs = 2_000, longestOpenMs = 30_000, now, onOpen }: CircuitBreakerOptions) {
    this.failures = failures;
    this.openMs = openMs;
    this.longestOpenMs = longestOpenMs;
    this.now = now;
    this.onOpen = onOpen;
  }

  get state(): BreakerState {
    if (this.openUntil === undefined) return "closed";
    return this.now() < this.openUntil ? "open" : "halfOpen";
  }

  /** The first of the failures in a row that it goes by; Infinity for none. */
  get failingSince(): number {
    return this.row[0]?.begun ?? Infinity;
  }

  /** Whether a call of that origin may go through now. */
  allows(origin: CallOrigin): boolean {
    return this.openUntil === undefined || this.now() >= this.openUntil || !this.concerned.includes(origin);
  }

  /** Time until a call of that origin may go through, milliseconds; 0 while a trial call is under way: how long that takes is not known. */
  opensInMs(origin: CallOrigin): number {
    if (this.openUntil === undefined || this.trial > 0 || !this.concerned.includes(origin)) return 0;
    return Math.max(0, this.openUntil - this.now());
  }

  /** Whether that call is the trial call. */
  isOnTrial(begun: number): boolean {
    return this.trial === begun;
  }

  /** A call goes through: the trial call, where it concerns that one. One that hangs keeps others away no longer than an open breaker does. */
  begin(begun: number, origin: CallOrigin): void {
    if (this.openUntil === undefined || !this.concerned.includes(origin)) return;
    this.trial = begun;
    this.keepAway();
  }

  /** The first event of an answer is there. */
  heard(begun: number): void {
    if (begun > this.lastHeard) this.lastHeard = begun;
    // That answers begin does not contradict those that break off.
    if (this.row.length > 0) this.contradict((failure) => failure.inside === true || this.isAfter(failure, begun));
  }

  /** A call was answered to its end. */
  succeeded(begun: number): void {
    if (begun > this.lastHeard) this.lastHeard = begun;
    if (begun > this.lastAnswered) this.lastAnswered = begun;
    if (this.row.length > 0) this.contradict((failure) => this.isAfter(failure, begun));
  }

  /** A call failed. */
  failed({ begun, origin, inside = false, decisive = false }: FailedCall): void {
    const wasTrial = this.endTrial(begun);
    if (begun < (inside ? this.lastAnswered : this.lastHeard) || this.failures === Infinity) return;
    // A copy: the origin that is handed in may be used for another call, or read a body for each question about it.
    const from = origin && { caller: origin.caller, question: origin.question };
    const failure: FailedCall = { begun, origin: from, inside, decisive };
    this.add(failure);
    if (this.openUntil !== undefined) this.concerned.add(from);
    // Open, what was under way when it opened says nothing new.
    if (this.openUntil === undefined ? this.isExplained : wasTrial) this.open();
  }

  /** It opens for what the failures of others have in common. */
  openWith(others: readonly CircuitBreaker[]): void {
    for (const { row } of others) {
      for (const failure of row) {
        this.add(failure);
        this.concerned.add(failure.origin);
      }
    }
    this.open();
  }

  /** A call ended without telling anything: its caller had gone, or what it asked was wrong. */
  unknown(begun: number): void {
    if (this.endTrial(begun)) this.openUntil = this.now();
  }

  /** Whether its failures are reason enough to be open. */
  private get isExplained(): boolean {
    return this.row.length >= this.failures || this.row.some(({ decisive }) => decisive);
  }

  /** Whether a failure stands in spite of an answer to a call that began then. */
  private isAfter(failure: FailedCall, begun: number): boolean {
    return this.openUntil !== undefined && failure.begun > begun;
  }

  private add(failure: FailedCall): void {
    let at = this.row.length;
    while (at > 0 && this.row[at - 1]!.begun > failure.begun) at -= 1;
    this.row.splice(at, 0, failure);
    if (this.row.length > this.failures) this.row.shift();
  }

  private contradict(stands: (failure: FailedCall) => boolean): void {
    this.row = this.row.filter(stands);
    if (this.openUntil === undefined || this.isExplained) return;
    this.openUntil = undefined;
    this.openedTimes = this.trial = 0;
    this.concerned = new SharedOrigin();
  }

  private endTrial(begun: number): boolean {
    if (this.trial !== begun) return false;
    this.trial = 0;
    return true;
  }

  private open(): void {
    if (this.openUntil === undefined) for (const { origin } of this.row) this.concerned.add(origin);
    this.openedTimes += 1;
    this.keepAway();
  }

  private keepAway(): void {
    const openMs = Math.min(this.openMs * 2 ** (this.openedTimes - 1), this.longestOpenMs);
    this.openUntil = this.now() + openMs;
    this.onOpen?.(openMs);
  }
}
