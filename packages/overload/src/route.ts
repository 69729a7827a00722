/** One entry of a route: which backend is asked for which model. */
export interface RouteEntry<Backend extends string = string> {
  readonly backend: Backend;
  readonly model: string;
}

/** Interactive requests go before batch. */
export type Priority = "interactive" | "batch";

/** How a call that brought no answer ended, as far as the next calls are concerned. */
export type CallFailure =
  /** Refused for load (429, 503): that backend is well. */
  | "rejected"
  /** The request itself is wrong, and would be at every backend. */
  | "wrongRequest"
  /** The provider's moderation refuses what it says. It would elsewhere, and it is nobody else's concern. */
  | "blocked"
  /** This backend lacks the model; another may have it (404). */
  | "modelMissing"
  /** It does not take our key, or there is none. */
  | "unauthorized"
  /** The account there has no money left (`insufficient_quota`): a wait does not fill it, and it says nothing about load or health. */
  | "quotaExhausted"
  /** It failed: a 5xx, bytes that are no answer, a connection that broke. */
  | "failed"
  /** The generation, or its next part, did not come in time. It may have been made and paid for, so it is not made again. */
  | "timeout"
  /** Nobody listens there: connecting fails. */
  | "absent"
  /** The caller has gone, or its own deadline is over. */
  | "cancelled";

/** What comes after a call that brought no answer. */
export type NextStep =
  /** Nothing: the failure is the request's. */
  | "end"
  /** The next entry of the route, at once. */
  | "nextEntry"
  /** The route from its beginning, after a wait: `Retries` says whether and when. */
  | "nextRound";

/** Why a request went past the backend that its route begins with. */
export type OverflowReason = "full" | "rejected" | "absent" | "failed";

/**
 * How far one request has come on its route. Each round goes over the entries in their order: the first that has a place is asked, those before
 * it have had their turn, and the next one comes at once when it fails. It is a plain object without closures, so that a simulator can
 * keep one for each of its questions and use it again.
 */
export class RouteProgress<Backend extends string = string> {
  /** The entries, in their order. */
  route: readonly RouteEntry<Backend>[] = [];
  /** The first entry that may still be tried in this round. */
  from = 0;
  /** The entry that was asked last; −1 before the first call. */
  at = -1;
  /** The present round, from 1 on. */
  round = 1;
  /** Calls so far. */
  attempts = 0;
  /** The longest Retry-After of this round's refusals, milliseconds; 0 where none said so. */
  retryAfterMs = 0;
  /** The request counts as asked of the scaled backend for as long as it lasts, wherever it is answered. */
  asksScaled = false;
  /** Entries that a wait does not mend: 404, a key that is not taken, an empty account. */
  private lasting: RouteEntry<Backend>[] = none;
  /** A call has timed out before anything of its answer was seen. */
  private timedOut = false;
  /** Set once the route begins with the scaled backend and another had to take over. */
  overflow: OverflowReason | undefined;

  /** @param scaled the backend that grows with what is asked of it: going past it is an overflow, and hides demand */
  constructor(private readonly scaled: NoInfer<Backend>) {}

  /** A request with this route begins. */
  begin(route: readonly RouteEntry<Backend>[]): void {
    this.route = route;
    this.from = 0;
    this.at = -1;
    this.round = 1;
    this.attempts = 0;
    this.retryAfterMs = 0;
    this.asksScaled = route[0]?.backend === this.scaled;
    this.lasting = none;
    this.timedOut = false;
    this.overflow = undefined;
  }

  /** Whether it had a place before: then it goes before who came later, and is not judged again. */
  get again(): boolean {
    return this.attempts > 0;
  }

  /** The entry that was asked last. */
  get entry(): RouteEntry<Backend> {
    return this.route[this.at]!;
  }

  /** It has a place at the entry of that index, and is called. */
  placed(index: number): void {
    this.at = index;
    this.attempts += 1;
    if (this.asksScaled && this.entry.backend !== this.scaled) this.overflow ??= "full";
  }

  /**
   * The call brought no answer.
   *
   * @param retryAfterMs what a refusal said about when to come back, milliseconds; 0 where it said nothing
   * @param unseen whether it is a stream that timed out before its first event: nothing of it reached anybody, so the next entry may be asked, once
   * @param final whether the backend says that it would fail in the same way again
   */
  failed(failure: CallFailure, retryAfterMs = 0, unseen = false, final = false): NextStep {
    const movesOn = failure === "timeout" && unseen && !this.timedOut;
    if (isOfRequest(failure) && !movesOn) return "end";
    if (movesOn) this.timedOut = true;
    if (failure === "rejected" && retryAfterMs > this.retryAfterMs) this.retryAfterMs = retryAfterMs;
    // Where it was another backend that failed, it stands there already why the scaled one was passed.
    if (this.asksScaled) this.overflow ??= failure === "rejected" || failure === "absent" ? failure : "failed";
    if (final || lasts(failure)) this.lasting = [...this.lasting, this.entry];
    this.from = this.at + 1;
    if (this.from < this.route.length) return "nextEntry";
    // Where a model did not begin in time, the request has waited enough: there is no further round, in which it would be asked again.
    return !this.timedOut && this.lasting.length < this.route.length ? "nextRound" : "end";
  }

  /** The next round begins: every entry may be tried again whose failure a wait may have mended. */
  nextRound(): void {
    if (this.lasting.length > 0) {
      this.route = this.route.filter((entry) => !this.lasting.includes(entry));
      this.lasting = none;
    }
    this.at = -1;
    this.round += 1;
    this.from = 0;
    this.retryAfterMs = 0;
  }
}

/** No entries. */
const none: never[] = [];

/** Whether the request is the failure's cause, or its repetition would cost what was paid once. */
function isOfRequest(failure: CallFailure): boolean {
  return failure === "cancelled" || failure === "wrongRequest" || failure === "blocked" || failure === "timeout";
}

/** Whether the same entry would fail in the same way after any wait that a request can make. */
function lasts(failure: CallFailure): boolean {
  return failure === "modelMissing" || failure === "unauthorized" || failure === "quotaExhausted";
}
