import {
  annotations,
  graceSecondsOf,
  mainContainer,
  preStopSeconds,
  someKnown,
  workloadsIn,
} from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";
import { annotatedSeconds, hasAnnotation } from "./annotated-seconds";

export const drainWithinGrace: ResourceRule = {
  name: "drain-within-grace",
  description: "The preStop hook, and the drain after it, end within the grace period.",
  guardsAgainst:
    "The grace period counts from the start of the hook: one that takes all of it leaves the process 2 s from SIGTERM to SIGKILL, and what is still being answered then is cut off.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Raise terminationGracePeriodSeconds above the preStop hook's time, plus breakwater.dev/drain-seconds where the pod says how long it drains, or shorten those.",
  appliesTo: (resource) =>
    someKnown(
      workloadsIn(resource),
      (workload) =>
        hasAnnotation(workload, annotations.drain) || workload.longRunning.some((c) => c.lifecycle?.preStop),
    ),
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      const drain = annotatedSeconds(workload, annotations.drain, violation);
      const main = mainContainer(workload);
      // Sidecars' hooks start with the others': they only wait for their turn to get SIGTERM (kubernetes#120620).
      each(workload.longRunning, (container) => {
        const hook = preStopSeconds(container);
        const drained = drain !== undefined && container.name === main?.name ? drain : undefined;
        if (hook === 0 && drained === undefined) return;
        const grace = graceSecondsOf(workload);
        if (grace === undefined) return;
        const who = `Container "${container.name}" of ${workload.title}`;
        if (drained !== undefined && grace < hook + drained) {
          violation(
            `${who} has ${grace} s of grace, but needs ${shown(hook)} of preStop and ${drained} s to drain`,
            resource,
          );
        } else if (hook > 0 && hook >= grace) {
          violation(
            `${who} has ${grace} s of grace, which its preStop hook of ${shown(hook)} uses up: nothing is left to end in after SIGTERM`,
            resource,
          );
        }
      });
    });
  },
};

const shown = (seconds: number): string => (Number.isFinite(seconds) ? `${seconds} s` : "no end");
