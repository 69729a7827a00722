import type { RouteEntry as OverloadRouteEntry } from "@breakwater/overload";
import type { SchedulerOptions, StepTimes } from "./engine";

/** Backends that a route can name, as in the app. */
export type BackendName = "vllm" | "gateway";

/** One entry of a route: which backend is asked for which model. */
export type RouteEntry = OverloadRouteEntry<BackendName>;

/** A use case: an ordered list of what may answer it. */
export interface Route {
  /** Share of all questions that take it, 0 to 1; the shares of all routes are 1 together. */
  share: number;
  /** Tried in order; the next at once when one has no place or fails. */
  entries: readonly RouteEntry[];
}

/** A pod of the app. Names and meanings are those of its settings (docs/app.md). */
export interface AppPodOptions {
  /** `VLLM_MAX_IN_FLIGHT`: most questions that a pod has at vLLM at a time. */
  vllmMaxInFlight: number;
  /** `GATEWAY_MAX_IN_FLIGHT`: most questions that a pod has at the gateway at a time; below it the limit adapts. */
  gatewayMaxInFlight: number;
  /** Whether a pod has as many places as these two say, whatever happens: no adaptive limit and no circuit breaker, as in a service that is not ours. */
  fixedPlaces: boolean;
  /** `QUEUE_LIMIT`: most questions that wait in a pod. May be infinite. */
  queueLimit: number;
  /** `QUEUE_DEADLINE`: longest wait for a place, seconds. May be infinite. */
  queueDeadlineSeconds: number;
  /** `RETRY_ATTEMPTS`: rounds over the route, the first included. */
  attempts: number;
  /** `RETRY_MIN_WAIT` and `RETRY_MAX_WAIT`, seconds. */
  retryMinWaitSeconds: number;
  retryMaxWaitSeconds: number;
  /** `RETRY_BUDGET`: share of a pod's questions of the last ten seconds that may be retries. */
  retryBudget: number;
  /** `HTTP_TIMEOUT`: longest wait for the first token of a call, seconds. */
  httpTimeoutSeconds: number;
  /** Whether a question whose client has gone leaves the line. */
  noticesGoneClients: boolean;
  /** CPU time of a question, seconds. */
  cpuSecondsPerQuestion: number;
}

/** The gateway that reaches every hosted model. */
export interface GatewayOptions {
  /** Time to the first token, seconds: mean, and deviation over mean. */
  firstTokenSeconds: { mean: number; variation: number };
  /** Time for each further token, seconds: mean, and deviation over mean from one answer to the next. */
  perTokenSeconds: { mean: number; variation: number };
  /** Most requests and tokens (in and out) in a minute. May be infinite. */
  requestsPerMinute: number;
  tokensPerMinute: number;
  /** Share of calls that fail without having begun, 0 to 1. */
  errorShare: number;
}

/** The vLLM replicas. */
export interface VllmOptions {
  steps: StepTimes;
  scheduler: SchedulerOptions;
  /** Size of a replica's KV cache, tokens. */
  kvCacheTokens: number;
}

/** The people who ask. */
export interface ClientOptions {
  /** Longest wait for the first token, seconds. */
  patienceSeconds: number;
  /** Share of clients that try again, 0 to 1. */
  retryShare: number;
  /** Most tries of one client, the first included. */
  attempts: number;
  /** Wait before the second try, seconds; it doubles with each further one, half of it by chance. A Retry-After that is longer counts instead. */
  backoffSeconds: number;
}

/** The proxies between clients and app. */
export interface EdgeOptions {
  proxies: number;
  /** Most requests that one proxy has under way at the app, those that wait for a connection among them; the next is answered with 503. */
  parallelRequests: number;
}

/** All that serves questions. */
export interface ServingOptions {
  /** What clients meet first; absent where that is the app itself. */
  edge?: EdgeOptions;
  routes: readonly Route[];
  app: AppPodOptions;
  gateway: GatewayOptions;
  vllm: VllmOptions;
  clients: ClientOptions;
}
