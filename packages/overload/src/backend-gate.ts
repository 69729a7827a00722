import type { AdaptiveLimitOptions } from "./adaptive-limit";
import type { CallOrigin } from "./call-origin";
import { CircuitBreaker, type CircuitBreakerOptions, type FailedCall } from "./circuit-breaker";
import { ModelGate } from "./model-gate";
import { type CallerShares, Shares } from "./shares";

/** What a backend's gate is made of. */
export interface BackendGateOptions {
  /** Most calls at a time, those of all models together. */
  maxInFlight: number;
  /** Where the limit of each model begins, its least and its most. Default: those of `AdaptiveLimit`, with `maxInFlight` as the most. */
  limit?: Partial<Omit<AdaptiveLimitOptions, "now" | "onLater">>;
  /** When the breakers open, its own and those of its models. */
  breaker?: Omit<CircuitBreakerOptions, "now" | "onOpen">;
  /** Whether the backend comes and goes with its scaling: then nobody listening there is an answer, and not a disturbance. Default: no. */
  comesAndGoes?: boolean;
  /** The time, milliseconds, from any beginning on. */
  now: () => number;
  /** There may be a place again after so many milliseconds, without any call that ends: someone must look then. */
  onLater?: (milliseconds: number) => void;
}

/** Timers come a little early: who looked at the very instant might still find the breaker open. */
const timerSlackMs = 2;
/** Models that must fail before their backend is the reason. */
const fewestModels = 2;

/**
 * What the models at one backend have in common: its bound of calls at a time, and a circuit breaker. That opens when connecting fails, or when
 * several models fail and no call to any model that began after their failures was answered. What one model does is its own gate's.
 */
export class BackendGate {
  readonly maxInFlight: number;
  readonly breaker: CircuitBreaker;
  private readonly limitOptions: AdaptiveLimitOptions;
  private readonly breakerOptions: CircuitBreakerOptions;
  private readonly comesAndGoes: boolean;
  private readonly byModel = new Map<string, ModelGate>();
  /** The places that each model holds. */
  private readonly shares: Shares<string>;
  private held = 0;
  /** Calls so far: the number of the last. */
  private calls = 0;
  /** The last call to begin of those that were answered, or have begun to be. */
  private lastHeard = 0;

  constructor({ maxInFlight, limit, breaker, comesAndGoes = false, now, onLater }: BackendGateOptions) {
    this.maxInFlight = maxInFlight;
    this.limitOptions = { maximum: maxInFlight, ...limit, now, ...(onLater && { onLater }) };
    this.breakerOptions = {
      ...breaker,
      now,
      ...(onLater && { onOpen: (openMs: number) => onLater(openMs + timerSlackMs) }),
    };
    this.breaker = new CircuitBreaker(this.breakerOptions);
    this.comesAndGoes = comesAndGoes;
    this.shares = new Shares(now);
  }

  /** The gate of a model. Models come from routes, so there are few. */
  model(name: string): ModelGate {
    let gate = this.byModel.get(name);
    if (gate === undefined) {
      gate = new ModelGate({ model: name, backend: this, limit: this.limitOptions, breaker: this.breakerOptions });
      this.byModel.set(name, gate);
    }
    return gate;
  }

  /** The gates of the models so far. */
  get models(): ReadonlyMap<string, ModelGate> {
    return this.byModel;
  }

  /** Calls under way. */
  get inFlight(): number {
    return this.held;
  }

  get hasRoom(): boolean {
    return this.held < this.maxInFlight;
  }

  /** @internal whether there is room for one more of a caller's calls to that model: what the model must leave to others, and the caller there, stays free */
  hasRoomFor(model: string, callers: CallerShares, caller: string | undefined): boolean {
    const { maxInFlight, held, shares } = this;
    const free = maxInFlight - held;
    if (free > Math.max(2, maxInFlight / 4)) return true;
    // Together: what a model leaves to the others must not be what its callers leave to each other.
    return free > shares.keptFrom(model, maxInFlight) + callers.keptFrom(caller, maxInFlight);
  }

  /** @internal a call to one of its models begins; gives its number */
  begin(model: string, origin: CallOrigin): number {
    this.held += 1;
    this.shares.take(model);
    this.calls += 1;
    this.breaker.begin(this.calls, origin);
    return this.calls;
  }

  /** @internal a call has ended */
  free(model: string): void {
    this.shares.free(model);
    this.held -= 1;
  }

  /** @internal a model answers */
  heard(begun: number): void {
    if (begun > this.lastHeard) this.lastHeard = begun;
    this.breaker.succeeded(begun);
  }

  /** @internal connecting failed */
  unreachable(begun: number): void {
    this.breaker.failed({ begun, decisive: this.comesAndGoes });
  }

  /** @internal a call failed for its model's reasons; `wasTrusted` where that model's own breaker was closed until then */
  modelFailed(call: FailedCall, wasTrusted: boolean): void {
    const { breaker } = this;
    if (breaker.state !== "closed") {
      // What is known to fail proves nothing about what else the backend has.
      if (wasTrusted && breaker.isOnTrial(call.begun)) breaker.failed(call);
      else breaker.unknown(call.begun);
      return;
    }
    const failing: CircuitBreaker[] = [];
    for (const { breaker: own } of this.byModel.values()) {
      if (own.state !== "closed" && own.failingSince > this.lastHeard) failing.push(own);
    }
    if (failing.length >= fewestModels) breaker.openWith(failing);
  }
}
