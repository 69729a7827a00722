import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/**
 * Every metric of the app. The names and buckets of the first four are a contract; autoscaling reads
 * `ai_request_queue_depth`, `ai_response_latency_p99_seconds` and `ai_vllm_requests_asked`.
 */
export class Metrics {
  readonly registry = new Registry();

  /** Requests answered, by route, HTTP status and the model that answered (`none` when there was none). */
  readonly requests = new Counter({
    name: "ai_request_total",
    help: "Requests answered",
    labelNames: ["endpoint", "status", "model"] as const,
    registers: [this.registry],
  });
  /** From the request's first byte to the last byte of its answer. */
  readonly requestLatency = new Histogram({
    name: "ai_request_latency_seconds",
    help: "Time to the end of an answer",
    labelNames: ["endpoint", "model"] as const,
    buckets: [0.1, 0.5, 1, 2, 5, 10, 30],
    registers: [this.registry],
  });
  /** Requests that wait for a place at a backend. */
  readonly queueDepth = new Gauge({
    name: "ai_request_queue_depth",
    help: "Requests waiting for a place at a backend",
    registers: [this.registry],
  });
  /** A histogram in spite of its name: `histogram_quantile(0.99, …)` over it is what autoscaling reads. */
  readonly responseLatency = new Histogram({
    name: "ai_response_latency_p99_seconds",
    help: "Time to a model's whole answer, or to the first byte of a stream",
    labelNames: ["model"] as const,
    buckets: [0.5, 1, 1.5, 2, 3, 5],
    registers: [this.registry],
  });

  /** Demand for vLLM: requests in progress whose route begins with vLLM, wherever they are answered. Scale vLLM on it. */
  readonly vllmAsked = new Gauge({
    name: "ai_vllm_requests_asked",
    help: "Requests in progress whose route begins with vLLM, served by it or overflowed",
    registers: [this.registry],
  });
  /** The part of the demand that vLLM holds now. */
  readonly vllmInFlight = new Gauge({
    name: "ai_vllm_requests_in_flight",
    help: "Requests at vLLM",
    registers: [this.registry],
  });
  /** Requests that were meant for vLLM and went on: `full` (our bound), `rejected` (its 429 or 503), `absent`, `failed`. */
  readonly vllmOverflow = new Counter({
    name: "ai_vllm_overflow_total",
    help: "Requests that vLLM could not take",
    labelNames: ["reason"] as const,
    registers: [this.registry],
  });

  /** Requests at a backend's model. */
  readonly backendInFlight = new Gauge({
    name: "ai_backend_in_flight",
    help: "Requests at a model of a backend",
    labelNames: ["backend", "model"] as const,
    registers: [this.registry],
  });
  /** What the adaptive limit allows at a backend's model now. */
  readonly backendLimit = new Gauge({
    name: "ai_backend_concurrency_limit",
    help: "Requests allowed at a model of a backend",
    labelNames: ["backend", "model"] as const,
    registers: [this.registry],
  });
  /** 0 closed, 1 half open, 2 open. Under an empty model: the backend as a whole. */
  readonly breakerState = new Gauge({
    name: "ai_backend_circuit_state",
    help: "Circuit breaker of a model, or of its whole backend where model is empty: 0 closed, 1 half open, 2 open",
    labelNames: ["backend", "model"] as const,
    registers: [this.registry],
  });
  /** Calls to backends by how they ended: `ok`, `rejected`, `client_error`, `unauthorized`, `failed`, `timeout`, `cancelled`. */
  readonly backendCalls = new Counter({
    name: "ai_backend_calls_total",
    help: "Calls to backends by outcome",
    labelNames: ["backend", "outcome"] as const,
    registers: [this.registry],
  });
  /** Further tries of a request at the same entry. */
  readonly retries = new Counter({ name: "ai_retries_total", help: "Retries", registers: [this.registry] });
  /** Requests that went on to the next entry of their route. */
  readonly fallbacks = new Counter({
    name: "ai_fallbacks_total",
    help: "Requests that went on to the next entry of their route",
    registers: [this.registry],
  });
  /** Requests refused without being tried: `queue_full`, `deadline`, `expired`, `breaker_open`. */
  readonly refused = new Counter({
    name: "ai_requests_refused_total",
    help: "Requests refused without being tried",
    labelNames: ["reason", "priority"] as const,
    registers: [this.registry],
  });

