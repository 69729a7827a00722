import { budgetsOf, isReplicated, mostReplicas, servicesOf, someKnown, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const pdbExists: StackRule = {
  name: "pdb-exists",
  description: "A workload of several replicas behind a Service has a PodDisruptionBudget.",
  guardsAgainst: "Without one a node upgrade may take all its pods at once.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps:
    "Add a PodDisruptionBudget with maxUnavailable: 1 and the workload's selector, in the workload's namespace.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const services = servicesOf(resources);
    const served = gather(workloadsOf(resources), (workload) =>
      // Of a Job's pods none serves, and those of a DaemonSet stay with their nodes.
      isReplicated(workload) &&
      someKnown(services, (service) => service.selects(workload) && !service.isForScraping) &&
      // One pod cannot be kept by a budget: it must go for the node to go.
      mostReplicas(workload, resources) > 1
        ? [workload]
        : [],
    );
    if (served.length === 0) notApplicable("no workload of several replicas stands behind a Service");
    const budgets = budgetsOf(resources);
    each(served, (workload) => {
      if (!someKnown(budgets, (budget) => budget.selects(workload)))
        violation(`${workload.title} stands behind a Service but has no PodDisruptionBudget`, workload.resource);
    });
  },
};
