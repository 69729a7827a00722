import type { types } from "@pulumi/kubernetes";

/**
 * Lets one pod of a workload go at a time when nodes are drained. Never none, which would block the drain and so every upgrade
 * of a node; and a pod that is broken anyway may always go.
 */
export const oneAtATime = (selector: Record<string, string>): types.input.policy.v1.PodDisruptionBudgetSpec => ({
  maxUnavailable: 1,
  unhealthyPodEvictionPolicy: "AlwaysAllow",
  selector: { matchLabels: selector },
});
