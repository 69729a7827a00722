import { defaultScheduler, modelShapes, scaledStepTimes } from "../engine";
import type { ServingOptions } from "../options";

/** Options for tests: one pod-sized app before a gateway that always answers, no vLLM in the route, clients without end of patience. */
export function servingOptions(): ServingOptions {
  return {
    routes: [{ share: 1, entries: [{ backend: "gateway", model: "hosted" }] }],
    app: {
      vllmMaxInFlight: 16,
      gatewayMaxInFlight: 1_000,
      fixedPlaces: true,
      queueLimit: Infinity,
      queueDeadlineSeconds: Infinity,
      attempts: 3,
      retryMinWaitSeconds: 2,
      retryMaxWaitSeconds: 10,
      retryBudget: 0.1,
      httpTimeoutSeconds: Infinity,
      noticesGoneClients: true,
      cpuSecondsPerQuestion: 0.004,
    },
    gateway: {
      firstTokenSeconds: { mean: 0.5, variation: 0.3 },
      perTokenSeconds: { mean: 0.01, variation: 0.3 },
      requestsPerMinute: Infinity,
      tokensPerMinute: Infinity,
      errorShare: 0,
    },
    vllm: {
      steps: scaledStepTimes(modelShapes["Qwen/Qwen3-14B"]!, 0.002),
      scheduler: defaultScheduler,
      kvCacheTokens: 273_171,
    },
    clients: { patienceSeconds: Infinity, retryShare: 0, attempts: 1, backoffSeconds: 1 },
  };
}

/** The same with vLLM first in the route, the gateway behind it. */
export function vllmFirst(): ServingOptions {
  const options = servingOptions();
  const entries = [
    { backend: "vllm", model: "in-cluster" },
    { backend: "gateway", model: "hosted" },
  ] as const;
  return { ...options, routes: [{ share: 1, entries }] };
}
