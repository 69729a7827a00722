import { detectionTime, questionOf, someKnown, type Timing, timingOf, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const probeLivenessNotReadiness: ResourceRule = {
  name: "probe-liveness-not-readiness",
  description: "Liveness is not readiness.",
  guardsAgainst:
    "Asked alike and as often, a pod that only wants no new work is restarted instead of being left alone.",
  severity: "high",
  tags: ["probes"],
  remediationSteps:
    "Give liveness an endpoint of its own that says whether the process is dead, or, where the server has one endpoint only, more patience than readiness.",
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), ({ longRunning }) => longRunning.some((c) => c.livenessProbe && c.readinessProbe)),
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      // When a patch's probes ask may stand in the object that it changes.
      if (workload.isPatch) return;
      each(workload.longRunning, (container) => {
        const { name, livenessProbe, readinessProbe } = container;
        if (!livenessProbe || !readinessProbe) return;
        const question = questionOf(container, "livenessProbe");
        if (question === undefined || question !== questionOf(container, "readinessProbe")) return;
        if (isMorePatient(timingOf(livenessProbe), timingOf(readinessProbe))) return;
        // A command may hold what nobody is to read.
        const what = livenessProbe.exec ? "by the same command" : question;
        violation(
          `Container "${name}" of ${workload.title} is asked the same for liveness and readiness, ${what}, and liveness is not the more patient`,
          resource,
        );
      });
    });
  },
};

/** Whether liveness fails later, of a server that says no at once, as an overloaded one does, and of one that does not answer. */
const isMorePatient = (liveness: Timing, readiness: Timing): boolean =>
  liveness.failures * liveness.period > readiness.failures * readiness.period &&
  detectionTime(liveness) > detectionTime(readiness);
