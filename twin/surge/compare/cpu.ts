import { readHpaSpec } from "../control";
import { boundsOf, type SurgeModel, type WorkloadModel } from "../model";
import { startingPoint } from "./starting-point";

/** Target, bounds and behavior of the policy on CPU and memory, without its memory: what a team takes that scales on CPU alone. */
const cpuTarget = 70;
const bounds = { min: 2, max: 50 };
const behavior = {
  scaleUp: { stabilizationWindowSeconds: 0, policies: [{ type: "Percent", value: 100, periodSeconds: 15 }] },
  scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: "Percent", value: 10, periodSeconds: 60 }] },
};

/** The starting point with an HPA on CPU and pools that grow: what most teams do first. A pod that waits for a model uses no CPU. */
export function startingPointOnCpu(model: SurgeModel): SurgeModel {
  const start = startingPoint(model);
  return {
    ...start,
    pools: model.pools.filter(({ gpu }) => !gpu),
    workloads: start.workloads.map((workload) => (workload.role === "app" ? onCpu(workload, bounds) : workload)),
  };
}

/** The declared stack with every autoscaler replaced by an HPA on CPU alone, between the same bounds: no queue, no latency, no cron. */
export function declaredOnCpu(model: SurgeModel): SurgeModel {
  return {
    ...model,
    workloads: model.workloads.map((workload) =>
      workload.scaler === undefined ? workload : onCpu(workload, boundsOf(workload.scaler)),
    ),
  };
}

function onCpu(workload: WorkloadModel, { min, max }: { min: number; max: number }): WorkloadModel {
  const spec = {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: workload.template.id.split("/")[1] },
    // An HPA cannot come back from zero.
    minReplicas: Math.max(1, min),
    maxReplicas: Math.max(1, max),
    metrics: [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuTarget } } },
    ],
    behavior,
  };
  return {
    ...workload,
    replicas: Math.max(1, workload.replicas),
    scaler: { kind: "hpa", spec: readHpaSpec(spec, workload.id) },
  };
}
