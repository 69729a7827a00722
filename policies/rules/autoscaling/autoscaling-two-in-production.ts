import { autoscalerFor, ownReplicas, type Resource, type Workload } from "@breakwater/plan-views";
import { productionSettings, type ProductionStacks } from "../../production";
import type { StackRule } from "../../rule";
import { servingInProduction } from "./serving";

export const autoscalingTwoInProduction: StackRule<ProductionStacks> = {
  name: "autoscaling-two-in-production",
  description: "In production a workload behind a Service keeps two replicas.",
  guardsAgainst:
    "With one, every node upgrade and every crash is an outage. GPU workloads may have fewer, for the app overflows to the gateway.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps:
    "Set the autoscaler's minimum, or spec.replicas where there is none, to 2 or more; remove idleReplicaCount: 0.",
  settings: productionSettings,
  checkStack: (resources, { config, violation, notApplicable, each, gather }) => {
    const concerned = servingInProduction(resources, config, gather);
    if (concerned.length === 0) notApplicable("no workload of a production stack stands behind a Service");
    each(concerned, (workload) => {
      const least = leastOf(workload, resources);
      if (least === undefined || least.replicas >= 2) return;
      const count = `${least.replicas} ${least.replicas === 1 ? "replica" : "replicas"}`;
      violation(`${workload.title} may come down to ${count}${least.why}`, workload.resource);
    });
  },
};

/** The least that a workload may come down to; `undefined` where that is not said. */
function leastOf(workload: Workload, resources: readonly Resource[]): { replicas: number; why: string } | undefined {
  const owner = autoscalerFor(workload, resources);
  if (owner === undefined) return { replicas: ownReplicas(workload, resources), why: "" };
  const { pause, idleReplicas, minReplicas, title } = owner;
  if (pause?.stops === "all") {
    // Without a count it stays at what it has.
    return pause.replicas === undefined
      ? undefined
      : { replicas: pause.replicas, why: `, at which ${title} is paused (${pause.annotation})` };
  }
  // From any other idle count the HPA goes back to the minimum.
  if (idleReplicas === 0 && minReplicas > 0) return { replicas: 0, why: `, the idleReplicaCount of ${title}` };
  return { replicas: minReplicas, why: "" };
}
