import type { loadSettings } from "../../app/src/settings";

/** Bounds of a simulated pod, by what the app itself makes of its environment. */
export function appBounds(settings: ReturnType<typeof loadSettings>) {
  return {
    vllmMaxInFlight: settings.VLLM_MAX_IN_FLIGHT,
    gatewayMaxInFlight: settings.GATEWAY_MAX_IN_FLIGHT,
    queueLimit: settings.QUEUE_LIMIT,
    queueDeadlineSeconds: settings.QUEUE_DEADLINE,
    attempts: settings.RETRY_ATTEMPTS,
    retryMinWaitSeconds: settings.RETRY_MIN_WAIT,
    retryMaxWaitSeconds: settings.RETRY_MAX_WAIT,
    retryBudget: settings.RETRY_BUDGET,
    httpTimeoutSeconds: settings.HTTP_TIMEOUT,
  };
}
