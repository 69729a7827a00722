import { AdaptiveLimit, type AdaptiveLimitOptions } from "./adaptive-limit";
import { CircuitBreaker, type CircuitBreakerOptions } from "./circuit-breaker";
import type { CallFailure } from "./route";

/** What a gate is made of. */
export interface BackendGateOptions {
  limit: Omit<AdaptiveLimitOptions, "now">;
  breaker?: Omit<CircuitBreakerOptions, "now" | "onOpen">;
  /** Whether the backend comes and goes with its scaling: then nobody listening there is an answer, and not a disturbance. Default: no. */
  comesAndGoes?: boolean;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
  /** There may be a place again after so many milliseconds, without any call that ends: someone must look then. */
  onLater?: (milliseconds: number) => void;
}

/** Timers come a little early: who looked at the very instant might still find the breaker open. */
const timerSlackMs = 1;

/**
 * Whether a backend takes one more call, by what the calls before have taught: its adaptive limit and its circuit breaker. A place is taken by
 * `take`, and given back by exactly one of `answered`, `failed` and, where that says so, `freeRejected`.
 */
export class BackendGate {
  readonly limit: AdaptiveLimit;
  readonly breaker: CircuitBreaker;
  private readonly comesAndGoes: boolean;

  constructor({ limit, breaker, comesAndGoes = false, now, onLater }: BackendGateOptions) {
    this.limit = new AdaptiveLimit({ ...limit, now });
    this.breaker = new CircuitBreaker({
      ...breaker,
      now,
      ...(onLater && { onOpen: (openMs: number) => onLater(openMs + timerSlackMs) }),
    });
    this.comesAndGoes = comesAndGoes;
  }

  /** Whether there is a place. */
  get hasPlace(): boolean {
    return this.limit.hasRoom && this.breaker.allows;
  }

  /** Takes a place; the caller has asked `hasPlace`. */
  take(): void {
    this.limit.acquire();
    this.breaker.begin();
  }

  /** The first event of a stream came after so many milliseconds. The place stays taken, and there may be more places than before. */
  streamBegan(model: string, milliseconds: number): void {
    this.limit.streamBegan(model, milliseconds);
  }

  /** The whole answer is there, after so many milliseconds and with so much work: the place is free. */
  answered(model: string, milliseconds: number, work: number): void {
    this.breaker.succeeded();
    this.limit.answered(model, milliseconds, work);
  }

  /**
   * The call brought no answer, or not all of one.
   *
   * @returns for how long the place stays taken, milliseconds: then `freeRejected` must be called with it. 0 where it is free
   */
  failed(failure: CallFailure): number {
    if (failure === "failed" || failure === "timeout" || failure === "absent")
      this.breaker.failed(failure === "absent" && this.comesAndGoes);
    else if (failure === "cancelled") this.breaker.unknown();
    else this.breaker.succeeded();
    if (failure === "rejected") return this.limit.refusedHoldMs;
    this.limit.abandoned();
    return 0;
  }

  /** The time is over for which a rejected call keeps its place. */
  freeRejected(heldMs: number): void {
    this.limit.rejected(heldMs);
  }
}
