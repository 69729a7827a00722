import { autoscalersOf, findKnown, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const autoscalingNoFixedReplicas: StackRule = {
  name: "autoscaling-no-fixed-replicas",
  description: "A workload that an autoscaler owns has no replicas of its own.",
  guardsAgainst: "Every deployment would set the count back, in the middle of a surge too (pulumi-kubernetes#2491).",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps: "Remove spec.replicas from the workload; the autoscaler's minimum is where it starts.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    each(workloadsOf(resources), (workload) => {
      if (workload.declaredReplicas === undefined) return;
      const owner = findKnown(scalers, (scaler) => scaler.targets(workload));
      if (owner) {
        violation(
          `${workload.title} has replicas ${workload.declaredReplicas}, but ${owner.title} owns the count`,
          workload.resource,
        );
      }
    });
  },
};
