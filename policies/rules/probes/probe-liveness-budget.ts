import { annotations, asWorkload, isWorkload, livenessBudget, secondsOf, timingOf } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const probeLivenessBudget: ResourceRule = {
  name: "probe-liveness-budget",
  description: "The liveness probe is more patient than the longest time for which the healthy process cannot answer.",
  guardsAgainst: "A pod that works hard must not be killed for it.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Raise failureThreshold, periodSeconds or timeoutSeconds of the liveness probe until (failureThreshold − 1) × max(period, timeout) + timeout exceeds breakwater.dev/longest-block-seconds.",
  appliesTo: (resource) =>
    isWorkload(resource) && secondsOf(asWorkload(resource), annotations.longestBlock) !== undefined,
  check: (resource, { violation, notApplicable, each }) => {
    const workload = asWorkload(resource);
    const block = secondsOf(workload, annotations.longestBlock) ?? 0;
    const probed = workload.containers.flatMap(({ name, livenessProbe }) =>
      livenessProbe ? [{ name, livenessProbe }] : [],
    );
    if (probed.length === 0) notApplicable(`${workload.title} has no liveness probe`);
    each(probed, ({ name, livenessProbe }) => {
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
