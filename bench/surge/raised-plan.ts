import type { JsonObject, Plan } from "@breakwater/plan-views";

/**
 * A Plan whose bounds match so many times the traffic: most replicas of each autoscaler, most nodes of each pool, quotas. What there is
 * before the surge stays as it is.
 */
export function raisedPlan(plan: Plan, factor: number): Plan {
  const raised = structuredClone(plan);
  for (const { type, inputs } of raised.resources) {
    const spec = inputs.spec as JsonObject | undefined;
    if (inputs.kind === "ScaledObject") raise(spec!, "maxReplicaCount", factor);
    if (inputs.kind === "HorizontalPodAutoscaler") raise(spec!, "maxReplicas", factor);
    if (type === "azure-native:containerservice:AgentPool") raise(inputs, "maxCount", factor);
  }
  const quotas = raised.outputs.quotas as JsonObject;
  for (const family of Object.keys(quotas)) raise(quotas, family, factor);
  return raised;
}

function raise(object: JsonObject, key: string, factor: number): void {
  if (typeof object[key] === "number") object[key] = Math.ceil(object[key] * factor);
}
