import { asWorkload, isWorkload } from "@breakwater/plan-views";
import type { ResourceRule } from "../../rule";

export const containerResources: ResourceRule = {
  name: "container-resources",
  description: "Every container asks for CPU and memory and has a memory limit.",
  guardsAgainst:
    "The scheduler and the Cluster Autoscaler count by requests, and without a limit one leak takes the node.",
  severity: "medium",
  tags: ["hygiene"],
  remediationSteps:
    "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory on the container.",
  appliesTo: isWorkload,
  check: (resource, { violation }) => {
    const workload = asWorkload(resource);
    for (const { name, resources = {} } of workload.containers) {
      const lacks = [
        ...(resources.requests?.cpu === undefined ? ["a CPU request"] : []),
        ...(resources.requests?.memory === undefined ? ["a memory request"] : []),
        ...(resources.limits?.memory === undefined ? ["a memory limit"] : []),
      ];
      if (lacks.length > 0)
        violation(`Container "${name}" of ${workload.title} lacks ${lacks.join(" and ")}`, resource);
    }
  },
};
