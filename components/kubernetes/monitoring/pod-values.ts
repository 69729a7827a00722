import type { types } from "@pulumi/kubernetes";
import { poolLabel } from "../../pool-label";

/** Where a pod of a chart runs, and what it asks for. */
export interface PodValues {
  nodeSelector: Record<string, string>;
  resources: types.input.core.v1.ResourceRequirements;
}

/** A disruption budget as kube-prometheus-stack has it: one pod stays. */
export interface BudgetValues {
  enabled: boolean;
}

/** On the CPU pool. No limit on CPU, which would only slow down what has a spare core beside it. */
export function onCpuPool(cpu: string, memory: string, memoryLimit: string): PodValues {
  return {
    nodeSelector: { [poolLabel]: "cpu" },
    resources: { requests: { cpu, memory }, limits: { memory: memoryLimit } },
  };
}
