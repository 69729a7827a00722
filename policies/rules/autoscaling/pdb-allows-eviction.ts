import { budgetedPods, podsKept } from "@breakwater/kubernetes-rules";
import { budgetsOf, fewestReplicas, findKnown, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const pdbAllowsEviction: StackRule = {
  name: "pdb-allows-eviction",
  description: "A PodDisruptionBudget lets at least one pod go.",
  guardsAgainst:
    "One that lets none go stops every node upgrade, and keeps the Cluster Autoscaler from removing the node.",
  severity: "high",
  tags: ["autoscaling", "hygiene"],
  remediationSteps: "Set maxUnavailable: 1 instead of minAvailable; never maxUnavailable 0.",
  checkStack: (resources, { violation, notApplicable, each }) => {
    const budgets = budgetsOf(resources);
    if (budgets.length === 0) notApplicable("the stack has no PodDisruptionBudget");
    each(budgets, (budget) => {
      const { title, resource, maxUnavailable, minAvailable } = budget;
      if (maxUnavailable !== undefined && budgetedPods(maxUnavailable, 100) === 0) {
        violation(`${title} has maxUnavailable ${maxUnavailable}: no pod may ever be evicted`, resource);
      }
      if (minAvailable === "100%") violation(`${title} has minAvailable 100%: no pod may ever be evicted`, resource);
      if (minAvailable === undefined || minAvailable === "100%") return;
      const workload = findKnown(
        workloadsOf(resources),
        (candidate) => !candidate.isPatch && budget.selects(candidate),
      );
      if (workload === undefined) return;
      const least = fewestReplicas(workload, resources);
      if (podsKept({ minAvailable }, least) >= least) {
        violation(
          `${title} has minAvailable ${minAvailable}, but "${workload.id}" may have ${least} pods: none may be evicted then`,
          resource,
        );
      }
    });
  },
};
