import { annotations, livenessBudget, mainContainer, someKnown, timingOf, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { annotatedSeconds, hasAnnotation } from "./annotated-seconds";

export const probeLivenessBudget: ResourceRule = {
  name: "probe-liveness-budget",
  description: "The liveness probe is more patient than the longest time for which the healthy process cannot answer.",
  guardsAgainst: "A pod that works hard must not be killed for it.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Raise failureThreshold, periodSeconds or timeoutSeconds of the liveness probe until (failureThreshold − 1) × max(period, timeout) + timeout exceeds breakwater.dev/longest-block-seconds. Where another container of the pod is the one that blocks, name it in kubectl.kubernetes.io/default-container.",
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), (workload) => hasAnnotation(workload, annotations.longestBlock)),
  check: (resource, { violation, notApplicable, each }) => {
    each(workloadsIn(resource), (workload) => {
      const block = annotatedSeconds(workload, annotations.longestBlock, violation);
      // What a patch leaves out stands in the object that it changes.
      if (block === undefined || workload.isPatch) return;
      const { name, livenessProbe } = mainContainer(workload) ?? {};
      if (!livenessProbe) return notApplicable(`${workload.title} has no liveness probe`);
      const budget = livenessBudget(timingOf(livenessProbe));
      if (budget < block) {
        violation(
          `Container "${name}" of ${workload.title} is restarted after ${budget} s of silence, but may block for ${block} s`,
          resource,
        );
      }
    });
  },
};
