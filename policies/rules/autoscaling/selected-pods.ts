import { readerOf, selectsAt, type Workload } from "@breakwater/plan-views";

/**
 * Whether a workload's own selector selects the pods of another one of its namespace. Kubernetes counts by it what the workload has.
 *
 * @throws PlanValueError for a selector that Kubernetes does not take
 */
export const selectsPodsOf = (workload: Workload, { podLabels }: Pick<Workload, "podLabels">): boolean =>
  selectsAt(readerOf(workload).object("spec"), "selector", () => podLabels);
