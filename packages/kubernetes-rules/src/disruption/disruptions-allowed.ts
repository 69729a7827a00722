import { budgetedPods, podsKept, type PodCount } from "./pod-count";

/** Pods that one controller has made and a budget selects. */
export interface ControlledPods {
  /** Those that are ready. */
  healthy: number;
  /**
   * Replicas that the controller should have, by its `scale`. `"none"`: it is of a kind without one, such as a Job or a DaemonSet;
   * absent: the pods have no controller.
   */
  scale?: number | "none";
}

/**
 * How many of the pods that a budget selects the eviction API lets go (k8s.io/kubernetes v1.36.3, pkg/controller/disruption, `trySync`). A
 * whole number of `minAvailable` counts the pods themselves. `maxUnavailable` and shares are taken of the controllers' replicas together: with
 * a controller that has no count of them the disruption controller fails, and nobody may go; pods without a controller are not counted. A budget
 * with neither count lets nobody go. Held to the real controller and its API by recorded vectors.
 *
 * @throws PodCountError for a count that Kubernetes refuses
 */
export function disruptionsAllowed(
  budget: { minAvailable?: PodCount; maxUnavailable?: PodCount },
  controllers: readonly ControlledPods[],
): number {
  if (budget.maxUnavailable === undefined && budget.minAvailable === undefined) return 0;
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  const healthy = sum(controllers.map((controller) => controller.healthy));
  if (budget.maxUnavailable === undefined && typeof budget.minAvailable === "number")
    return Math.max(healthy - budgetedPods(budget.minAvailable, healthy), 0);
  const scales = controllers.map(({ scale }) => scale ?? 0);
  if (!scales.every((scale) => scale !== "none")) return 0;
  const expected = sum(scales);
  return expected === 0 ? 0 : Math.max(healthy - podsKept(budget, expected), 0);
}
