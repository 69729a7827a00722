import { type Autoscaler, autoscalersOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { grouped } from "./room";

export const autoscalingOneOwner: StackRule = {
  name: "autoscaling-one-owner",
  description: "One autoscaler owns a workload.",
  guardsAgainst: "Two HPAs, or an HPA and a ScaledObject (which makes an HPA of its own), undo each other's decisions.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Keep one autoscaler and move the metrics of the other into it: a ScaledObject takes triggers on CPU and memory too.",
  checkStack: (resources, { violation, notApplicable, gather, each }) => {
    const scalers = autoscalersOf(resources);
    if (scalers.length === 0) notApplicable("the stack has no autoscaler");
    const aimed = gather(scalers, (scaler) => [{ scaler, target: targetOf(scaler), rank: rankOf(scaler) }]);
    each(grouped(aimed, ({ target }) => target).values(), (together) => {
      const [owner, ...intruders] = [...together].sort((a, b) => a.rank - b.rank);
      for (const { scaler } of intruders) {
        const { kind, name } = scaler.target;
        violation(
          `${scaler.title} scales ${kind}/${name}, which ${owner!.scaler.title} scales already`,
          scaler.resource,
        );
      }
    });
  },
};

/** What an autoscaler scales, in one text. */
const targetOf = ({ namespace, target: { kind, name } }: Autoscaler): string => `${namespace}/${kind}/${name}`;

/**
 * Who of several is taken for the owner, the least first, in whatever order they were registered: the one that is named as its workload, then a
 * ScaledObject, which can take in what an HPA looks at. Those that are alike stay in the order of their URNs.
 */
const rankOf = ({ kind, name, target }: Autoscaler): number =>
  (name === target.name ? 0 : 2) + (kind === "ScaledObject" ? 0 : 1);
