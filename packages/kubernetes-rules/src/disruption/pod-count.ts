/** A number of pods, or a share of them such as `"25%"`: Kubernetes' IntOrString where it counts pods. */
export type PodCount = number | string;

/** A count that Kubernetes refuses. */
export class PodCountError extends Error {
  override readonly name = "PodCountError";
}

/**
 * How many of `total` pods a count of a PodDisruptionBudget means. A share is rounded up, for `minAvailable` and `maxUnavailable` alike
 * (k8s.io/kubernetes v1.36, pkg/controller/disruption, `getExpectedScale` and `GetScaledValueFromIntOrPercent`).
 *
 * @throws PodCountError for one that the API server refuses (pkg/apis/policy/validation): below 0, a part of a pod, above 100 %, or a text that
 * is no percentage
 */
export function budgetedPods(count: PodCount, total: number): number {
  if (typeof count === "number") {
    if (Number.isInteger(count) && count >= 0) return count;
  } else if (/^[0-9]+%$/.test(count) && Number(count.slice(0, -1)) <= 100) {
    return Math.ceil((Number(count.slice(0, -1)) * total) / 100);
  }
  throw new PodCountError(
    `must be a whole number of pods from 0, or a percentage up to "100%", not ${JSON.stringify(count)}`,
  );
}

/** How many healthy pods a budget over `total` pods keeps. Without either count it keeps all of them. */
export function podsKept(budget: { minAvailable?: PodCount; maxUnavailable?: PodCount }, total: number): number {
  if (budget.minAvailable !== undefined) return budgetedPods(budget.minAvailable, total);
  return Math.max(total - budgetedPods(budget.maxUnavailable ?? 0, total), 0);
}
