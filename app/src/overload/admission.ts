import {
  Admission as Decisions,
  type AdmissionRequest as DecidedRequest,
  type BackendGate,
  type Priority,
  type Refusal,
} from "@breakwater/overload";
import { type CancelSignal, ChatError } from "../engine";
import type { Metrics } from "../metrics";
import type { BackendName, RouteEntry } from "../settings";
import { clientHasGone } from "../upstream";
import type { Clock } from "./clock";
import { Place, Places } from "./place";

/** A request that wants a place at one of its route's backends. */
export interface AdmissionRequest extends DecidedRequest<BackendName> {
  signal: CancelSignal;
}

/** What an admission is made of. */
export interface AdmissionOptions {
  /** The gate before each backend that a route names. */
  gates: Readonly<Partial<Record<BackendName, BackendGate>>>;
  /** Most requests that wait at a time. */
  queueLimit: number;
  clock: Clock;
  metrics: Metrics;
}

/** Whoever waits: called with the index of the entry at which its place is. */
type OnTurn = (index: number) => void;

/** Lets requests wait for a place, and tells them their refusal. What is decided, `@breakwater/overload` decides. */
export class Admission {
  private readonly decisions: Decisions<OnTurn, BackendName>;
  private readonly places: Readonly<Record<BackendName, Places>>;
  private readonly clock: Clock;
  private readonly metrics: Metrics;

  constructor({ gates, queueLimit, clock, metrics }: AdmissionOptions) {
    this.clock = clock;
    this.metrics = metrics;
    this.decisions = new Decisions({
      // A route names only backends that there are: the settings are checked.
      gates: gates as Record<BackendName, BackendGate>,
      queueLimit,
      onTurn: (waiter, index) => waiter(index),
    });
    const placesAt = ([name, gate]: [string, BackendGate]): [string, Places] => [
      name,
      new Places(name as BackendName, gate, clock, metrics, () => this.advance()),
    ];
    this.places = Object.fromEntries(Object.entries(gates).map(placesAt)) as Record<BackendName, Places>;
  }

  /** Requests that wait. */
  get depth(): number {
    return this.decisions.depth;
  }

  /** Gives a place, at once or in turn. Fails with a `ChatError`: 429 when it cannot come in time, 503 when every backend is out, 499 when the client goes. */
  acquire(request: AdmissionRequest): Promise<Place> {
    const index = this.decisions.place(request);
    if (index >= 0) return Promise.resolve(this.placeAt(request.route, index));
    const refusal = this.decisions.refusalOf(request);
    if (refusal !== undefined) return Promise.reject(this.refused(refusal, request.priority));
    return this.wait(request);
  }

  /** A place may have become free without any call of ours that has ended: whose turn is it? */
  advance(): void {
    this.decisions.advance();
  }

  private wait(request: AdmissionRequest): Promise<Place> {
    const { route, signal, priority, deadlineMs } = request;
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(clientHasGone());
      const settle = (): void => {
        deadline.cancel();
        signal.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => {
        settle();
        this.decisions.leave(waiter);
        reject(clientHasGone());
      };
      const waiter = this.decisions.wait(request, (index) => {
        settle();
        resolve(this.placeAt(route, index));
      });
      const deadline = this.clock.after(deadlineMs, () => {
        settle();
        reject(this.refused(this.decisions.expire(waiter), priority));
      });
      signal.addEventListener("abort", onAbort);
    });
  }

  private placeAt(route: readonly RouteEntry[], index: number): Place {
    const entry = route[index]!;
    return new Place(entry, index, this.places[entry.backend]);
  }

  private refused({ reason, retryAfterSeconds }: Refusal, priority: Priority): ChatError {
    this.metrics.refused.inc({ reason, priority });
    return reason === "breaker_open"
      ? new ChatError("backend_unavailable", "No backend of this route answers at the moment.", {
          retryAfterSeconds,
        })
      : new ChatError("overloaded", "The service is at its limit and could not answer in time.", {
          retryAfterSeconds,
        });
  }
}
