import { containerRequests, isSidecar } from "@breakwater/kubernetes-rules";
import { autoscalersOf, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const autoscalingRequestsSet: StackRule = {
  name: "autoscaling-requests-set",
  description: "Every container of a workload that is scaled on a share of its CPU or memory asks for that resource.",
  guardsAgainst: "Without a request there is nothing to take a share of, and the autoscaler does nothing.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps: "Set resources.requests for the resource on every container of the pod template, sidecars too.",
  checkStack: (resources, { violation, notApplicable }) => {
    const scalers = autoscalersOf(resources).filter(({ triggers }) =>
      triggers.some(({ type }) => type === "cpu" || type === "memory"),
    );
    if (scalers.length === 0) notApplicable("no autoscaler looks at CPU or memory");
    for (const scaler of scalers) {
      const workload = workloadsOf(resources).find((candidate) => scaler.targets(candidate));
      if (workload === undefined) continue;
      for (const { type } of scaler.triggers.filter((trigger) => trigger.type === "cpu" || trigger.type === "memory")) {
        // Sidecars count, and a pod that states its requests as a whole needs none of its containers.
        if (workload.requestToScaleOn(type) !== undefined) continue;
        const running = [...workload.containers, ...workload.initContainers.filter(isSidecar)];
        for (const container of running.filter((each) => containerRequests(each)[type] === undefined)) {
          violation(
            `Container "${container.name}" of ${workload.title} asks for no ${type}, on which ${scaler.title} scales it`,
            workload.resource,
          );
        }
      }
    }
  },
};
