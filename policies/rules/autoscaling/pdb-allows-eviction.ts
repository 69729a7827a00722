import {
  budgetsOf,
  type DisruptionBudget,
  ifKnown,
  mostReplicas,
  type Resource,
  type Workload,
  workloadsOf,
} from "@breakwater/plan-views";
import type { StackRule } from "../../rule";
import { allowedOf, areOfNodes, fewestOf, keepsAll, uncountedAmong } from "./budgeted-pods";

export const pdbAllowsEviction: StackRule = {
  name: "pdb-allows-eviction",
  description: "A PodDisruptionBudget lets at least one pod go, and no pod has two of them.",
  guardsAgainst:
    "One that lets none go stops every node upgrade, and keeps the Cluster Autoscaler from removing the node. Of a pod with two of them the API refuses every eviction (kubernetes/kubernetes#75957).",
  severity: "high",
  tags: ["autoscaling", "hygiene"],
  remediationSteps:
    "Set maxUnavailable: 1 instead of minAvailable; never maxUnavailable 0. Give pods of Jobs and pods without a controller a budget of their own, with a whole number of minAvailable. Where two budgets select one pod, remove one, or narrow its selector.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const budgets = budgetsOf(resources);
    if (budgets.length === 0) notApplicable("the stack has no PodDisruptionBudget");
    // What a patch says of its pods may not be all.
    const workloads = workloadsOf(resources).filter(({ isPatch }) => !isPatch);
    for (const { workload, budget, others } of gather(workloads, (each) => overlapOn(each, budgets, resources))) {
      violation(
        `${budget.title} selects the pods of ${workload.title}, which ${others.map(({ title }) => title).join(" and ")} also selects: of a pod with more than one PodDisruptionBudget the API refuses every eviction`,
        budget.resource,
      );
    }
    each(budgets, (budget) => {
      const { title, resource, maxUnavailable, minAvailable } = budget;
      if (maxUnavailable !== undefined && minAvailable !== undefined) {
        violation(
          `${title} has both maxUnavailable and minAvailable, of which the API server takes one only`,
          resource,
        );
        return;
      }
      const selected = () => workloads.filter((workload) => budget.selects(workload));
      if (keepsAll(budget)) {
        if (areOfNodes(ifKnown(selected) ?? [])) return;
        violation(`${title} has ${said(budget)}: no pod may ever be evicted`, resource);
        return;
      }
      const pods = selected();
      if (pods.length === 0 || areOfNodes(pods)) return;
      const uncounted = uncountedAmong(budget, pods);
      if (uncounted !== undefined) {
        violation(
          `${title} has ${said(budget)} and selects the pods of ${uncounted.title}, of which Kubernetes has no count of replicas: no pod may be evicted`,
          resource,
        );
        return;
      }
      const fewest = minAvailable === undefined ? undefined : fewestOf(pods, resources);
      if (fewest !== undefined && allowedOf(budget, fewest) === 0) {
        const who = pods.map(({ id }) => `"${id}"`).join(" and ");
        violation(
          `${title} has ${said(budget)}, but ${who} may have ${fewest} ${fewest === 1 ? "pod" : "pods"}: none may be evicted then`,
          resource,
        );
      }
    });
  },
};

/** The last of several budgets on a workload's pods, and the others; nothing where it has one at most. */
function overlapOn(workload: Workload, budgets: readonly DisruptionBudget[], resources: readonly Resource[]) {
  // Of a workload without pods none is evicted, and those of a DaemonSet nobody evicts.
  if (workload.runs === "on every node" || ifKnown(() => mostReplicas(workload, resources)) === 0) return [];
  const own = budgets.filter((budget) => ifKnown(() => budget.selects(workload)));
  const budget = own.at(-1);
  if (budget !== undefined && own.length > 1) return [{ workload, budget, others: own.slice(0, -1) }];
  // One that is not known may be the second.
  for (const candidate of budgets) candidate.selects(workload);
  return [];
}

/** What a budget says, as a message repeats it. */
function said({ maxUnavailable, minAvailable }: DisruptionBudget): string {
  if (maxUnavailable !== undefined) return `maxUnavailable ${maxUnavailable}`;
  return minAvailable === undefined ? "neither maxUnavailable nor minAvailable" : `minAvailable ${minAvailable}`;
}
