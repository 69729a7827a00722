import { matchesLabelSelector, SelectorError } from "@breakwater/kubernetes-rules";
import { readerOf, type Workload } from "@breakwater/plan-views";

/**
 * Whether a workload's own selector selects the pods of another one of its namespace. Kubernetes counts by it what the workload has.
 *
 * @throws PlanValueError for a selector that Kubernetes does not take
 */
export function selectsPodsOf(workload: Workload, { podLabels }: Pick<Workload, "podLabels">): boolean {
  const spec = readerOf(workload).object("spec");
  try {
    return matchesLabelSelector(spec.record("selector"), podLabels);
  } catch (error) {
    if (!(error instanceof SelectorError)) throw error;
    throw spec.wrong("selector", `one that Kubernetes takes: ${error.message}`);
  }
}
