import { annotations, livenessBudget, secondsOf, someKnown, timingOf, workloadsIn } from "@breakwater/plan-views";
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
    someKnown(workloadsIn(resource), (workload) => secondsOf(workload, annotations.longestBlock) !== undefined),
  check: (resource, { violation, notApplicable, each, gather }) => {
    const blocking = gather(workloadsIn(resource), (workload) => {
      const block = secondsOf(workload, annotations.longestBlock);
      return block === undefined || workload.isPatch ? [] : [{ workload, block }];
    });
    const probed = gather(blocking, ({ workload, block }) =>
      workload.containers.flatMap(({ name, livenessProbe }) =>
        livenessProbe ? [{ workload, block, name, livenessProbe }] : [],
      ),
    );
    if (probed.length === 0)
      notApplicable(`${blocking.map(({ workload }) => workload.title).join(" and ")} has no liveness probe`);
    each(probed, ({ workload, block, name, livenessProbe }) => {
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
