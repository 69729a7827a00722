import { autoscalersOf, findKnown, ignoresChanges, namedObjectsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const autoscalingNoFixedReplicas: StackRule = {
  name: "autoscaling-no-fixed-replicas",
  description: "What an autoscaler scales has no replicas of its own, or keeps them for its creation alone.",
  guardsAgainst: "Every deployment would set the count back, in the middle of a surge too (pulumi-kubernetes#2491).",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    'Remove spec.replicas from the workload: the autoscaler\'s minimum is where it starts. Or set it for the creation alone, with ignoreChanges: ["spec.replicas"].',
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    // Of any kind that an autoscaler names, a Rollout too. What else there is need not be read.
    const kinds = new Set(gather(scalers, (scaler) => [scaler.target.kind]));
    each(
      namedObjectsOf(resources).filter(({ kind }) => kinds.has(kind)),
      (object) => {
        if (object.declaredReplicas === undefined || ignoresChanges(object.resource, ["spec", "replicas"])) return;
        const owner = findKnown(scalers, (scaler) => scaler.targets(object));
        // While KEDA is paused it leaves the count alone.
        if (owner === undefined || owner.pause?.stops === "all") return;
        violation(
          `${object.title} has replicas ${object.declaredReplicas}, but ${owner.title} owns the count`,
          object.resource,
        );
      },
    );
  },
};
