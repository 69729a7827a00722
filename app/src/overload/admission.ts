import { type CancelSignal, ChatError, type Priority } from "../engine";
import type { Metrics } from "../metrics";
import type { RouteEntry } from "../settings";
import { WaitingLine, type Waiter } from "./waiting-line";

/** What admission must know of a backend. */
export interface Place {
  readonly limit: {
    readonly limit: number;
    readonly hasRoom: boolean;
    readonly workPerMs: number | undefined;
    acquire(): void;
  };
  readonly breaker: { readonly allows: boolean; readonly opensInMs: number; begin(): void };
}

/** A request that wants a place at one of its route's backends. */
export interface AdmissionRequest {
  /** What may still be tried, best first. */
  entries: readonly RouteEntry[];
  /** Expected work, tokens. */
  work: number;
  priority: Priority;
  /** Longest time that it may wait, milliseconds. */
  deadlineMs: number;
  signal: CancelSignal;
  /** It had a place before and comes back for a retry: it goes before who came later, and is not judged again. */
  again?: boolean;
}

/** How much may wait. */
export interface AdmissionOptions {
  /** Most requests that wait at a time. */
  queueLimit: number;
  metrics: Metrics;
}

/**
 * Expected waits are guesses, and too low ones in the first second of a surge, whose pace is measured while it comes: what would use up more than this
 * share of its deadline is refused while it costs nothing. At 0.8, a surge's first second left 1 % to run into their deadline.
 */
const safety = 0.7;

/**
 * Gives places at backends: at once where there is room, in turn where there is not (interactive before batch), and not at all
 * where the turn would come too late. A refusal is immediate and says when to come back; nothing waits without a bound.
 */
export class Admission {
  private readonly interactive = new WaitingLine();
  private readonly batch = new WaitingLine();

  constructor(
    private readonly places: Readonly<Record<string, Place>>,
    private readonly options: AdmissionOptions,
  ) {}

  /** Requests that wait. */
  get depth(): number {
    return this.interactive.size + this.batch.size;
  }

  /** The entry whose backend has a place for the request now, or `undefined`. The place is then taken. */
  tryEnter(entries: readonly RouteEntry[]): RouteEntry | undefined {
    for (const entry of entries) {
      const place = this.places[entry.backend]!;
      if (!place.limit.hasRoom || !place.breaker.allows) continue;
      place.limit.acquire();
      place.breaker.begin();
      return entry;
    }
    return undefined;
  }

  /** Waits for a place. Fails with a `ChatError`: 429 when it cannot come in time, 503 when every backend is out. */
  enter(request: AdmissionRequest): Promise<RouteEntry> {
    // Nobody overtakes who waits already, except what is more urgent than all of them.
    const ahead = request.priority === "interactive" ? this.interactive.size : this.depth;
    if (ahead === 0 || request.again === true) {
      const entry = this.tryEnter(request.entries);
      if (entry !== undefined) return Promise.resolve(entry);
    }
    const refusal = this.refusalOf(request);
    if (refusal !== undefined) return Promise.reject(refusal);
    return this.wait(request);
  }

  /** A place has become free, or a backend has come back: whose turn is it? */
  advance(): void {
    for (const line of [this.interactive, this.batch]) {
      for (let waiter = line.first; waiter !== undefined;) {
        const { next } = waiter;
        const entry = this.tryEnter(waiter.entries);
        // The first in line wants what all want; looking further finds who can use another backend.
        if (entry !== undefined) waiter.grant(entry);
        else if (!this.anyRoom()) return;
        waiter = next;
      }
    }
  }

  private anyRoom(): boolean {
    return Object.values(this.places).some((place) => place.limit.hasRoom && place.breaker.allows);
  }

  private refusalOf(request: AdmissionRequest): ChatError | undefined {
    const open = request.entries.map((entry) => this.places[entry.backend]!.breaker);
    if (open.every((breaker) => breaker.opensInMs > 0)) {
      this.count("breaker_open", request.priority);
      return new ChatError(503, "api_error", "No backend of this route answers at the moment.", {
        code: "backend_unavailable",
        retryAfterSeconds: inSeconds(Math.min(...open.map((breaker) => breaker.opensInMs))),
      });
    }
    if (request.again === true) return undefined;
    const waitMs = this.expectedWaitMs(request);
    if (this.depth >= this.options.queueLimit) {
      this.count("queue_full", request.priority);
      return overloaded(waitMs);
    }
    if (waitMs > request.deadlineMs * safety) {
      this.count("deadline", request.priority);
      return overloaded(waitMs - request.deadlineMs * safety);
    }
    return undefined;
  }

  /** Time until the request's turn, by the tokens that are before it and the pace of the backends that it can use. */
  private expectedWaitMs(request: AdmissionRequest): number {
    const ahead = this.interactive.work + (request.priority === "batch" ? this.batch.work : 0);
    let workPerMs = 0;
    const seen = new Set<Place>();
    for (const { backend } of request.entries) {
      const place = this.places[backend]!;
      if (seen.has(place) || !place.breaker.allows) continue;
      seen.add(place);
      // A backend that has answered nothing yet promises nothing: as many may wait as it is given at a time.
      if (place.limit.workPerMs === undefined) return this.depth < place.limit.limit ? 0 : Infinity;
      workPerMs += place.limit.workPerMs;
    }
    return workPerMs === 0 ? 0 : (ahead + request.work) / workPerMs;
  }

  private wait(request: AdmissionRequest): Promise<RouteEntry> {
    return new Promise((resolve, reject) => {
      const line = request.priority === "interactive" ? this.interactive : this.batch;
      const leave = (): void => {
        line.remove(waiter);
        clearTimeout(timer);
        request.signal.removeEventListener("abort", onAbort);
      };
      const waiter: Waiter = {
        entries: request.entries,
        work: request.work,
        grant: (entry) => {
          leave();
          resolve(entry);
        },
      };
      const onAbort = (): void => {
        leave();
        reject(new ChatError(499, "api_error", "The client has gone.", { code: "client_closed_request" }));
      };
      const timer = setTimeout(() => {
        leave();
        this.count("expired", request.priority);
        reject(overloaded(this.expectedWaitMs(request)));
      }, request.deadlineMs);
      request.signal.addEventListener("abort", onAbort);
      if (request.again === true) line.unshift(waiter);
      else line.push(waiter);
      if (request.signal.aborted) onAbort();
      else this.wakeAtReopening(request);
    });
  }

  /** An open breaker frees no place when its time is over: someone must look. */
  private wakeAtReopening({ entries }: AdmissionRequest): void {
    const opensInMs = Math.max(...entries.map((entry) => this.places[entry.backend]!.breaker.opensInMs));
    if (opensInMs > 0) setTimeout(() => this.advance(), opensInMs + 1).unref();
  }

  private count(reason: string, priority: Priority): void {
    this.options.metrics.refused.inc({ reason, priority });
  }
}

function overloaded(waitMs: number): ChatError {
  return new ChatError(429, "rate_limit_error", "The service is at its limit and could not answer in time.", {
    code: "overloaded",
    retryAfterSeconds: inSeconds(waitMs),
  });
}

const inSeconds = (milliseconds: number): number => Math.min(60, Math.max(1, Math.ceil(milliseconds / 1_000)));
