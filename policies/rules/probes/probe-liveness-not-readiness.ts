import { detectionTime, type Properties, timingOf, someKnown, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

/** What a probe asks, without its timing, in a form that can be compared. */
function questionOf({ httpGet, tcpSocket, grpc, exec }: Properties): string {
  const { path = "/", port, host } = httpGet ?? {};
  return JSON.stringify(httpGet ? { path, port, host } : (tcpSocket ?? grpc ?? exec?.command));
}

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
    someKnown(workloadsIn(resource), ({ containers }) => containers.some((c) => c.livenessProbe && c.readinessProbe)),
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      // What a patch leaves out stands in the object that it changes.
      if (workload.isPatch) return;
      each(workload.containers, ({ name, livenessProbe, readinessProbe }) => {
        if (!livenessProbe || !readinessProbe || questionOf(livenessProbe) !== questionOf(readinessProbe)) return;
        if (detectionTime(timingOf(livenessProbe)) > detectionTime(timingOf(readinessProbe))) return;
        violation(
          `Container "${name}" of ${workload.title} is asked the same for liveness and readiness, ${questionOf(livenessProbe)}, and liveness is not the more patient`,
          resource,
        );
      });
    });
  },
};
