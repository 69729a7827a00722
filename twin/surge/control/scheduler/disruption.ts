import type { Cluster, Pod } from "./cluster";
import type { PodTemplate } from "./pod-template";

/**
 * How many ready pods of a workload may be disrupted now; Infinity without a budget. Percentages are of all its pods and rounded
 * up, for both fields (pkg/controller/disruption).
 */
export function allowedDisruptions(cluster: Cluster, template: PodTemplate): number {
  const { budget } = template;
  if (!budget) return Infinity;
  const pods = [...cluster.podsOf(template)].filter(({ deleting }) => !deleting);
  const healthy = pods.filter(({ ready }) => ready).length;
  const needed =
    budget.minAvailable === undefined
      ? pods.length - share(budget.maxUnavailable ?? 0, pods.length)
      : share(budget.minAvailable, pods.length);
  return Math.max(healthy - needed, 0);
}

const share = (value: number | string, of: number): number =>
  typeof value === "string" && value.endsWith("%") ? Math.ceil((Number(value.slice(0, -1)) * of) / 100) : Number(value);

/** Splits pods into those whose eviction breaks a budget and the others, each in the given order. */
export function splitByBudget(cluster: Cluster, pods: readonly Pod[]): [violating: Pod[], others: Pod[]] {
  const left = new Map<PodTemplate, number>();
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    const allowed = left.get(pod.template) ?? allowedDisruptions(cluster, pod.template);
    left.set(pod.template, allowed - 1);
    (allowed > 0 ? others : violating).push(pod);
  }
  return [violating, others];
}
