import { autoscalersOf, someKnown } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

/** Triggers that ask nobody who could be down. */
const certain = new Set(["cpu", "memory", "cron"]);
/**
 * Triggers that go on scaling when the others cannot be read: an HPA of which one metric fails follows the rest upwards and
 * removes no pod, so that nothing has to stand in. https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
 */
const goesOn = new Set(["cpu", "memory"]);

export const autoscalingFallbackSet: ResourceRule = {
  name: "autoscaling-fallback-set",
  description: "A ScaledObject that asks other systems only has a fallback, and a fallback never shrinks the fleet.",
  guardsAgainst: "When Prometheus or Redis is down in the middle of a surge, the replicas must stay.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps: "Set spec.fallback to {failureThreshold: 3, replicas: 6, behavior: currentReplicasIfHigher}.",
  appliesTo: (resource) =>
    autoscalersOf([resource]).some(
      ({ kind, triggers }) => kind === "ScaledObject" && someKnown(triggers, ({ type }) => !certain.has(type)),
    ),
  check: (resource, { violation }) => {
    for (const { title, fallback, triggers } of autoscalersOf([resource])) {
      if (fallback === undefined) {
        if (someKnown(triggers, ({ type }) => goesOn.has(type))) continue;
        violation(`${title} has no fallback for when its triggers cannot be read`, resource);
      } else if (fallback.behavior !== "currentReplicasIfHigher") {
        violation(
          `${title} falls back to ${fallback.replicas} replicas even from more: its fallback's behavior is ${fallback.behavior}, not currentReplicasIfHigher`,
          resource,
        );
      }
    }
  },
};
