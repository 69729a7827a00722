import { AdaptiveLimit } from "./adaptive-limit";
import type { AppPodOptions, BackendName, RouteEntry } from "./options";
import { QuestionLine } from "./question-line";
import { RetryBudget } from "./retry-budget";

/** Reading a prompt's token costs a backend about this share of writing one, and the first token as much as this many: the app's figures. */
const promptWeight = 0.1;
const tokensToFirst = 50;
/** How fast the app's picture of a backend follows what it sees. */
const smoothing = 0.02;
/** A wait is a guess: what would use up more of its deadline than this share is refused at once. */
const safety = 0.8;

/** Work of an answer, in tokens written. */
export function workOf(promptTokens: number, outputTokens: number): number {
  return tokensToFirst + outputTokens + promptTokens * promptWeight;
}

/** What a pod of the app knows: its places at the backends, and who waits for one. */
export class AppPod {
  /** Questions in the pod, wherever they are. */
  inside = 0;
  /** CPU time used, seconds. */
  cpuSeconds = 0;
  /** When its one thread is through with what it has taken in. */
  private threadFreeAt = 0;
  /** Questions that wait for a place; and how much work they are. */
  waiting = 0;
  waitingWork = 0;
  readonly line = new QuestionLine();
  readonly gateway: AdaptiveLimit;
  readonly budget: RetryBudget;
  vllmInFlight = 0;
  private vllmPace: number | undefined;
  private gatewayPace: number | undefined;
  /** Time to an answer of the gateway, seconds, smoothed. */
  gatewaySeconds: number | undefined;

  constructor(
    readonly id: number,
    private readonly options: AppPodOptions,
  ) {
    this.gateway = new AdaptiveLimit(options.gatewayInitialInFlight, options.gatewayMaxInFlight);
    this.budget = new RetryBudget(options.retryBudget);
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

  /** Whether a backend has a place for one more. */
  hasRoom(backend: BackendName, vllmReplicas: number): boolean {
    return backend === "vllm"
      ? vllmReplicas > 0 && this.vllmInFlight < this.options.vllmMaxInFlight
      : this.gateway.hasRoom;
  }

  /** An answer took so long: that is the backend's pace. */
  learn(backend: BackendName, seconds: number, work: number): void {
    const pace = seconds / work;
    if (backend === "vllm") this.vllmPace = smoothed(this.vllmPace, pace);
    else {
      this.gatewayPace = smoothed(this.gatewayPace, pace);
      this.gatewaySeconds = smoothed(this.gatewaySeconds, seconds);
    }
  }

  /**
   * Why one more may not wait: the line is full, or its turn would come too late.
   *
   * @returns when to come back, seconds; `undefined` where it may wait
   */
  refusal(entries: readonly RouteEntry[], work: number, vllmReplicas: number): number | undefined {
    const wait = this.expectedWait(entries, work, vllmReplicas);
    if (this.waiting >= this.options.queueLimit) return wait;
    const longest = this.options.queueDeadlineSeconds * safety;
    return wait > longest ? wait - longest : undefined;
  }

  /** Seconds until the turn of one that joins the line now, by the work before it and the pace of the backends that it can use. */
  private expectedWait(entries: readonly RouteEntry[], work: number, vllmReplicas: number): number {
    let perSecond = 0;
    let vllmSeen = false;
    let gatewaySeen = false;
    for (const { backend } of entries) {
      const isVllm = backend === "vllm";
      if (isVllm ? vllmSeen || vllmReplicas === 0 : gatewaySeen) continue;
      if (isVllm) vllmSeen = true;
      else gatewaySeen = true;
      const limit = isVllm ? this.options.vllmMaxInFlight : this.gateway.limit;
      const pace = isVllm ? this.vllmPace : this.gatewayPace;
      // A backend that has answered nothing yet promises nothing: as many may wait as it is given at a time.
      if (pace === undefined) return this.waiting < limit ? 0 : Infinity;
      perSecond += limit / pace;
    }
    return perSecond === 0 ? Infinity : (this.waitingWork + work) / perSecond;
  }
}

function smoothed(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + smoothing * (value - mean);
}
