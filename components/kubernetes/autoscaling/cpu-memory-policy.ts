import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/kubernetes";
import { type ArgumentCheck, integerBetween } from "../../validation";
import { surgeBehavior } from "./behaviors";

/** Scales on the use of CPU and memory, each as a share of what the pods request. */
export interface CpuMemoryPolicy {
  type: "cpuMemory";
  /** CPU use to hold, % of the request, 1 to 100. Default: 70. */
  cpuPercent?: pulumi.Input<number>;
  /** Memory use to hold, % of the request, 1 to 100. Default: 80. */
  memoryPercent?: pulumi.Input<number>;
}

/** Defaults (docs/coverage.md). */
const defaults = { cpuPercent: 70, memoryPercent: 80 } as const;

/** Replica bounds (docs/coverage.md). An HPA cannot wake a target from 0. */
export const cpuMemoryBounds = { least: 1, minReplicas: 2, maxReplicas: 50 } as const;

/** What the policy decides of a HorizontalPodAutoscaler. The metric that asks for more replicas wins. */
export function cpuMemoryScaling(check: ArgumentCheck, policy: CpuMemoryPolicy) {
  const percent = (property: "cpuPercent" | "memoryPercent") =>
    check.input(`policy.${property}`, policy[property] ?? defaults[property], integerBetween(1, 100));
  return {
    metrics: [resourceMetric("cpu", percent("cpuPercent")), resourceMetric("memory", percent("memoryPercent"))],
    behavior: surgeBehavior,
  };
}

const resourceMetric = (
  name: "cpu" | "memory",
  averageUtilization: pulumi.Input<number>,
): types.input.autoscaling.v2.MetricSpec => ({
  type: "Resource",
  resource: { name, target: { type: "Utilization", averageUtilization } },
});
