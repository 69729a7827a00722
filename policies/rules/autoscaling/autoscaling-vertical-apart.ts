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
 * The documentation of the VPA and that of AKS (https://learn.microsoft.com/azure/aks/vertical-pod-autoscaler) take it and an HPA on the same resource
 * apart, whether the HPA looks at a share or at an amount. Of the modes Off and Initial, which change no running pod, they leave it open.
 */
export const autoscalingVerticalApart: StackRule = {
  name: "autoscaling-vertical-apart",
  description:
    "A VerticalPodAutoscaler leaves alone the CPU or memory by which an autoscaler scales, and one alone is on a workload.",
  guardsAgainst:
    "Each changes what the other looks at: with another request a pod uses another share, the count follows, and then each pod uses something else (https://github.com/kubernetes/autoscaler/blob/master/vertical-pod-autoscaler/docs/known-limitations.md).",
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
        const shared = resourcesOf(scaler).find((trigger) => changes(vertical, trigger, workload));
        if (shared === undefined) continue;
        violation(
          `${vertical.title} (updateMode ${vertical.updateMode}) changes the ${shared.type} that ${nameOf(vertical)} requests, and ${scaler.title} scales it by ${shared.type} too`,
          vertical.resource,
        );
      }
    });
  },
};

const nameOf = ({ target: { kind, name } }: VerticalAutoscaler): string => `${kind}/${name}`;

/** What an autoscaler looks at that a VPA may set. */
const resourcesOf = ({ triggers }: Autoscaler): Trigger[] =>
  triggers.filter(({ type }) => type === "cpu" || type === "memory");

/** Whether a VPA sets the request of what an autoscaler looks at: of its container, or of any that runs. */
function changes(vertical: VerticalAutoscaler, { type, container }: Trigger, workload: Workload | undefined): boolean {
  // A patch says some of the containers only.
  if (container !== undefined || workload === undefined || workload.isPatch) return vertical.controls(type, container);
  return someKnown(workload.longRunning, ({ name }) => vertical.controls(type, name));
}
