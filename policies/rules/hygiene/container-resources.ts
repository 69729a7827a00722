import { containerRequests, type ResourceRequirements } from "@breakwater/kubernetes-rules";
import { isWorkload, workloadsIn } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const containerResources: ResourceRule = {
  name: "container-resources",
  description: "Every container asks for CPU and memory and has a memory limit, itself or by its pod as a whole.",
  guardsAgainst:
    "The scheduler and the Cluster Autoscaler count by requests, and without a limit one leak takes the node.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps:
    "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory on the container, sidecars and init containers too.",
  appliesTo: isWorkload,
  check: (resource, { violation, each }) => {
    each(workloadsIn(resource), (workload) => {
      // What it leaves out stands elsewhere.
      if (workload.isPatch) return;
      const { requests, limits } = askedBy({ resources: workload.podSpec.resources });
      each(workload.allContainers, (container) => {
        const own = askedBy(container);
        const lacks = [
          ...((own.requests["cpu"] ?? requests["cpu"]) ? [] : ["a CPU request"]),
          ...((own.requests["memory"] ?? requests["memory"]) ? [] : ["a memory request"]),
          ...((own.limits["memory"] ?? limits["memory"]) ? [] : ["a memory limit"]),
        ];
        if (lacks.length > 0)
          violation(`Container "${container.name}" of ${workload.title} lacks ${lacks.join(" and ")}`, resource);
      });
    });
  },
};

/** Requests as Kubernetes completes them, by limits that stand alone, and the limits. */
const askedBy = ({ resources }: { resources?: ResourceRequirements | null | undefined }) => ({
  requests: containerRequests({ resources: resources ?? null }),
  limits: resources?.limits ?? {},
});
