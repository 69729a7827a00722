import { type Autoscaler, autoscalersOf, someKnown } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

/** Triggers that ask nobody who could be down: `kubernetes-workload` asks Kubernetes, without which nothing scales anyway. */
const certain = new Set(["cpu", "memory", "cron", "kubernetes-workload"]);
/**
 * Triggers that go on scaling when the others cannot be read: an HPA of which one metric fails follows the rest upwards and
 * removes no pod, so that nothing has to stand in. https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
const goesOn = new Set(["cpu", "memory"]);

export const autoscalingFallbackSet: ResourceRule = {
  name: "autoscaling-fallback-set",
  description: "A ScaledObject that asks other systems only has a fallback, and a fallback never shrinks the fleet.",
  guardsAgainst:
    "When Prometheus or Redis is down in the middle of a surge, the replicas must stay. Without a fallback a fleet at its minimum also stays there, for as long as the outage lasts.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps: "Set spec.fallback to {failureThreshold: 3, replicas: 6, behavior: currentReplicasIfHigher}.",
  appliesTo: (resource) =>
    autoscalersOf([resource]).some(
      ({ kind, triggers }) => kind === "ScaledObject" && someKnown(triggers, ({ type }) => !certain.has(type)),
    ),
  check: (resource, { violation }) => {
    for (const scaler of autoscalersOf([resource])) {
      const { title, fallback, triggers } = scaler;
      if (fallback === undefined) {
        if (someKnown(triggers, ({ type }) => goesOn.has(type))) continue;
        violation(`${title} has no fallback for when its triggers cannot be read`, resource);
      } else if (shrinks(scaler)) {
        violation(
          `${title} falls back to ${fallback.replicas} replicas even from more: its fallback's behavior is ${fallback.behavior}, not currentReplicasIfHigher`,
          resource,
        );
      }
    }
  },
};

/**
 * Whether a fallback may take replicas away (`doFallback` of KEDA 2.21, pkg/fallback/fallback.go): `static` does unless its count is as high as the
 * maximum, and `currentReplicasIfLower` takes the lower of two. `currentReplicas` keeps what there is; what a formula makes of a trigger
 * that cannot be read (`scalingModifiers`) nobody can tell.
 */
function shrinks({ fallback, maxReplicas }: Autoscaler): boolean {
  const { behavior, replicas = 0 } = fallback!;
  if (behavior !== "static" && behavior !== "currentReplicasIfLower") return false;
  return replicas < maxReplicas;
}
