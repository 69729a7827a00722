import { budgetedPods, PodCountError, type PodCount } from "@breakwater/kubernetes-rules";
import type { Reader } from "./read";
import { type KubernetesObject, objectsOf, readerOf, type Resource, viewOf } from "./resource";
import { labelsOfPods, type SelectablePods, selectsAt } from "./selectors";

/** A PodDisruptionBudget. Each property is read when it is asked for. */
export interface DisruptionBudget extends KubernetesObject {
  /** Pods that may be gone at once, or a share of them, `"50%"`; absent where it does not say. */
  readonly maxUnavailable: PodCount | undefined;
  /** Pods that must stay, or a share of them; absent where it does not say. */
  readonly minAvailable: PodCount | undefined;
  /**
   * Whether the pods of a workload are among those that it protects: all of its namespace with an empty selector, none without one
   * (https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget).
   */
  selects(pods: SelectablePods): boolean;
}

/** The disruption budgets among the resources, in their order. */
export const budgetsOf = (resources: readonly Resource[]): DisruptionBudget[] =>
  objectsOf(resources, "kubernetes:policy:PodDisruptionBudget").map((budget) => {
    const spec = () => readerOf(budget).object("spec");
    return viewOf(budget, {
      get maxUnavailable() {
        return countOf(spec(), "maxUnavailable");
      },
      get minAvailable() {
        return countOf(spec(), "minAvailable");
      },
      selects: (pods: SelectablePods) =>
        pods.namespace === budget.namespace && selectsAt(spec(), "selector", () => labelsOfPods(pods)),
    });
  });

/** A count that Kubernetes takes. */
function countOf(spec: Reader, name: string): PodCount | undefined {
  const count = spec.numberOrText(name);
  try {
    if (count !== undefined) budgetedPods(count, 0);
    return count;
  } catch (error) {
    if (!(error instanceof PodCountError)) throw error;
    throw spec.wrong(name, 'a whole number of pods from 0, or a percentage up to "100%"');
  }
}
