import { loadSettings } from "../app/src/settings";
import { requestsPerAppPod } from "../components/kubernetes";
import type { JsonObject, Plan } from "@breakwater/plan-views";
import { readAssumptions } from "../twin/surge/assumptions";
import { readModel } from "../twin/surge/model";
import { goldenPlan, prodWith, resourceOf, steady, surge } from "./support/surge";

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

describe("the surge of a stack with an edge", () => {
  const withBreaker = (limit: number | undefined) =>
    prodWith((changed) => {
      const { spec } = resourceOf(changed, "BackendTrafficPolicy", "edge-limits").inputs as { spec: JsonObject };
      if (limit === undefined) delete spec.circuitBreaker;
      else spec.circuitBreaker = { maxConnections: limit, maxPendingRequests: limit, maxParallelRequests: limit };
    });
  const edgeOf = (of: Plan) => readModel(of, readAssumptions()).serving.edge;
  const byEdge = "the edge's circuit breaker";

  test("reads its proxies and their limit, Envoy's own where the Plan has none", () => {
    expect(edgeOf(plan)).toEqual({ proxies: 2, parallelRequests: 301_600 });
    expect(edgeOf(withBreaker(undefined))).toEqual({ proxies: 2, parallelRequests: 1_024 });
    expect(edgeOf(goldenPlan("dev"))).toBeUndefined();
  });

  test("is refused at the edge where its limit is below what the app could take, and says so", () => {
    const traffic = steady(60, 120);
    const bound = surge(withBreaker(100), { traffic });
    const free = surge(plan, { traffic });
    expect(bound.binding.map(({ limit }) => limit)).toContain(byEdge);
    expect(free.binding.map(({ limit }) => limit)).not.toContain(byEdge);
    expect(bound.totals.refused).toBeGreaterThan(free.totals.refused);
  });
});
