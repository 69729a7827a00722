import { ExpectedWork, Retries, RetryPolicy } from "@breakwater/overload";
import type { ChatEngine } from "../engine";
import type { Metrics } from "../metrics";
import { Admission, type Clock, processClock } from "../overload";
import type { WatchedSecret } from "../secrets";
import type { BackendName, Settings } from "../settings";
import type { Tracing } from "../tracing";
import { Backend, type BackendOptions } from "../upstream";
import { Accounts } from "./accounts";
import { createGates, observeGates } from "./gates";
import { RoutedEngine } from "./routed-engine";
import { Router } from "./router";

/** What the engine needs from the process around it. */
export interface EngineSurroundings {
  settings: Settings;
  metrics: Metrics;
  tracing: Tracing;
  /** The gateway's key. */
  gatewayKey: Pick<WatchedSecret, "value" | "reread">;
  /** The time. Default: that of this process. */
  clock?: Clock;
  /** Chance: numbers from 0 to 1, evenly spread. Default: `Math.random` */
  random?: () => number;
  /** Opens the connections to a backend. Default: a `Backend` */
  connect?: (name: BackendName, options: BackendOptions) => Pick<Backend, "ask" | "close">;
}

/** An engine with its end. */
export interface RunningEngine {
  engine: ChatEngine;
  router: Router;
  /** Requests that wait for a place. */
  readonly queueDepth: number;
  /** Cuts what still runs and closes the connections. */
  close(): Promise<void>;
}

/** Puts the engine together from the settings. */
export function createEngine({
  settings,
  metrics,
  tracing,
  gatewayKey,
  clock = processClock,
  random = Math.random,
  connect = (_name, options) => new Backend(options),
}: EngineSurroundings): RunningEngine {
  const { now } = clock;
  const gates = createGates(settings, clock, () => admission.advance());
  const admission: Admission = new Admission({ gates, queueLimit: settings.QUEUE_LIMIT, clock, metrics });
  const times = {
    timeoutMs: settings.HTTP_TIMEOUT * 1_000,
    tokensPerSecond: settings.SLOWEST_TOKENS_PER_SECOND,
    longestMs: settings.ANSWER_TIMEOUT * 1_000,
    stallMs: settings.STREAM_STALL_TIMEOUT * 1_000,
  };
  const backends: Partial<Record<BackendName, Pick<Backend, "ask" | "close">>> = {
    gateway: connect("gateway", { baseUrl: settings.HOLYSHEEP_BASE_URL, key: gatewayKey, ...times }),
  };
  if (settings.VLLM_BASE_URL !== undefined) {
    backends.vllm = connect("vllm", { baseUrl: settings.VLLM_BASE_URL, ...times });
  }
  observeGates(gates, metrics);
  metrics.onCollect(() => metrics.queueDepth.set(admission.depth));

  const router = new Router(settings.routes);
  const policy = new RetryPolicy({
    attempts: settings.RETRY_ATTEMPTS,
    minWaitMs: settings.RETRY_MIN_WAIT * 1_000,
    maxWaitMs: settings.RETRY_MAX_WAIT * 1_000,
    random,
  });
  const engine = new RoutedEngine({
    router,
    backends,
    admission,
    expectedWork: new ExpectedWork(),
    retries: new Retries(policy, { share: settings.RETRY_BUDGET, now }),
    accounts: new Accounts(settings.prices, metrics, new Set(router.useCaseNames)),
    metrics,
    tracing,
    clock,
    maxChoices: settings.MAX_N,
    queueDeadlineMs: { interactive: settings.QUEUE_DEADLINE * 1_000, batch: settings.QUEUE_DEADLINE_BATCH * 1_000 },
  });
  return {
    engine,
    router,
    get queueDepth() {
      return admission.depth;
    },
    close: async () => {
      await Promise.all(Object.values(backends).map((backend) => backend.close()));
    },
  };
}
