import { annotations, type Properties, secondsOf, someKnown, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

/** Seconds that a preStop hook sleeps, where that can be read from it. */
function preStopSeconds({ lifecycle }: Properties): number {
  const { sleep, exec } = lifecycle?.preStop ?? {};
  if (sleep) return Number(sleep.seconds);
  return Number(/\bsleep\s+(\d+)/.exec((exec?.command ?? []).join(" "))?.[1] ?? 0);
}

export const drainWithinGrace: ResourceRule = {
  name: "drain-within-grace",
  description: "The grace period is long enough for the preStop hook and the drain after it.",
  guardsAgainst: "What is still being answered then is cut off by SIGKILL.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Raise terminationGracePeriodSeconds to the preStop hook's time plus breakwater.dev/drain-seconds, or shorten those.",
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), (workload) => secondsOf(workload, annotations.drain) !== undefined),
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      const drain = secondsOf(workload, annotations.drain);
      if (drain === undefined || workload.isPatch) return;
      const grace: number = workload.podSpec.terminationGracePeriodSeconds ?? 30;
      const preStop = Math.max(0, ...workload.containers.map(preStopSeconds));
      if (grace < preStop + drain) {
        violation(
          `${workload.title} has ${grace} s of grace, but needs ${preStop} s of preStop and ${drain} s to drain`,
          resource,
        );
      }
    });
  },
};
