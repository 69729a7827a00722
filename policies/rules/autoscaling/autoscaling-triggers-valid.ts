import { type Autoscaler, autoscalersOf, readerOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { faultsOfFallback, faultsOfTrigger } from "./keda-spec";

export const autoscalingTriggersValid: StackRule = {
  name: "autoscaling-triggers-valid",
  description: "KEDA takes the triggers and the fallback of a ScaledObject.",
  guardsAgainst:
    "What KEDA refuses does not scale, and often that shows in the state of the ScaledObject alone, while the workload stays at the count that it has.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Write the trigger as KEDA's page on it has it (https://keda.sh/docs/latest/scalers/), all values of its metadata as texts.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const scalers = autoscalersOf(resources).filter(({ kind }) => kind === "ScaledObject");
    if (scalers.length === 0) notApplicable("the stack has no ScaledObject");
    each(scalers, (scaler) => {
      const triggers = readerOf(scaler).object("spec").objects("triggers");
      if (triggers.length === 0) violation(`${scaler.title} has no trigger: KEDA takes one or more`, scaler.resource);
      each(triggers, (trigger) => {
        for (const fault of faultsOfTrigger(trigger)) violation(`${scaler.title}: ${fault}`, scaler.resource);
      });
      each([scaler], (of) => {
        const name = nameOfTwo(of);
        if (name !== undefined) violation(`${of.title} has two triggers of the name "${name}"`, of.resource);
      });
      each([scaler], (of) => {
        for (const fault of faultsOfFallback(of)) violation(`${of.title}: ${fault}`, of.resource);
      });
    });
  },
};

/** A name that two triggers have (`ValidateTriggers` of KEDA 2.21, apis/keda/v1alpha1/scaletriggers_types.go). */
function nameOfTwo(scaler: Autoscaler): string | undefined {
  const names = readerOf(scaler)
    .object("spec")
    .objects("triggers")
    .map((trigger) => trigger.text("name"));
  return names.find((name, at) => !!name && names.indexOf(name) < at);
}