  /** Clients that were cut because they took nothing of their answer, by `protocol` (`http`, `grpc`). */
  readonly stalledClients = new Counter({
    name: "ai_stalled_clients_total",
    help: "Clients that were cut because they took nothing of their answer",
    labelNames: ["protocol"] as const,
    registers: [this.registry],
  });

  /** Tokens by model and `type` (`prompt`, `completion`). */
  readonly tokens = new Counter({
    name: "ai_tokens_total",
    help: "Tokens",
    labelNames: ["model", "type"] as const,
    registers: [this.registry],
  });
  /** Dollars by model, API key and use case, at the prices in the settings; `none` for a request without key or use case. */
  readonly cost = new Counter({
    name: "ai_cost_dollars_total",
    help: "Dollars spent on tokens",
    labelNames: ["model", "key", "use_case"] as const,
    registers: [this.registry],
  });
  /** Requests of an API key by how they ended: `answered`, `failed`, `rate_limited`, `over_budget`, `refused`. */
  readonly keyRequests = new Counter({
    name: "ai_key_requests_total",
    help: "Requests of an API key",
    labelNames: ["key", "outcome"] as const,
    registers: [this.registry],
  });
  /** Tokens of an API key by `type` (`prompt`, `completion`). */
  readonly keyTokens = new Counter({
    name: "ai_key_tokens_total",
    help: "Tokens of an API key",
    labelNames: ["key", "type"] as const,
    registers: [this.registry],
  });
  /** Share of a key's budget of today that is used, by `unit` (`tokens`, `dollars`). */
  readonly keyBudgetUsed = new Gauge({
    name: "ai_key_budget_used_ratio",
    help: "Share of an API key's budget of today that is used",
    labelNames: ["key", "unit"] as const,
    registers: [this.registry],
  });
  /** Share of the service's budget of today that is used by all processes; 0 without a budget. */
  readonly dailyBudgetUsed = new Gauge({
    name: "ai_daily_budget_used_ratio",
    help: "Share of the service's budget of today that is used",
    registers: [this.registry],
  });
  /** API keys of the list in use. */
  readonly keys = new Gauge({ name: "ai_api_keys", help: "API keys in use", registers: [this.registry] });
  /** 1 while the newest list of API keys is broken and an older one is in use. */
  readonly keysBroken = new Gauge({
    name: "ai_api_keys_broken",
    help: "1 while the newest list of API keys is broken",
    registers: [this.registry],
  });
  /** 1 while usage is counted together with the other processes. */
  readonly usageShared = new Gauge({
    name: "ai_usage_shared",
    help: "1 while usage is counted together with the other processes",
    registers: [this.registry],
  });
  /** 1 while conversations can be read and written. */
  readonly sessionsAvailable = new Gauge({
    name: "ai_sessions_available",
    help: "1 while the session store answers",
    registers: [this.registry],
  });

  private readonly collectors: (() => void)[] = [];

  /** Sets gauges just before they are read. */
  onCollect(collect: () => void): void {
    this.collectors.push(collect);
  }

  /** All metrics in Prometheus' text format. */
  expose(): Promise<string> {
    for (const collect of this.collectors) collect();
    return this.registry.metrics();
  }

  constructor({ process = true }: { process?: boolean } = {}) {
    // A counter that appears with its first increase has no increase that a rate would see.
    for (const reason of ["full", "rejected", "absent", "failed"]) this.vllmOverflow.inc({ reason }, 0);
    for (const priority of ["interactive", "batch"]) {
      for (const reason of ["queue_full", "deadline", "expired", "breaker_open"])
        this.refused.inc({ reason, priority }, 0);
    }
    for (const protocol of ["http", "grpc"]) this.stalledClients.inc({ protocol }, 0);
    if (process) collectDefaultMetrics({ register: this.registry });
  }
}
