import { type Autoscaler, autoscalersOf, type Pause, someKnown } from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { StackRule } from "../../rule";
import { servingInProduction } from "./serving";

export const autoscalingNotPaused: StackRule<ProductionStacks> = {
  name: "autoscaling-not-paused",
  description: "In production no autoscaler goes out paused, or unable to add replicas.",
  guardsAgainst:
    "A pause is for a person at work, who ends it. One in the program comes back with every deployment: KEDA deletes the HPA, and the next surge meets a fixed count.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Remove the annotation from the ScaledObject and pause by kubectl annotate where it must be. For a count that never shrinks set behavior.scaleDown.selectPolicy: Disabled; for a fixed count remove the autoscaler and set spec.replicas.",
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const scalers = autoscalersOf(resources).filter(({ resource }) => isProduction(resource, config));
    if (scalers.length === 0) notApplicable("no production stack has an autoscaler");
    each(scalers, (scaler) => {
      const { pause, behavior, title, resource } = scaler;
      if (pause !== undefined) {
        // `autoscaling-two-in-production` says that of a count that is too low: one fault, one finding.
        if ((pause.replicas ?? 2) < 2 && serves(scaler)) return;
        violation(
          `${title} is paused by its annotation ${pause.annotation} = "${pause.value}": ${effectOf(pause)}`,
          resource,
        );
      } else if (behavior?.scaleUp?.selectPolicy === "Disabled") {
        violation(`${title} never adds a replica: its behavior.scaleUp.selectPolicy is Disabled`, resource);
      }
    });
    function serves(scaler: Autoscaler): boolean {
      return someKnown(servingInProduction(resources, config, gather), (workload) => scaler.targets(workload));
    }
  },
};

function effectOf({ stops, replicas }: Pause): string {
  if (stops === "growing") return "it never adds a replica";
  if (stops === "shrinking") return "it never removes a replica";
  return replicas === undefined ? "it never scales" : `it never scales, and holds ${replicas}`;
}
