import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../../pool-label";
import { priorityClasses } from "../priority-classes";

/** Where a pod of a chart runs, what it asks for, and before whom. */
export interface PodValues extends ResourceValues {
  nodeSelector: Record<string, string>;
  priorityClassName: string;
}

/** What a container of a chart asks for. */
export interface ResourceValues {
  resources: types.input.core.v1.ResourceRequirements;
}

/** A disruption budget as kube-prometheus-stack has it: one pod stays. */
export interface BudgetValues {
  enabled: boolean;
}

/**
 * On the CPU pool. In the middle of a surge nobody is to take its place: who looks on must not be the first to go, and autoscaling asks
 * Prometheus, without which a fleet stands at its fallback.
 */
export function onCpuPool(cpu: string, memory: string, memoryLimit: string): PodValues {
  return {
    nodeSelector: { [poolLabel]: "cpu" },
    priorityClassName: priorityClasses.platform.name,
    ...asks(cpu, memory, memoryLimit),
  };
}

/** No limit on CPU, which would only slow down what has a spare core beside it. */
export const asks = (cpu: string, memory: string, memoryLimit: string): ResourceValues => ({
  resources: { requests: { cpu, memory }, limits: { memory: memoryLimit } },
});
