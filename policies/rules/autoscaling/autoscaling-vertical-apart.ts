import {
  type Autoscaler,
  autoscalersOf,
  findKnown,
  someKnown,
  type Trigger,
  type VerticalAutoscaler,
  verticalAutoscalersOf,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { grouped } from "./room";
import { targetKey } from "./target-key";

/**
 * An autoscaler on an amount (`AverageValue`) does not look at requests, and VPAs of the modes Off and Initial change none of a running pod: of
 * both the documentation leaves open whether they go together, and the rule says nothing.
 */
export const autoscalingVerticalApart: StackRule = {
  name: "autoscaling-vertical-apart",
  description:
    "A VerticalPodAutoscaler changes no request of which an autoscaler takes a share, and one alone is on a workload.",
  guardsAgainst:
    "Each undoes what the other does: pods that request less use a larger share, so there come to be more of them, which use less each (https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md).",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Set updatePolicy.updateMode to Off and take its recommendation by hand, or limit containerPolicies[].controlledResources to what the autoscaler does not look at, or scale on a metric that is no CPU or memory.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const all = verticalAutoscalersOf(resources);
    if (all.length === 0) notApplicable("the stack has no VerticalPodAutoscaler");
    const verticals: { vertical: VerticalAutoscaler; target: string }[] = [];
    each(all, (vertical) => {
      if (vertical.changesRunningPods) verticals.push({ vertical, target: targetKey(vertical) });
    });
    each(grouped(verticals, ({ target }) => target).values(), ([first, ...others]) => {
      for (const { vertical } of others) {
        violation(
          `${vertical.title} changes what ${nameOf(vertical)} requests, which ${first!.vertical.title} changes already: what comes of two is not defined`,
          vertical.resource,
        );
      }
    });
    const scalers = gather(autoscalersOf(resources), (scaler) => [{ scaler, target: targetKey(scaler) }]);
    each(verticals, ({ vertical, target }) => {
      for (const { scaler } of scalers.filter((other) => other.target === target)) {
        const workload = findKnown(workloadsOf(resources), (candidate) => scaler.targets(candidate));
        const shared = sharesOf(scaler).find((share) => changes(vertical, share, workload));
        if (shared === undefined) continue;
        violation(
          `${vertical.title} (updateMode ${vertical.updateMode}) changes the ${shared.type} that ${nameOf(vertical)} requests, and ${scaler.title} scales it on a share of that`,
          vertical.resource,
        );
      }
    });
  },
};

const nameOf = ({ target: { kind, name } }: VerticalAutoscaler): string => `${kind}/${name}`;

/** What an autoscaler takes a share of. */
const sharesOf = ({ triggers }: Autoscaler): Trigger[] =>
  triggers.filter(({ type, isShare }) => (type === "cpu" || type === "memory") && isShare);

/** Whether a VPA sets a request of which an autoscaler takes a share: of the container that it looks at, or of any that runs. */
function changes(vertical: VerticalAutoscaler, { type, container }: Trigger, workload: Workload | undefined): boolean {
  // A patch says some of the containers only.
  if (container !== undefined || workload === undefined || workload.isPatch) return vertical.controls(type, container);
  return someKnown(workload.longRunning, ({ name }) => vertical.controls(type, name));
}
