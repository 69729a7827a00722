import { annotations, secondsOf, someKnown, startupBudget, timingOf, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const probeStartupBudget: ResourceRule = {
  name: "probe-startup-budget",
  description: "A container that loads a model has a start-up probe that waits at least as long as the load takes.",
  guardsAgainst: "Else it is restarted in the middle, and never serves.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Raise failureThreshold × periodSeconds of the start-up probe above the annotation breakwater.dev/model-load-seconds; do not use initialDelaySeconds for it (kserve#5062).",
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), (workload) => secondsOf(workload, annotations.modelLoad) !== undefined),
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      const load = secondsOf(workload, annotations.modelLoad);
      if (load === undefined || workload.isPatch) return;
      each(workload.containers, ({ name, startupProbe, livenessProbe }) => {
        if (startupProbe === undefined) {
          if (livenessProbe === undefined) return;
          violation(
            `Container "${name}" of ${workload.title} loads a model for ${load} s but has no start-up probe`,
            resource,
          );
          return;
        }
        const budget = startupBudget(timingOf(startupProbe));
        if (budget < load) {
          violation(
            `Container "${name}" of ${workload.title} is given ${budget} s to start, but loads its model for ${load} s`,
            resource,
          );
        }
      });
    });
  },
};
