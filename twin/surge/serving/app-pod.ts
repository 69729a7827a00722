import { Admission, BackendGate, ExpectedWork, Retries, type RetryPolicy } from "@breakwater/overload";
import type { AppPodOptions, BackendName } from "./options";

/** What a pod of the app lives in. */
export interface PodSurroundings {
  /** The time, milliseconds. */
  now: () => number;
  policy: RetryPolicy;
  /** The turn of a question that waits has come: its place at that entry of its route is taken, by the call of that number. */
  onTurn: (question: number, index: number, begun: number) => void;
  /** There may be a place in a pod after so many milliseconds, without any call that ends. */
  onLater: (pod: number, milliseconds: number) => void;
}

/** A pod of the app: its one thread, and what it knows of the backends and of who waits for them. What it decides, the app's own core decides. */
export class AppPod {
  /** Questions in the pod, wherever they are. */
  inside = 0;
  /** CPU time used, seconds. */
  cpuSeconds = 0;
  /** When its one thread is through with what it has taken in. */
  private threadFreeAt = 0;
  readonly gates: Readonly<Record<BackendName, BackendGate>>;
  readonly admission: Admission<number, BackendName>;
  readonly retries: Retries;
  readonly expectedWork = new ExpectedWork();

  constructor(
    readonly id: number,
    options: AppPodOptions,
    { now, policy, onTurn, onLater }: PodSurroundings,
  ) {
    const { vllmMaxInFlight, gatewayMaxInFlight, fixedPlaces, queueLimit, retryBudget } = options;
    const common = {
      now,
      onLater: (milliseconds: number) => onLater(id, milliseconds),
      ...(fixedPlaces && { breaker: { failures: Infinity } }),
    };
    const all = (maxInFlight: number) => ({ initial: maxInFlight, minimum: maxInFlight });
    this.gates = {
      vllm: new BackendGate({
        maxInFlight: vllmMaxInFlight,
        limit: fixedPlaces ? all(vllmMaxInFlight) : { initial: vllmMaxInFlight },
        comesAndGoes: true,
        ...common,
      }),
      gateway: new BackendGate({
        maxInFlight: gatewayMaxInFlight,
        ...(fixedPlaces && { limit: all(gatewayMaxInFlight) }),
        ...common,
      }),
    };
    this.admission = new Admission({ gates: this.gates, queueLimit, now, onTurn });
    this.retries = new Retries(policy, { share: retryBudget, now });
  }

  /** Seconds until its thread would get to a question that comes now. */
  threadWait(now: number): number {
    return Math.max(0, this.threadFreeAt - now);
  }

  /** Its thread has so much more to do. */
  work(seconds: number, now: number): void {
    this.threadFreeAt = Math.max(now, this.threadFreeAt) + seconds;
    this.cpuSeconds += seconds;
  }
}
