import { type Autoscaler, autoscalersOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const autoscalingOneOwner: StackRule = {
  name: "autoscaling-one-owner",
  description: "One autoscaler owns a workload.",
  guardsAgainst: "Two HPAs, or an HPA and a ScaledObject (which makes an HPA of its own), undo each other's decisions.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Keep one autoscaler and move the metrics of the other into it: a ScaledObject takes triggers on CPU and memory too.",
  checkStack: (resources, { violation, notApplicable }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    for (const [place, scaler] of scalers.entries()) {
      const first = scalers
        .slice(0, place)
        .find((candidate) => candidate.namespace === scaler.namespace && targetOf(candidate) === targetOf(scaler));
      if (first)
        violation(`${scaler.title} scales ${targetOf(scaler)}, which ${first.title} scales already`, scaler.resource);
    }
  },
};

const targetOf = ({ target: { kind, name } }: Autoscaler): string => `${kind}/${name}`;
