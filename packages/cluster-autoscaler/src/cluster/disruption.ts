import { podsKept } from "@breakwater/kubernetes-rules";
import type { Cluster, Pod } from "./cluster";
import type { DisruptionBudget } from "./pod-template";

/**
 * How many of the pods that a budget covers may be disrupted now (k8s.io/kubernetes v1.33, pkg/controller/disruption).
 *
 * @throws PodCountError where the budget has a count that Kubernetes refuses
 */
export function allowedDisruptions(cluster: Cluster, budget: DisruptionBudget): number {
  if (budget.disruptionsAllowed !== undefined) return budget.disruptionsAllowed;
  const pods = cluster.podsUnder(budget).filter(({ deleting }) => !deleting);
  const healthy = pods.filter(({ ready }) => ready).length;
  return Math.max(healthy - podsKept(budget, pods.length), 0);
}

/**
 * Whether the API server would evict a pod now. One that several budgets cover it never does, whatever they allow
 * (k8s.io/kubernetes v1.33, pkg/registry/core/pod/storage/eviction.go).
 */
export function isEvictable(cluster: Cluster, { template: { budgets } }: Pod): boolean {
  return budgets.length < 2 && budgets.every((budget) => allowedDisruptions(cluster, budget) > 0);
}

/** What is left of budgets while pods are moved in thought, one after the other. */
export class BudgetTracker {
  private readonly left = new Map<DisruptionBudget, number>();

  constructor(private readonly cluster: Cluster) {}

  /** How many more pods under all of these may go; Infinity under none. */
  allowed(budgets: readonly DisruptionBudget[]): number {
    return Math.min(...budgets.map((budget) => this.leftOf(budget)));
  }

  /** A pod under these goes. Never below nothing. */
  take(budgets: readonly DisruptionBudget[]): void {
    for (const budget of budgets) this.left.set(budget, Math.max(this.leftOf(budget) - 1, 0));
  }

  private leftOf(budget: DisruptionBudget): number {
    let left = this.left.get(budget);
    if (left === undefined) this.left.set(budget, (left = allowedDisruptions(this.cluster, budget)));
    return left;
  }
}

/** Splits pods into those whose eviction breaks a budget and the others, each in the given order. */
export function splitByBudget(cluster: Cluster, pods: readonly Pod[]): [violating: Pod[], others: Pod[]] {
  const left = new BudgetTracker(cluster);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    (left.allowed(pod.template.budgets) > 0 ? others : violating).push(pod);
    left.take(pod.template.budgets);
  }
  return [violating, others];
}
