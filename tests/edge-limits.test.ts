import { loadSettings } from "../app/src/settings";
import { requestsPerAppPod } from "../components/kubernetes";
import { goldenPlan, resourceOf } from "./support/surge";

const plan = goldenPlan("prod");
const configured = resourceOf(plan, "ConfigMap", "ai-service").inputs.data as Record<string, string>;
/** What the app itself makes of its ConfigMap. */
const settings = loadSettings(configured);

test("a pod of the app holds as many requests as its own settings say, defaults included", () => {
  const { VLLM_MAX_IN_FLIGHT, GATEWAY_MAX_IN_FLIGHT, QUEUE_LIMIT } = settings;
  expect(requestsPerAppPod).toBe(VLLM_MAX_IN_FLIGHT + GATEWAY_MAX_IN_FLIGHT + QUEUE_LIMIT);
});

test("the edge of prod passes on what the app holds at its autoscaler's maximum, from any one proxy", () => {
  const { maxReplicaCount } = resourceOf(plan, "ScaledObject", "ai-service").inputs.spec as { maxReplicaCount: number };
  const all = maxReplicaCount * requestsPerAppPod;
  expect(all).toBeGreaterThan(100_000);
  const { circuitBreaker } = resourceOf(plan, "BackendTrafficPolicy", "edge-limits").inputs.spec as {
    circuitBreaker: object;
  };
  expect(circuitBreaker).toEqual({ maxConnections: all, maxPendingRequests: all, maxParallelRequests: all });
});
