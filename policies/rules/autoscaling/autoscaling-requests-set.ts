import { containerRequests, isSidecar } from "@breakwater/kubernetes-rules";
import { type Autoscaler, autoscalersOf, findKnown, type Trigger, workloadsOf } from "@breakwater/plan-views";
import type { StackRule } from "../../rule";

export const autoscalingRequestsSet: StackRule = {
  name: "autoscaling-requests-set",
  description: "Every container of a workload that is scaled on a share of its CPU or memory asks for that resource.",
  guardsAgainst: "Without a request there is nothing to take a share of, and the autoscaler does nothing.",
  severity: "high",
  tags: ["autoscaling"],
  remediationSteps: "Set resources.requests for the resource on every container of the pod template, sidecars too.",
  checkStack: (resources, { violation, notApplicable, each, gather }) => {
    const scalers = gather(autoscalersOf(resources), (scaler) => (sharesOf(scaler).length > 0 ? [scaler] : []));
    if (scalers.length === 0) notApplicable("no autoscaler looks at a share of CPU or memory");
    each(scalers, (scaler) => {
      const workload = findKnown(workloadsOf(resources), (candidate) => scaler.targets(candidate));
      if (workload === undefined) return;
      for (const { type, container: only } of sharesOf(scaler)) {
        // Sidecars count, and a pod that states its requests as a whole needs none of its containers.
        if (workload.requestToScaleOn(type, only) !== undefined) continue;
        const running = [...workload.containers, ...workload.initContainers.filter(isSidecar)].filter(
          ({ name }) => only === undefined || name === only,
        );
        if (running.length === 0)
          violation(
            `${workload.title} has no container "${only}", on whose ${type} ${scaler.title} scales it`,
            workload.resource,
          );
        for (const container of running.filter((each) => containerRequests(each)[type] === undefined)) {
          violation(
            `Container "${container.name}" of ${workload.title} asks for no ${type}, on which ${scaler.title} scales it`,
            workload.resource,
          );
        }
      }
    });
  },
};

/** What an autoscaler takes a share of. */
const sharesOf = ({ triggers }: Autoscaler): Trigger[] =>
  triggers.filter(({ type, isShare }) => (type === "cpu" || type === "memory") && isShare);
