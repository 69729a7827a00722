import {
  detectionTime,
  ifKnown,
  killSeconds,
  type Probe,
  someKnown,
  timingOf,
  workloadsIn,
} from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

interface Config extends Record<string, unknown> {
  mostSeconds: number;
}

export const probeDetectionTime: ResourceRule<Config> = {
  name: "probe-detection-time",
  description: "A container that hangs is seen and killed within a bounded time.",
  guardsAgainst:
    "Patience with a busy process must not become patience with a dead one. The kill waits for the grace period too, which a process that hangs never ends before its end (kubernetes#64715).",
  severity: "medium",
  tags: ["probes"],
  remediationSteps:
    "Give the liveness probe a short terminationGracePeriodSeconds of its own, in place of the pod's, or lower its failureThreshold, periodSeconds or timeoutSeconds.",
  settings: {
    // The probes of a worker behind a Service take 30 + 2 × 30 + 30 s, and leave the worker 10 s to end.
    mostSeconds: {
      type: "number",
      minimum: 1,
      default: 130,
      description:
        "Longest time from a hang to SIGKILL, seconds: until liveness has failed, and the grace period after it",
    },
  },
  appliesTo: (resource) =>
    someKnown(workloadsIn(resource), ({ longRunning }) => longRunning.some((c) => c.livenessProbe ?? c.readinessProbe)),
  check: (resource, { config, violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      each(workload.longRunning, (container) => {
        const { name, livenessProbe, readinessProbe } = container;
        const refused = refusedGrace(livenessProbe, readinessProbe);
        if (refused !== undefined) violation(`Container "${name}" of ${workload.title}: ${refused}`, resource);
        if (!livenessProbe || (workload.isPatch && !saysWhen(livenessProbe))) return;
        const detection = detectionTime(timingOf(livenessProbe));
        const kill = () => killSeconds(container, workload);
        // Where the detection alone takes too long, the grace period need not be known.
        const grace = (detection > config.mostSeconds ? ifKnown(kill) : kill()) ?? 0;
        if (detection + grace <= config.mostSeconds) return;
        const parts = `${detection} s until its liveness has failed${grace > 0 ? `, and ${grace} s of grace that the kill waits for` : ""}`;
        violation(
          `Container "${name}" of ${workload.title} may hang for ${detection + grace} s before it is restarted: ${parts}; allowed are ${config.mostSeconds} s`,
          resource,
        );
      });
    });
  },
};

/** Whether a probe leaves none of its times to what stands elsewhere. */
const saysWhen = ({ periodSeconds, timeoutSeconds, failureThreshold }: Probe): boolean =>
  [periodSeconds, timeoutSeconds, failureThreshold].every((time) => time != undefined);

/**
 * What Kubernetes refuses of the probes' own grace periods; `undefined` where it takes them.
 * https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#probe-level-terminationgraceperiodseconds
 */
function refusedGrace(liveness: Probe | undefined, readiness: Probe | undefined): string | undefined {
  const ofReadiness = readiness?.terminationGracePeriodSeconds ?? undefined;
  if (ofReadiness !== undefined) {
    return `readinessProbe.terminationGracePeriodSeconds = ${ofReadiness} is refused by Kubernetes, because readiness kills nothing; the grace of a kill belongs to livenessProbe`;
  }
  const ofLiveness = liveness?.terminationGracePeriodSeconds ?? 1;
  if (ofLiveness > 0) return undefined;
  return `livenessProbe.terminationGracePeriodSeconds = ${ofLiveness} is refused by Kubernetes; allowed are 1 s of grace and more`;
}
