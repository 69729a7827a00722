import {
  Admission as Decisions,
  type AdmissionRequest as DecidedRequest,
  type BackendGate,
  type ModelGate,
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

/** Whoever waits: called with the index of the entry at which its place is, and the number of the place's call. */
type OnTurn = (index: number, begun: number) => void;

/** Lets requests wait for a place, and tells them their refusal. What is decided, `@breakwater/overload` decides. */
export class Admission {
  private readonly decisions: Decisions<OnTurn, BackendName>;
  private readonly gates: Readonly<Record<BackendName, BackendGate>>;
  private readonly places = new Map<ModelGate, Places>();
  private readonly clock: Clock;
  private readonly metrics: Metrics;

  constructor({ gates, queueLimit, clock, metrics }: AdmissionOptions) {
    this.clock = clock;
    this.metrics = metrics;
    // A route names only backends that there are: the settings are checked.
    this.gates = gates as Record<BackendName, BackendGate>;
    this.decisions = new Decisions({
      gates: this.gates,
      queueLimit,
      now: () => clock.now(),
      onTurn: (waiter, index, begun) => waiter(index, begun),
    });
  }

  /** Requests that wait. */
  get depth(): number {
    return this.decisions.depth;
  }

  /** Gives a place, at once or in turn. Fails with a `ChatError`: 429 when it cannot come in time, 503 while every entry of the route is out, 499 when the client goes. */
  acquire(request: AdmissionRequest): Promise<Place> {
    const taken = this.decisions.place(request);
    if (taken !== undefined) return Promise.resolve(this.placeAt(request, taken.index, taken.begun));
    const refusal = this.decisions.refusalOf(request);
    if (refusal !== undefined) return Promise.reject(this.refused(refusal, request.priority));
    return this.wait(request);
  }

  /** A place may have become free without any call of ours that has ended: whose turn is it? */
  advance(): void {
    this.decisions.advance();
  }

  private wait(request: AdmissionRequest): Promise<Place> {
    const { signal, priority, deadlineMs } = request;
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
      const waiter = this.decisions.wait(request, (index, begun) => {
        settle();
        resolve(this.placeAt(request, index, begun));
      });
      const deadline = this.clock.after(deadlineMs, () => {
        settle();
        reject(this.refused(this.decisions.expire(waiter), priority));
      });
      signal.addEventListener("abort", onAbort);
    });
  }

  private placeAt({ route, origin }: AdmissionRequest, index: number, begun: number): Place {
    const entry = route[index]!;
    return new Place(entry, index, begun, origin, this.placesOf(entry));
  }

  private placesOf({ backend, model }: RouteEntry): Places {
    const gate = this.gates[backend].model(model);
    let places = this.places.get(gate);
    if (places === undefined) {
      places = new Places(backend, gate, this.clock, this.metrics, () => this.advance());
      this.places.set(gate, places);
    }
    return places;
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
