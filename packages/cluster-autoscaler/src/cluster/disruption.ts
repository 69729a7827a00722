import type { Cluster, Pod } from "./cluster";
import type { DisruptionBudget } from "./pod-template";

/**
 * How many of the pods that a budget covers may be disrupted now; Infinity without a budget. Percentages are of all its pods and rounded
 * up, for both fields (k8s.io/kubernetes v1.33, pkg/controller/disruption).
 */
export function allowedDisruptions(cluster: Cluster, budget: DisruptionBudget | undefined): number {
  if (!budget) return Infinity;
  if (budget.disruptionsAllowed !== undefined) return budget.disruptionsAllowed;
  const pods = cluster.podsUnder(budget).filter(({ deleting }) => !deleting);
  const healthy = pods.filter(({ ready }) => ready).length;
  const needed =
    budget.minAvailable === undefined
      ? pods.length - share(budget.maxUnavailable ?? 0, pods.length)
      : share(budget.minAvailable, pods.length);
  return Math.max(healthy - needed, 0);
}

const share = (value: number | string, of: number): number =>
  typeof value === "string" && value.endsWith("%") ? Math.ceil((Number(value.slice(0, -1)) * of) / 100) : Number(value);

/** What is left of budgets while pods are moved in thought, one after the other. */
export class BudgetTracker {
  private readonly left = new Map<DisruptionBudget, number>();

  constructor(private readonly cluster: Cluster) {}

  /** How many more pods may go. */
  allowed(budget: DisruptionBudget | undefined): number {
    if (!budget) return Infinity;
    let left = this.left.get(budget);
    if (left === undefined) this.left.set(budget, (left = allowedDisruptions(this.cluster, budget)));
    return left;
  }

  /** A pod goes. Never below nothing. */
  take(budget: DisruptionBudget | undefined): void {
    if (budget) this.left.set(budget, Math.max(this.allowed(budget) - 1, 0));
  }
}

/** Splits pods into those whose eviction breaks a budget and the others, each in the given order. */
export function splitByBudget(cluster: Cluster, pods: readonly Pod[]): [violating: Pod[], others: Pod[]] {
  const budgets = new BudgetTracker(cluster);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    const { budget } = pod.template;
    (budgets.allowed(budget) > 0 ? others : violating).push(pod);
    budgets.take(budget);
  }
  return [violating, others];
}
