import { fewestReplicas, servicesOf, someKnown, workloadsOf } from "@breakwater/plan-views";
import { isProduction, productionSettings, type ProductionStacks } from "../../production";
import type { StackRule } from "../../rule";

export const autoscalingTwoInProduction: StackRule<ProductionStacks> = {
  name: "autoscaling-two-in-production",
  description: "In production a workload behind a Service keeps two replicas.",
  guardsAgainst:
    "With one, every node upgrade and every crash is an outage. GPU workloads may have fewer, for the app overflows to the gateway.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps: "Set the autoscaler's minimum, or spec.replicas where there is none, to 2 or more.",
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const inProduction = workloadsOf(resources).filter(
      ({ resource, isPatch }) => !isPatch && isProduction(resource, config),
    );
    const concerned = gather(inProduction, (workload) =>
      someKnown(servicesOf(resources), (service) => service.selects(workload)) && !workload.needsGpu ? [workload] : [],
    );
    if (concerned.length === 0) notApplicable("no workload of a production stack stands behind a Service");
    each(concerned, (workload) => {
      const least = fewestReplicas(workload, resources);
      if (least < 2)
        violation(
          `${workload.title} may come down to ${least} ${least === 1 ? "replica" : "replicas"}`,
          workload.resource,
        );
    });
  },
};
