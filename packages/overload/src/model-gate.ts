import { AdaptiveLimit, type AdaptiveLimitOptions } from "./adaptive-limit";
import type { BackendGate } from "./backend-gate";
import type { CallOrigin } from "./call-origin";
import { CircuitBreaker, type CircuitBreakerOptions, type FailedCall } from "./circuit-breaker";
import type { CallFailure } from "./route";
import { CallerShares } from "./shares";

/** What a model's gate is made of. */
export interface ModelGateOptions {
  /** Its name. */
  model: string;
  backend: BackendGate;
  limit: AdaptiveLimitOptions;
  breaker: CircuitBreakerOptions;
}

/** A call that brought no answer, and where it came from. */
export interface EndedCall extends FailedCall {
  origin: CallOrigin;
}

/**
 * Whether a model at a backend takes one more call, by what its own calls before have taught: its adaptive limit and its circuit breaker, within what
 * its backend takes as a whole. A place is taken by `take`, and given back by exactly one of `answered`, `failed` and, where that says so, `freeRejected`.
 */
export class ModelGate {
  readonly model: string;
  readonly backend: BackendGate;
  readonly limit: AdaptiveLimit;
  readonly breaker: CircuitBreaker;
  /** The places that each caller holds. */
  private readonly callers: CallerShares;

  /** @internal a `BackendGate` makes them */
  constructor({ model, backend, limit, breaker }: ModelGateOptions) {
    this.model = model;
    this.backend = backend;
    this.limit = new AdaptiveLimit(limit);
    this.breaker = new CircuitBreaker(breaker);
    this.callers = new CallerShares(limit.now);
  }

  /** Whether there is a place for a call of that origin. */
  hasPlaceFor(origin: CallOrigin): boolean {
    const { limit, backend, callers } = this;
    if (!limit.hasRoomBeside(this.keptFrom(origin))) return false;
    return backend.hasRoomFor(this.model, callers, origin.caller) && this.allows(origin);
  }

  /** Whether there is a place for anybody at all: a caller that holds none, and that no breaker keeps away. */
  get hasRoom(): boolean {
    return this.limit.hasRoom && this.backend.hasRoom;
  }

  /** Whether neither its own breaker nor its backend's keeps that call away. */
  allows(origin: CallOrigin): boolean {
    return this.breaker.allows(origin) && this.backend.breaker.allows(origin);
  }

  /** Time until a call of that origin may be tried, milliseconds; 0 unless a breaker keeps it away. */
  opensInMs(origin: CallOrigin): number {
    return Math.max(this.breaker.opensInMs(origin), this.backend.breaker.opensInMs(origin));
  }

  /**
   * Takes a place; the caller has asked `hasPlaceFor`.
   *
   * @returns the call's number, which tells it when it ends
   */
  take(origin: CallOrigin): number {
    const begun = this.backend.begin(this.model, origin);
    const kept = this.keptFrom(origin);
    this.callers.take(origin.caller);
    this.limit.acquire(kept);
    this.breaker.begin(begun, origin);
    return begun;
  }

  /** The first event of a stream came after so many milliseconds. The place stays taken, and there may be more places than before. */
  streamBegan(begun: number, milliseconds: number): void {
    this.breaker.heard(begun);
    this.backend.heard(begun);
    this.limit.streamBegan(milliseconds);
  }

  /** The whole answer to a call from that origin is there, after so many milliseconds and with so much work: the place is free. */
  answered(begun: number, origin: CallOrigin, milliseconds: number, work: number): void {
    this.breaker.succeeded(begun);
    this.callers.free(origin.caller);
    this.backend.free(this.model);
    this.backend.heard(begun);
    this.limit.answered(milliseconds, work);
  }

  /**
   * The call brought no answer, or not all of one. It is charged to the smallest thing that explains it: its caller, its model, or the backend.
   *
   * @returns for how long the place stays taken, milliseconds: then `freeRejected` must be called with it. 0 where it is free
   */
  failed(failure: CallFailure, call: EndedCall): number {
    this.backend.free(this.model);
    this.charge(failure, call);
    if (failure === "rejected") return this.limit.refusedHoldMs;
    this.callers.free(call.origin.caller);
    this.limit.abandoned();
    return 0;
  }

  /** The time is over for which a rejected call from that origin keeps its place. */
  freeRejected(origin: CallOrigin, heldMs: number): void {
    this.callers.free(origin.caller);
    this.limit.rejected(heldMs);
  }

  /** Places that it must leave to other callers. A limit that follows what is asked for has one for each who comes. */
  private keptFrom({ caller }: CallOrigin): number {
    const { limit, callers } = this;
    return limit.isFree ? 0 : callers.keptFrom(caller, limit.limit);
  }

  private charge(failure: CallFailure, call: FailedCall): void {
    const { backend, breaker } = this;
    switch (failure) {
      case "failed":
      case "timeout": {
        const wasTrusted = breaker.state === "closed";
        breaker.failed(call);
        return backend.modelFailed(call, wasTrusted);
      }
      case "absent":
        breaker.unknown(call.begun);
        return backend.unreachable(call.begun);
      case "cancelled":
        breaker.unknown(call.begun);
        return backend.breaker.unknown(call.begun);
      case "rejected":
      case "wrongRequest":
      case "blocked":
      case "modelMissing":
      case "unauthorized":
      case "quotaExhausted":
        // Somebody is there and answers, and whether the model would have is open.
        breaker.unknown(call.begun);
        return backend.breaker.succeeded(call.begun);
    }
  }
}
