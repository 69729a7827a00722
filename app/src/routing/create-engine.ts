import type { ChatEngine } from "../engine";
import type { Metrics } from "../metrics";
import { AdaptiveLimit, Admission, ExpectedWork } from "../overload";
import type { WatchedSecret } from "../secrets";
import type { BackendName, Settings } from "../settings";
import type { Tracing } from "../tracing";
import { Backend, CircuitBreaker } from "../upstream";
import { Accounts } from "./accounts";
import { RetryBudget, RetryPolicy } from "./retry";
import { RoutedEngine } from "./routed-engine";
import { Router } from "./router";

/** What the engine needs from the process around it. */
export interface EngineSurroundings {
  settings: Settings;
  metrics: Metrics;
  tracing: Tracing;
  /** The gateway's key. */
  gatewayKey: Pick<WatchedSecret, "value" | "reread">;
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
export function createEngine({ settings, metrics, tracing, gatewayKey }: EngineSurroundings): RunningEngine {
  const backends: Partial<Record<BackendName, Backend>> = {};
  const admission = new Admission(backends as Record<string, Backend>, { queueLimit: settings.QUEUE_LIMIT, metrics });
  const addBackend = (
    name: BackendName,
    baseUrl: string,
    limit: AdaptiveLimit,
    key?: EngineSurroundings["gatewayKey"],
  ) => {
    backends[name] = new Backend({
      name,
      baseUrl,
      limit,
      breaker: new CircuitBreaker(),
      key,
      timeoutMs: settings.HTTP_TIMEOUT * 1_000,
      stallMs: settings.STREAM_STALL_TIMEOUT * 1_000,
      metrics,
      onRelease: () => admission.advance(),
    });
  };
  addBackend(
    "gateway",
    settings.HOLYSHEEP_BASE_URL,
    new AdaptiveLimit({ maximum: settings.GATEWAY_MAX_IN_FLIGHT }),
    gatewayKey,
  );
  if (settings.VLLM_BASE_URL !== undefined) {
    const maximum = settings.VLLM_MAX_IN_FLIGHT;
    addBackend("vllm", settings.VLLM_BASE_URL, new AdaptiveLimit({ maximum, initial: maximum }));
  }
  observeBackends(Object.values(backends), metrics);
  metrics.onCollect(() => metrics.queueDepth.set(admission.depth));

  const router = new Router(settings.routes);
  const engine = new RoutedEngine({
    router,
    backends: backends as Record<string, Backend>,
    admission,
    expectedWork: new ExpectedWork(),
    retryPolicy: new RetryPolicy({
      attempts: settings.RETRY_ATTEMPTS,
      minWaitMs: settings.RETRY_MIN_WAIT * 1_000,
      maxWaitMs: settings.RETRY_MAX_WAIT * 1_000,
    }),
    retryBudget: new RetryBudget(settings.RETRY_BUDGET),
    accounts: new Accounts(settings.prices, metrics),
    metrics,
    tracing,
    defaults: { maxTokens: settings.MAX_TOKENS, temperature: settings.TEMPERATURE },
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

/** The backends' state is read when it is scraped, not written when it changes. */
function observeBackends(backends: readonly Backend[], metrics: Metrics): void {
  const states = { closed: 0, halfOpen: 1, open: 2 } as const;
  metrics.onCollect(() => {
    for (const { name, limit, breaker } of backends) {
      metrics.backendInFlight.set({ backend: name }, limit.inFlight);
      metrics.backendLimit.set({ backend: name }, limit.limit);
      metrics.breakerState.set({ backend: name }, states[breaker.state]);
    }
  });
}
