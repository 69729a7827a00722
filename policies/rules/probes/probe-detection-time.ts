import { detectionTime, timingOf, someKnown, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  mostSeconds: number;
}

export const probeDetectionTime: ResourceRule<Config> = {
  name: "probe-detection-time",
  description: "A container that hangs is restarted within a bounded time.",
  guardsAgainst: "Patience with a busy process must not become patience with a dead one.",
  severity: "medium",
  tags: ["probes"],
  remediationSteps: "Lower failureThreshold, periodSeconds or timeoutSeconds of the liveness probe.",
  settings: {
    // The probes of a worker behind a Service take 30 + 2 × 30 + 30 s.
    mostSeconds: {
      type: "number",
      minimum: 1,
      default: 120,
      description: "Longest time from a hang to the restart, seconds",
    },
  },
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), ({ containers }) => containers.some((c) => c.livenessProbe)),
  check: (resource, { config, violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      // What a patch leaves out stands in the object that it changes.
      if (workload.isPatch) return;
      each(workload.containers, ({ name, livenessProbe }) => {
        if (livenessProbe === undefined) return;
        const seconds = detectionTime(timingOf(livenessProbe));
        if (seconds > config.mostSeconds) {
          violation(
            `Container "${name}" of ${workload.title} may hang for ${seconds} s before it is restarted; allowed are ${config.mostSeconds} s`,
            resource,
          );
        }
      });
    });
  },
};
